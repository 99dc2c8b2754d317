"""The ASGI application: pages through Django behind the admission gate, sockets through the live wire."""

import gc
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from config import servers

servers.start()

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

pages = get_asgi_application()

from config.live.application import application as live_application
from config.monitoring.endpoints import MonitoringEndpoints
from config.monitoring.request_id import assign_request_id
from leaderboard.time_zone import follow_time_zone_in_background
from marketplace.accounts.visitors import VisitorScope
from marketplace.gateways.provider_calls import register_stand_aside
from marketplace.web.asgi_middleware import (
    drop_impossible_dates,
    ignore_root_path,
    redirect_to_main_origin,
    reject_malformed_requests,
    set_client_address,
)
from marketplace.web.gate import Gate, leave_gate
from marketplace.web.loopback import set_bind_address

gate = Gate(pages)
register_stand_aside(leave_gate)
desk = MonitoringEndpoints(redirect_to_main_origin(reject_malformed_requests(drop_impossible_dates(gate))), gate)
site = ProtocolTypeRouter({"http": desk, "websocket": VisitorScope(live_application)})
application = assign_request_id(ignore_root_path(set_client_address(site)))


def begin(bind: str) -> None:
    """Start the background work of a web server, once it listens at the address `bind`."""
    set_bind_address(bind)
    follow_time_zone_in_background()


# Imported objects stay for good: collecting garbage among them over and over costs a tenth of all work.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
