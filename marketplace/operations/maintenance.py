"""Maintenance mode: all pages can be read, nothing can be changed. A row in the database switches it for all processes.

Requests that may write get a 503 with `Retry-After`, also those of payment providers, which send their events again.
Live sockets stay open. Staff can sign in, and end the mode in the admin. Tasks are left out until the next schedule.
"""

import re
import time
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from threading import Lock
from typing import Any

from celery import Task
from celery.exceptions import Ignore
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

CHECK_SECONDS = 2.0
"""Seconds for which a process trusts its last look."""
RETRY_SECONDS = 120
SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}
WRITES = re.compile(r"\s*(?:WITH\b.*)?\b(?:INSERT\s+INTO|UPDATE\s+\"|DELETE\s+FROM|TRUNCATE)", re.DOTALL)
WAYS_OUT = (
    "account_login",
    "account_logout",
    "admin:login",
    "admin:logout",
    "admin:marketplace_maintenance_changelist",
)
_CHECK = "SELECT message FROM marketplace_maintenance"


class Switch:
    """The state of the mode, as this process last saw it."""

    def __init__(self) -> None:
        self.message: str | None = None
        self.fresh_until = 0.0
        self._lock = Lock()

    @property
    def was_on(self) -> bool:
        """Return the last known state, without a look."""
        return self.message is not None

    def is_on(self) -> bool:
        """Tell whether the mode is on, with a look at the database every `CHECK_SECONDS`."""
        with self._lock:
            is_due = time.monotonic() >= self.fresh_until
            if is_due:
                self.fresh_until = time.monotonic() + CHECK_SECONDS
        if is_due:
            # Without a database the request fails by itself; without the table the site is being updated.
            with suppress(DatabaseError), connection.cursor() as cursor:
                cursor.execute(_CHECK)
                row = cursor.fetchone()
                self.message = row[0] if row else None
        return self.was_on


switch = Switch()


class WriteInMaintenance(Exception):  # noqa: N818 - named by the event
    """A page was about to write while it was only read."""


class MaintenanceMiddleware:
    """Answers 503 to requests that would write during the maintenance mode."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, or refuse it."""
        if request.method not in SAFE_METHODS:
            if switch.is_on() and not is_way_out(request):
                return render_refusal()
        # Reading costs no look. The visit that a page records is a POST, so that a process in use learns it soon.
        elif switch.was_on and switch.is_on() and not is_way_out(request):
            with connection.execute_wrapper(refuse_writes):
                return self.get_response(request)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for a page that writes when it is opened, such as a link from a mail."""
        return render_refusal() if isinstance(exception, WriteInMaintenance) else None


def is_way_out(request: HttpRequest) -> bool:
    """Tell whether staff need this address to sign in and end the mode."""
    ways = (
        "account_login",
        "account_logout",
        "admin:login",
        "admin:logout",
        "admin:marketplace_maintenance_changelist",
    )
    return request.path_info.startswith(tuple(reverse(way) for way in ways))


def render_refusal() -> HttpResponse:
    """Return the page for requests that would write."""
    text = render_to_string("maintenance.html", {"message": switch.message})
    headers = {"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"}
    return HttpResponse(text, status=HTTPStatus.SERVICE_UNAVAILABLE, headers=headers)


def refuse_writes(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    """Run a statement that reads. Raises `WriteInMaintenance` for one that writes."""
    if WRITES.match(str(sql)):
        raise WriteInMaintenance(str(sql).split(maxsplit=1)[0])
    return execute(sql, params, many, context)


class PausedTask(Task):
    """The base of all tasks: during the maintenance mode none begins. Schedules make up for it afterwards."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run the task. Raises `Ignore` during the maintenance mode."""
        if switch.is_on():
            raise Ignore
        return super().__call__(*args, **kwargs)
