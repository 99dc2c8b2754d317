"""Limits on the processing of uploaded pictures, per person and per process, outside the admission gate."""

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
_lock = threading.Lock()
_active_users: set[int] = set()


@contextmanager
def upload_slot(user_id: int) -> Iterator[None]:
    """Take one of the few upload slots of this process; a person gets one at a time.

    Raises `Refused` at once if no slot is free: a waiting request would keep a thread and the uploaded files.
    """
    with _lock:
        if user_id in _active_users:
            raise Refused("Your other pictures are still being processed. Try again in a moment.", field="pictures")
        if len(_active_users) >= settings.PICTURE_UPLOADS_AT_ONCE:
            raise Refused("Many pictures are being processed right now. Try again in a minute.", field="pictures")
        _active_users.add(user_id)
    try:
        yield
    finally:
        with _lock:
            _active_users.discard(user_id)


@contextmanager
def request_upload_slot(request: ShopRequest, pictures: int) -> Iterator[None]:
    """Take an upload slot for the pictures of a request, and free its gate slot and database connection meanwhile.

    Raises `Refused` as `upload_slot` does, and for too many pictures of a person within an hour.
    """
    user_id = int(request.user.pk or 0)
    with upload_slot(user_id):
        _count_upload(user_id, pictures)
        slot = getattr(request, "scope", {}).get("gate")
        if slot and not connection.in_atomic_block:
            # Return the connection to the pool, which has only a few.
            connection.close()
        with slot.away() if slot else nullcontext():
            yield


def _count_upload(user_id: int, pictures: int) -> None:
    counters: Any = cache
    sent = [counters.increment(f"pictures:{user_id}", HOUR) for _ in range(pictures)]
    if sent and sent[-1] > settings.PICTURES_PER_HOUR:
        most = settings.PICTURES_PER_HOUR
        raise Refused(f"You can upload up to {most} pictures per hour. Try again later.", field="pictures")
