"""What the demo runs, and how it tells that the site answers."""

import http.client
import os
import sys
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings

from config.demo.address import EVERYWHERE, Address
from config.demo.processes import Program
from config.loopback import is_loopback
from config.servers.patience import while_it_moves


def environment(address: Address) -> dict[str, str]:
    """Return the environment of the programs: the site goes by the names of this address, the secret stays one."""
    origins = [*address.origins, *filter(None, os.environ.get("SITE_ORIGINS", "").split(","))]
    return {
        **os.environ,
        "SITE_ORIGINS": ",".join(origins),
        "SECRET_KEY": settings.SECRET_KEY,
        "SERVE_MEDIA": "true",
        "ALLOW_PLAY_MONEY": "true",
        "ALLOW_MAIL_TO_FILES": "true",
        "PYTHONUNBUFFERED": "1",
    }


def is_local(address: Address) -> bool:
    """Tell whether the site neither listens where others could reach it nor goes by such a name."""
    hosts = {urlsplit(origin).hostname for origin in environment(address)["SITE_ORIGINS"].split(",")}
    return address.is_loopback and all(map(is_loopback, hosts))


def web(address: Address) -> Program:
    """Return the web server."""
    command = [sys.executable, "-m", "config.server", "--bind", address.host, "--port", str(address.port)]
    return Program("web", command, vital=True)


def helpers(address: Address, pace: float | None) -> list[Program]:
    """Return the workers, the clock, and shoppers who buy about every `pace` seconds; None leaves those out."""
    found = [
        worker("worker", "celery"),
        worker("worker-external", "external"),
        Program("beat", celery("beat", "--pidfile=")),
    ]
    if pace:
        shop = [sys.executable, "manage.py", "simulate", "--base", address.base, "--pace", str(pace)]
        found.append(Program("simulator", shop))
    return found


def worker(name: str, queue: str) -> Program:
    """Return a worker that serves one queue."""
    options = ("--concurrency=2", "--without-gossip", "--without-mingle")
    return Program(name, celery("worker", f"--hostname={name}@%h", f"--queues={queue}", *options))


def celery(*words: str) -> list[str]:
    """Return a command of Celery."""
    return [sys.executable, "-m", "celery", "--app", "config.celery", "--quiet", *words, "--loglevel=WARNING"]


def answers(address: Address) -> bool:
    """Tell whether the home page comes without an error."""
    connection = http.client.HTTPConnection(EVERYWHERE.get(address.host, address.host), address.port, timeout=30)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()


def wait_until_it_answers(
    address: Address, meanwhile: Callable[[], None], moves: Callable[[], object] = lambda: None, seconds: float = 60
) -> bool:
    """Ask for the home page until it comes; False when nothing moved for `seconds`. Calls `meanwhile` between."""
    for _ in while_it_moves(f"the home page at {address.base}", moves, seconds=seconds):
        if answers(address):
            return True
        meanwhile()
    return False
