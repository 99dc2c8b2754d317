"""A reference server after the Channels tutorial: one group of all sockets, the core layer, Daphne unchanged."""

import os

from django.conf import settings

settings.configure(
    INSTALLED_APPS=["channels"],
    SECRET_KEY="of a server that keeps none",
    CHANNEL_LAYERS={
        "default": {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            "CONFIG": {"hosts": [os.environ["REDIS_URL"]], "capacity": 100_000},
        }
    },
)

import django

django.setup()

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application


class Consumer(AsyncJsonWebsocketConsumer):  # type: ignore[misc]
    """One socket in the one group."""

    async def connect(self) -> None:
        """Join."""
        await self.channel_layer.group_add("all", self.channel_name)
        await self.accept()

    async def tell(self, event: dict[str, str]) -> None:
        """Pass a message on."""
        await self.send_json({"html": event["html"]})


application = ProtocolTypeRouter({"http": get_asgi_application(), "websocket": Consumer.as_asgi()})
