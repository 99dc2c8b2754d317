"""How a verb of a trade runs: on the locked row, for whoever may, in time, with its line in the timeline."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from django.db import transaction

from trading.errors import TimeIsUp

if TYPE_CHECKING:
    from trading.models.steps import Steps

P = ParamSpec("P")
T = TypeVar("T")
Z = TypeVar("Z", bound="Steps")


def verb(
    name: str, *, first: Callable[[Any], None] | None = None
) -> Callable[[Callable[Concatenate[Z, P], T]], Callable[Concatenate[Z, P], T]]:
    """Make a method a verb of the rules' table: it runs on the trade as it is once locked, and all of it or nothing.

    It takes `by`, who acts. `first` locks what the site locks before trades. The verb raises `NotYours`, `Closed`, or
    `TimeIsUp`, and where the latter is found out here the trade expires at once, whatever became of the sweep.
    """

    def wrap(act: Callable[Concatenate[Z, P], T]) -> Callable[Concatenate[Z, P], T]:
        @wraps(act)
        def run(trade: Z, /, *args: P.args, **given: P.kwargs) -> T:
            by: Any = given["by"]
            try:
                with transaction.atomic():
                    if first:
                        first(trade)
                    fresh = trade.lock()
                    fresh.require(by, name)
                    return act(fresh, *args, **given)
            except TimeIsUp:
                trade.expire()
                raise

        return run

    return wrap
