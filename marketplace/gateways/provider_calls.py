"""Calls to payment providers: limited in number, with a short timeout for pages.

During a call, a request gives up its place in the admission gate and its database connection. If the provider takes
longer than `GATEWAY_WAIT_SECONDS`, the page is answered, and a thread waits for the answer and settles the payment.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from contextlib import AbstractContextManager
from contextvars import ContextVar, copy_context
from functools import cache
from typing import TypeVar

from django.conf import settings
from django.db import connection, connections

from marketplace.gateways import Gateway, Unreachable

logger = logging.getLogger(__name__)
T = TypeVar("T")
StandAside = Callable[[], AbstractContextManager[None] | None]

_stand_aside: StandAside = lambda: None  # noqa: E731
_is_aside: ContextVar[bool] = ContextVar("is_aside", default=False)


class Unanswered(Unreachable):
    """The provider has not answered yet; a thread still waits for the answer."""


def register_stand_aside(stand_aside: StandAside) -> None:
    """Register the function that lets a request leave the admission gate; it returns None outside requests."""
    global _stand_aside
    _stand_aside = stand_aside


def ask_provider(gateway: Gateway, question: Callable[[], T], *, late: Callable[["Future[T]"], None]) -> T:
    """Return the provider's answer. Never call it inside a transaction.

    Raises `Unanswered` after the timeout of a page; `late` is called with the answer once it arrives. Raises
    `Unreachable` if too many calls are open already; then the provider was not called.
    """
    is_here = _is_aside.get() or getattr(gateway, "answers_from_here", False)
    aside = None if is_here else _stand_aside()
    if aside is None:
        return question()
    if not connection.in_atomic_block:
        connection.close()
    with aside:
        return _ask_in_thread(question, late)


def _ask_in_thread(question: Callable[[], T], late: Callable[["Future[T]"], None]) -> T:
    if not _get_slots().acquire(timeout=settings.GATEWAY_WAIT_SECONDS):
        raise Unreachable("too many calls to the provider are open")
    answer: Future[T] = Future()
    # A daemon: a silent provider must not keep the process from ending; the sweep finishes open payments.
    threading.Thread(
        target=copy_context().run, args=(_answer_question, question, answer), name="gateway", daemon=True
    ).start()
    wait([answer], settings.GATEWAY_WAIT_SECONDS)
    if answer.done():
        return answer.result()
    # Called at once if the answer has arrived in the meantime.
    answer.add_done_callback(lambda answer: _act_late(late, answer))
    raise Unanswered("no answer yet")


def _answer_question(question: Callable[[], T], answer: "Future[T]") -> None:
    _is_aside.set(True)
    try:
        answer.set_result(question())
    except BaseException as failure:
        answer.set_exception(failure)
    finally:
        connections.close_all()
        _get_slots().release()


def _act_late(late: Callable[["Future[T]"], None], answer: "Future[T]") -> None:
    try:
        late(answer)
    except Unreachable as failure:
        logger.warning("left to the sweep: %s", failure)
    except Exception:
        logger.exception("a late answer failed and is left to the sweep")


@cache
def _get_slots() -> threading.BoundedSemaphore:
    return threading.BoundedSemaphore(settings.GATEWAY_MAX_CALLS)
