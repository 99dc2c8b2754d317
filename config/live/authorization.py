"""Authorization of private topics: the session behind a token, then the topic's own `allow`."""

import asyncio
import functools
import logging
import weakref
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any, ParamSpec, TypeVar

from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.utils.crypto import constant_time_compare

from config.live import protocol
from config.live.fair_queue import FairQueue
from config.live.limits import limit
from config.live.tokens import Claim, fingerprint
from config.live.topics import find_topic

logger = logging.getLogger(__name__)
_P = ParamSpec("_P")
_T = TypeVar("_T")


@functools.cache
def _executor() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(int(limit("LIVE_THREADS")), thread_name_prefix="live")


_queues: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, FairQueue] = weakref.WeakKeyDictionary()


async def run_in_thread(visitor: str, work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """Run `work` in one of the few threads that all sockets share for the database, with fresh connections.

    Visitors take turns, so that the many sockets of one do not keep the others waiting.
    """
    loop = asyncio.get_running_loop()
    if loop not in _queues:
        _queues[loop] = FairQueue(int(limit("LIVE_THREADS")))
    job = database_sync_to_async(work, thread_sensitive=False, executor=_executor())
    async with _queues[loop].slot(visitor):
        result: _T = await job(*args, **kwargs)
    return result


async def find_refusals(visitor: str, claims: Iterable[Claim], session_key: str | None) -> dict[str, str]:
    """Return the reason of each refused topic among `claims`, by address; `try later` without the database.

    `visitor` is the digest of the browser that shows `session_key`.
    """
    claims = list(claims)
    if not claims:
        return {}
    try:
        async with asyncio.timeout(5):
            return await run_in_thread(visitor, _refusals, claims, session_key)
    except TimeoutError:
        logger.warning("Could not check in time who may listen")
    except Exception:
        logger.exception("Could not check who may listen")
    return {claim.address: protocol.TRY_LATER for claim in claims}


def needs_check(claim: Claim) -> bool:
    """Tell whether a claim is for a private topic."""
    return find_topic(claim.address)[0].is_private


def _refusals(claims: list[Claim], session_key: str | None) -> dict[str, str]:
    signed_in = _signed_in_user_id(session_key) if any(claim.subscriber.user_id for claim in claims) else None
    reasons = {claim.address: _refusal(claim, session_key, signed_in) for claim in claims}
    return {address: reason for address, reason in reasons.items() if reason is not None}


def _refusal(claim: Claim, session_key: str | None, signed_in: int | None) -> str | None:
    subscriber = claim.subscriber
    if subscriber.user_id is not None and (
        subscriber.user_id != signed_in or subscriber.session_hash != fingerprint(session_key or "")
    ):
        return protocol.SIGN_IN
    topic, key = find_topic(claim.address)
    try:
        allowed = not topic.is_private or (topic.allow is not None and topic.allow(subscriber, key))
    except LookupError:
        allowed = False
    return None if allowed else protocol.GONE


def _signed_in_user_id(session_key: str | None) -> int | None:
    """Return the id of the session's active user, if the password is still the same."""
    if not session_key or "\0" in session_key:  # a quoted cookie can hold a NUL, which the database refuses
        return None
    session: Any = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    user = get_user_model()._default_manager.filter(pk=session.get(SESSION_KEY), is_active=True).first()
    if user is None:
        return None
    hashes = (user.get_session_auth_hash(), *user.get_session_auth_fallback_hash())
    shown = session.get(HASH_SESSION_KEY, "")
    return int(user.pk) if any(constant_time_compare(shown, known) for known in hashes) else None
