"""Fresh channel layers: the publisher and the subscriber replace theirs whenever it may be stuck."""

import weakref
from collections.abc import Callable
from typing import Any

from channels_redis.pubsub import RedisPubSubChannelLayer, RedisPubSubLoopLayer
from django.conf import settings


def new_layer(on_reconnect: Callable[[], None] | None = None) -> RedisPubSubLoopLayer:
    """Return a fresh layer with the options of `CHANNEL_LAYERS`, for one event loop only.

    `on_reconnect` is called when one of its connections was made a second time. The layer subscribes again by itself
    and reports nothing, but messages published meanwhile are lost.
    """
    layers: Any = settings.CHANNEL_LAYERS
    options = dict(layers["default"]["CONFIG"])
    codec = RedisPubSubChannelLayer(**options)
    if on_reconnect is not None:
        watcher = _Watcher(on_reconnect)
        options["hosts"] = [{**host, "redis_connect_func": watcher.connected} for host in options["hosts"]]
    return RedisPubSubLoopLayer(channel_layer=codec, **options)


class _Watcher:
    def __init__(self, on_reconnect: Callable[[], None]) -> None:
        self._seen: weakref.WeakSet[Any] = weakref.WeakSet()
        self._on_reconnect = on_reconnect

    async def connected(self, connection: Any) -> None:
        """Open a connection as usual, and report if it had been open before."""
        await connection.on_connect()
        if connection in self._seen:
            self._on_reconnect()
        self._seen.add(connection)
