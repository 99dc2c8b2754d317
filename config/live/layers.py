"""Fresh channel layers: the publisher and the subscriber replace theirs whenever it may be stuck."""

import weakref
from collections.abc import Callable
from typing import Any

from channels_redis.pubsub import RedisPubSubChannelLayer, RedisPubSubLoopLayer
from django.conf import settings


def new_layer(on_reconnect: Callable[[], None] | None = None) -> RedisPubSubLoopLayer:
    """Return a fresh layer with the options of `CHANNEL_LAYERS`, for one event loop only.

    `on_reconnect` is called when a connection was made a second time: the layer subscribes again by itself and reports
    nothing, but messages published meanwhile are lost.
    """
    layers: Any = settings.CHANNEL_LAYERS
    options = dict(layers["default"]["CONFIG"])
    codec = RedisPubSubChannelLayer(**options)
    if on_reconnect is not None:
        known: weakref.WeakSet[Any] = weakref.WeakSet()

        async def connect(connection: Any) -> None:
            await connection.on_connect()
            if connection in known:
                on_reconnect()
            known.add(connection)

        options["hosts"] = [{**host, "redis_connect_func": connect} for host in options["hosts"]]
    return RedisPubSubLoopLayer(channel_layer=codec, **options)
