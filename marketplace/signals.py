"""What happened in the marketplace, told to the apps above it.

Each signal is sent inside the transaction that makes it true, with `send_robust`. Receivers use `reacts_to`.

==================  ==========================================================================================
order_paid          `order`: stock has left, sale facts are written
order_lapsed        `order`: it expired or was cancelled unpaid; its holds are gone
order_shipped       `order`, `shipment`: one shop sent its part
order_reversed      `order`, `lines`, `refund`: paid lines were taken back; `refund` is the money owed for them
money_returned      `refund`: money goes back that is for no line: of a capture that came too late, or at the provider
order_hidden        `order`: its buyer does not want it shown to others any more
stock_changed       `item_ids`: what can be bought of these items may have changed
product_changed     `product_ids`: price, status, title or release may have changed
person_changed      `user_id`: profile, roles, password or standing may have changed
person_left         `user_id`: the account was deleted; what names the person has to go
==================  ==========================================================================================
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.dispatch import Signal

order_paid = Signal()
order_lapsed = Signal()
order_shipped = Signal()
order_reversed = Signal()
order_hidden = Signal()
money_returned = Signal()
stock_changed = Signal()
product_changed = Signal()
person_changed = Signal()
person_left = Signal()

Reaction = Callable[..., None]


def reacts_to(signal: Signal) -> Callable[[Reaction], Reaction]:
    """Connect a function to a signal, in a savepoint of its own.

    What goes wrong in it undoes its own writes only; `send_robust` logs the error with its traceback.
    """

    def connect(react: Reaction) -> Reaction:
        def guarded(**told: Any) -> None:
            told.pop("signal", None)
            told.pop("sender", None)
            with transaction.atomic():
                react(**told)

        # Not `wraps`: Django would look through it for the keyword arguments that only `guarded` takes.
        guarded.__name__ = react.__name__
        signal.connect(guarded, weak=False, dispatch_uid=f"{react.__module__}.{react.__qualname__}")
        return react

    return connect
