"""The processes of the demo: web server, workers, scheduler and simulator, with their environment."""

import http.client
import os
import sys
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings

from config.demo.launcher.address import WILDCARDS, Address
from config.demo.launcher.processes import Service
from config.servers.startup_wait import wait_while_active
from marketplace.web.loopback import is_loopback


def make_environment(address: Address) -> dict[str, str]:
    """Return the environment of the services: the origins of this address, and one secret key for all."""
    origins = [*address.origins, *filter(None, os.environ.get("SITE_ORIGINS", "").split(","))]
    return {
        **os.environ,
        "SITE_ORIGINS": ",".join(origins),
        "SECRET_KEY": settings.SECRET_KEY,
        "SERVE_MEDIA": "true",
        "ALLOW_PLAY_MONEY": "true",
        "ALLOW_MAIL_TO_FILES": "true",
        "PYTHONUNBUFFERED": "1",
        # Else macOS may abort the workers, which Celery forks.
        "OBJC_DISABLE_INITIALIZE_FORK_SAFETY": "YES",
    }


def is_local(address: Address) -> bool:
    """Tell whether other machines can reach the site neither at this address nor by a name in `SITE_ORIGINS`."""
    hosts = {urlsplit(origin).hostname for origin in make_environment(address)["SITE_ORIGINS"].split(",")}
    return address.is_loopback and all(map(is_loopback, hosts))


def make_web_server(address: Address) -> Service:
    """Return the web server."""
    command = [sys.executable, "-m", "config.server", "--bind", address.host, "--port", str(address.port)]
    return Service("web", command, is_vital=True)


def make_background_services(address: Address, pace: float | None) -> list[Service]:
    """Return the workers, the scheduler and the simulator; a `pace` of None leaves the simulator out."""
    services = [
        make_worker("worker", "celery"),
        make_worker("worker-external", "external"),
        Service("beat", make_celery_command("beat", "--pidfile=")),
    ]
    if pace:
        command = [sys.executable, "manage.py", "simulate", "--base", address.base, "--pace", str(pace)]
        services.append(Service("simulator", command))
    return services


def make_worker(name: str, queue: str) -> Service:
    """Return a Celery worker for one queue."""
    options = ("--concurrency=2", "--without-gossip", "--without-mingle")
    return Service(name, make_celery_command("worker", f"--hostname={name}@%h", f"--queues={queue}", *options))


def make_celery_command(*arguments: str) -> list[str]:
    """Return a command line of Celery."""
    return [sys.executable, "-m", "celery", "--app", "config.celery", "--quiet", *arguments, "--loglevel=WARNING"]


def is_ready(address: Address) -> bool:
    """Tell whether the home page loads without a server error."""
    connection = http.client.HTTPConnection(WILDCARDS.get(address.host, address.host), address.port, timeout=30)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < HTTPStatus.INTERNAL_SERVER_ERROR
    except OSError:
        return False
    finally:
        connection.close()


def wait_until_ready(
    address: Address,
    between: Callable[[], None],
    measure_progress: Callable[[], object] = lambda: None,
    seconds: float = 60,
) -> bool:
    """Wait until the home page loads, calling `between` after each attempt.

    Returns False if the result of `measure_progress` stays the same for `seconds`.
    """
    for _ in wait_while_active(f"the home page at {address.base}", measure_progress, seconds=seconds):
        if is_ready(address):
            return True
        between()
    return False
