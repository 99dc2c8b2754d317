"""Turns at reading uploaded pictures: bounded for a person and for a process, and beside the admission gate."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection

from marketplace.errors import Refused
from marketplace.web.requests import ShopRequest

HOUR = 3600  # s
_guard = threading.Lock()
_at_work: set[int] = set()


@contextmanager
def upload_slot(user_id: int) -> Iterator[None]:
    """Let a person's upload be read, one at a time, in one of the few places of this process.

    Raises `Refused` at once where there is none: who waits keeps a thread and the files that were sent.
    """
    with _guard:
        if user_id in _at_work:
            raise Refused("Your other pictures are still being processed. Try again in a moment.", field="pictures")
        if len(_at_work) >= settings.PICTURE_UPLOADS_AT_ONCE:
            raise Refused("Many pictures are being processed right now. Try again in a minute.", field="pictures")
        _at_work.add(user_id)
    try:
        yield
    finally:
        with _guard:
            _at_work.discard(user_id)


@contextmanager
def request_upload_slot(request: ShopRequest, pictures: int) -> Iterator[None]:
    """Take a turn for so many pictures of a request, and leave the gate and the database to others meanwhile.

    Raises `Refused` as `upload_slot`, and where a person sends too many within an hour.
    """
    user_id = int(request.user.pk or 0)
    with upload_slot(user_id):
        _count(user_id, pictures)
        slot = getattr(request, "scope", {}).get("gate")
        if slot and not connection.in_atomic_block:
            # It goes back to the pool, which has few.
            connection.close()
        with slot.away() if slot else nullcontext():
            yield


def _count(user_id: int, pictures: int) -> None:
    counters: Any = cache
    sent = [counters.count(f"pictures:{user_id}", HOUR) for _ in range(pictures)]
    if sent and sent[-1] > settings.PICTURES_PER_HOUR:
        most = settings.PICTURES_PER_HOUR
        raise Refused(f"You can upload up to {most} pictures per hour. Try again later.", field="pictures")
