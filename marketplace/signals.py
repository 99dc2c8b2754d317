"""What happened in the marketplace, told to the apps above it.

Each signal is sent inside the transaction that makes it true, with `send_robust`. Receivers use `reacts_to`. The
other direction is `item_removal`, a question that receivers answer with `answers`.

==================  ==========================================================================================
order_paid          `order`: stock has left, sale facts are written
order_lapsed        `order`: it expired or was cancelled unpaid; its holds are gone
order_renewed       `order`: its buyer has more time to pay
payment_refused     `order`: its last attempt to be paid failed
payment_retried     `order`: after such a failure another attempt was begun
order_shipped       `order`, `shipment`: one shop sent its part
shipment_corrected  `shipment`: its carrier or tracking number was put right
order_reversed      `order`, `lines`, `refund`: paid lines were taken back; `refund` is the money owed for them
money_returned      `refund`: money goes back that is for no line: of a capture that came too late, or at the provider
order_hidden        `order`: its buyer does not want it shown to others any more
order_amount_hidden `order`: its buyer does not want its price shown to others any more
facts_changed       `kind`, `days`, `shops`: sales or views of these shops (ids) were written or taken back, or views
                    refused; boards of these days of the site count them, none where they stand in a chart at most
stock_changed       `items`: what can be bought of these may have changed; `sold_out`: a product's last unit left
product_changed     `product_ids`: price, status, title or release may have changed
person_changed      `user_id`: profile, roles, password or standing may have changed
person_stopped      `user_id`: the account was switched off
selling_ended       `shop_id`, `user_id`, `reason`: the person sells no more for this shop; it closed or changed hands
person_left         `user_id`: the account was deleted; what names the person has to go
address_erased      `email`, `order_ids`: a guest's data is deleted; what has the address or names the buyer must go
==================  ==========================================================================================
"""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from django.db import connection, transaction
from django.dispatch import Signal


class Fact(Signal):
    """A signal whose reactions share one savepoint; only where one of them fails, each gets one of its own."""

    def send_robust(self, sender: Any, **told: Any) -> list[tuple[Any, Any]]:
        """Have everybody react; what goes wrong is logged with its traceback and undoes its own writes only."""
        try:
            with transaction.atomic():
                return self.send(sender, alone=False, **told)
        except Exception:
            # All of it is undone, news for open pages included, and done once more to find out whose it is.
            return super().send_robust(sender, **told)


class News(Signal):
    """A signal that may only be passed on to open pages: that needs no savepoint, and no query."""

    def send_robust(self, sender: Any, **told: Any) -> list[tuple[Any, Any]]:
        """Have everybody react; a reaction that asks the database fails, instead of spoiling the transaction."""
        with connection.execute_wrapper(_refuse):
            return super().send_robust(sender, alone=False, **told)


def _refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> None:
    raise RuntimeError(f"news is passed on without a query: {sql}")


order_paid = Fact()
order_lapsed = Fact()
order_renewed = Fact()
payment_refused = Fact()
payment_retried = Fact()
order_shipped = Fact()
shipment_corrected = Fact()
order_reversed = Fact()
order_hidden = Fact()
order_amount_hidden = Fact()
money_returned = Fact()
facts_changed = News()
stock_changed = News()
product_changed = Fact()
person_changed = Fact()
person_stopped = Fact()
selling_ended = Fact()
person_left = Fact()
address_erased = Fact()


class Question(Signal):
    """A question to the apps above, which know what this app can't; asked inside the transaction that depends on it."""

    def ask(self, sender: Any, **about: Any) -> list[str]:
        """Return the answers that are not empty, a sentence for the page each; an app that fails has none."""
        return [answer for _, answer in self.send_robust(sender, **about) if isinstance(answer, str) and answer]


item_removal = Question()
"""`item`: why this size can't be deleted."""

Reaction = Callable[..., None]
Answer = Callable[..., str]


def reacts_to(signal: Signal) -> Callable[[Reaction], Reaction]:
    """Connect a function to a signal; what goes wrong in it undoes its own writes only."""

    def connect(react: Reaction) -> Reaction:
        def guarded(alone: bool = True, **told: Any) -> None:
            told.pop("signal", None)
            told.pop("sender", None)
            with transaction.atomic() if alone else nullcontext():
                react(**told)

        # Not `wraps`: Django would look through it for the keyword arguments that only `guarded` takes.
        guarded.__name__ = react.__name__
        signal.connect(guarded, weak=False, dispatch_uid=f"{react.__module__}.{react.__qualname__}")
        return react

    return connect


def answers(question: Question) -> Callable[[Answer], Answer]:
    """Connect a function that answers a question; what goes wrong in it leaves the transaction as it was."""

    def connect(answer: Answer) -> Answer:
        def guarded(**about: Any) -> str:
            about.pop("signal", None)
            about.pop("sender", None)
            with transaction.atomic():
                return answer(**about)

        guarded.__name__ = answer.__name__
        question.connect(guarded, weak=False, dispatch_uid=f"{answer.__module__}.{answer.__qualname__}")
        return answer

    return connect
