"""Signals of the marketplace for the apps above it.

A signal is sent with `send_robust`, inside the transaction of its change. Receivers connect with `reacts_to`.
`item_removal` asks in the other direction: receivers answer it with `answers_question`.

======================  ========================================================================================
order_paid              `order`: stock has left, sale facts are written
order_lapsed            `order`: it expired or was cancelled unpaid; its holds are deleted
order_renewed           `order`: the buyer has more time to pay
payment_refused         `order`: the latest payment attempt failed
payment_retried         `order`: another attempt began after such a failure
order_shipped           `order`, `shipment`: one shop sent its lines
shipment_corrected      `shipment`: carrier or tracking number was corrected
order_reversed          `order`, `lines`, `refund`: paid lines were refunded; `refund` is the money owed for them
money_returned          `refund`: a refund without lines: of a late capture, or from the provider's dashboard
order_hidden            `order`: the buyer no longer shows the purchase to others
order_amount_hidden     `order`: the buyer no longer shows its price to others
sales_or_views_changed  `kind`, `shops` (ids), `days`: sales or views were recorded, reversed or refused; `days` are the
                        dates whose leaderboard must be recomputed, empty if only charts change
stock_changed           `items`: available units may have changed; `sold_out`: a product's last unit left
product_changed         `product_ids`: price, status, title or release may have changed
account_changed         `user_id`: profile, roles, password or sessions may have changed
account_deactivated     `user_id`: the account was deactivated
selling_ended           `shop_id`, `user_id`, `reason`: the user no longer sells for this shop
account_deleted         `user_id`: the account was deleted; receivers delete the data that names the user
address_erased          `email`, `order_ids`: a guest asked for erasure; receivers delete the data that names the guest
======================  ========================================================================================
"""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from django.db import connection, transaction
from django.dispatch import Signal


class TransactionalSignal(Signal):
    """A signal with one savepoint for all receivers; after a failure each receiver runs in its own."""

    def send_robust(self, sender: Any, **kwargs: Any) -> list[tuple[Any, Any]]:
        """Call all receivers; a failure is logged with its traceback and undoes the writes of its receiver only."""
        try:
            with transaction.atomic():
                return self.send(sender, alone=False, **kwargs)
        except Exception:
            # The shared savepoint is rolled back, pushes included; the second run finds the receiver that fails.
            return super().send_robust(sender, **kwargs)


class QueryFreeSignal(Signal):
    """A signal for pushes only: it needs no savepoint and allows no query."""

    def send_robust(self, sender: Any, **kwargs: Any) -> list[tuple[Any, Any]]:
        """Call all receivers; one that queries the database fails, instead of breaking the transaction."""
        with connection.execute_wrapper(_refuse_query):
            return super().send_robust(sender, alone=False, **kwargs)


def _refuse_query(execute: Any, sql: str, params: Any, many: bool, context: Any) -> None:
    raise RuntimeError(f"a receiver of this signal may not query: {sql}")


order_paid = TransactionalSignal()
order_lapsed = TransactionalSignal()
order_renewed = TransactionalSignal()
payment_refused = TransactionalSignal()
payment_retried = TransactionalSignal()
order_shipped = TransactionalSignal()
shipment_corrected = TransactionalSignal()
order_reversed = TransactionalSignal()
order_hidden = TransactionalSignal()
order_amount_hidden = TransactionalSignal()
money_returned = TransactionalSignal()
sales_or_views_changed = QueryFreeSignal()
stock_changed = QueryFreeSignal()
product_changed = TransactionalSignal()
account_changed = TransactionalSignal()
account_deactivated = TransactionalSignal()
selling_ended = TransactionalSignal()
account_deleted = TransactionalSignal()
address_erased = TransactionalSignal()


class QuestionSignal(Signal):
    """A question to the apps above, asked inside the transaction that depends on the answer."""

    def ask(self, sender: Any, **kwargs: Any) -> list[str]:
        """Return the answers that are not empty, a sentence for the page each; a receiver that fails gives none."""
        return [answer for _, answer in self.send_robust(sender, **kwargs) if isinstance(answer, str) and answer]


item_removal = QuestionSignal()
"""`item`: the reason against deleting this size."""

Reaction = Callable[..., None]
Answer = Callable[..., str]


def reacts_to(signal: Signal) -> Callable[[Reaction], Reaction]:
    """Connect a function to a signal; a failure in it undoes its own writes only."""

    def connect(react: Reaction) -> Reaction:
        def guarded(alone: bool = True, **kwargs: Any) -> None:
            kwargs.pop("signal", None)
            kwargs.pop("sender", None)
            with transaction.atomic() if alone else nullcontext():
                react(**kwargs)

        # Not `wraps`: Django would look through it for the keyword arguments that only `guarded` takes.
        guarded.__name__ = react.__name__
        signal.connect(guarded, weak=False, dispatch_uid=f"{react.__module__}.{react.__qualname__}")
        return react

    return connect


def answers_question(question: QuestionSignal) -> Callable[[Answer], Answer]:
    """Connect a function that answers a question; a failure in it leaves the transaction as it was."""

    def connect(answer: Answer) -> Answer:
        def guarded(**kwargs: Any) -> str:
            kwargs.pop("signal", None)
            kwargs.pop("sender", None)
            with transaction.atomic():
                return answer(**kwargs)

        guarded.__name__ = answer.__name__
        question.connect(guarded, weak=False, dispatch_uid=f"{answer.__module__}.{answer.__qualname__}")
        return answer

    return connect
