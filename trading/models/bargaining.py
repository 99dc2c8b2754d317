"""The verbs of bargaining: what seller and buyer do about the terms, until one of them ends it."""

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings

from marketplace.errors import Refused
from marketplace.models import Order
from trading.errors import Closed
from trading.models.counter_offer import CounterOffer
from trading.models.steps import Steps
from trading.models.trade_event import TradeEvent
from trading.models.version import Version
from trading.rules import Status
from trading.terms import require_valid_terms
from trading.verbs import verb

if TYPE_CHECKING:
    from collections.abc import Callable

    from marketplace.models import User
    from marketplace.orders.deals import Deal
    from trading.models.trade import Trade

Kind = TradeEvent.Kind


def lock_deal(trade: "Trade") -> None:
    """Wait for stock and limits before the trade's own row; see `Deal.lock`."""
    if trade.buyer_id:
        trade.deal().lock()


class Bargaining(Steps):
    """A trade about whose terms two people bargain."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        counter_offers: Any
        versions: Any
        deal: Callable[[], Deal]

    @verb("accept", first=lock_deal)
    def accept(self, *, by: "User", version: int) -> Order:
        """Agree to the terms of this version: an order at their price, whose stock is held for half an hour.

        Raises `MovedOn` when other terms are on the table by now, and `CheckoutRefused` with how many are left when
        they are too few; the trade then stays as it is.
        """
        self.require_version(version)
        order = self.deal().place(hold=timedelta(minutes=settings.DEAL_HOLD_MINUTES))
        self._step(Kind.ACCEPTED, by=by, version=self.terms, **self._end(Status.ACCEPTED), order=order)
        return order

    @verb("reject")
    def reject(self, *, by: "User", reason: str = "") -> None:
        """Turn the offer down for good."""
        self._step(Kind.REJECTED, by=by, text=reason, **self._end(Status.REJECTED))

    @verb("withdraw")
    def withdraw(self, *, by: "User", reason: str = "") -> None:
        """Take the offer off the table for good; platform staff may do so too."""
        self._step(Kind.WITHDRAWN, by=by, text=reason, **self._end(Status.WITHDRAWN))

    @verb("amend")
    def amend(
        self, *, by: "User", version: int, price: Decimal, quantity: int, description: str, reason: str = ""
    ) -> Version:
        """Put other terms on the table, based on those of a version; the deadline stays. Answers a counter-offer.

        Raises `MovedOn` when another page of the seller's was faster, and `Refused` when nothing would change.
        """
        self.require_version(version)
        terms = self.terms_now
        if (price, quantity, description) == (terms.price, terms.quantity, terms.description):
            raise Refused("These are the terms already.", field="price", code="unchanged")
        self._require_room_for_terms()
        fresh = self._put_up(price, quantity, description, by=by, reason=reason)
        self.counter_offers.open().update(status=CounterOffer.Status.REPLACED, answered_at=self.moment)
        self._step(Kind.AMENDED, by=by, version=fresh, terms=fresh, text=reason)
        return fresh

    def _require_room_for_terms(self) -> None:
        # All of them are on the pages of the room, and each costs time and place there.
        most = settings.TRADE_MAX_VERSIONS
        if self.versions.count() >= most:
            raise Refused(
                f"The terms were changed {most - 1} times. Let the buyer decide, or take the offer back.",
                code="too_many",
            )

    @verb("counter")
    def counter(self, *, by: "User", version: int, price: Decimal, quantity: int, note: str = "") -> CounterOffer:
        """Say what one would pay instead of the terms of a version; it takes the place of one that waits.

        Raises `MovedOn` when the terms have changed since, and `Refused` when it is what is on the table.
        """
        self.require_version(version)
        require_valid_terms(price, quantity)
        terms = self.terms_now
        if (price, quantity) == (terms.price, terms.quantity):
            raise Refused("That is what is on the table: accept it instead.", field="price", code="unchanged")
        if self.counter_offers.count() >= settings.TRADE_MAX_VERSIONS:
            most = settings.TRADE_MAX_VERSIONS
            raise Refused(f"You made {most} counter-offers. Accept the terms or turn them down.", code="too_many")
        self.counter_offers.open().update(status=CounterOffer.Status.REPLACED, answered_at=self.moment)
        counter: CounterOffer = self.counter_offers.create(
            number=self.counter_offers.count() + 1, price=price, quantity=quantity, note=note, by=by, at=self.moment
        )
        self._step(Kind.COUNTERED, by=by, counter=counter, text=note)
        return counter

    @verb("apply")
    def apply(self, *, by: "User", counter: int) -> Version:
        """Put the buyer's counter-offer on the table; the buyer still has the last word.

        Raises `Closed` when this one no longer waits.
        """
        asked = self._answer(counter, CounterOffer.Status.APPLIED)
        fresh = self._put_up(asked.price, asked.quantity, self.terms_now.description, by=by)
        self._step(Kind.APPLIED, by=by, counter=asked, version=fresh, terms=fresh)
        return fresh

    @verb("decline")
    def decline(self, *, by: "User", counter: int, reason: str = "") -> None:
        """Turn a counter-offer down; the terms stay on the table. Raises `Closed` when this one no longer waits."""
        asked = self._answer(counter, CounterOffer.Status.DECLINED)
        self._step(Kind.DECLINED, by=by, counter=asked, text=reason)

    def _answer(self, number: int, answer: CounterOffer.Status) -> CounterOffer:
        asked = self.counter_offers.open().filter(number=number).first()
        if asked is None:
            raise Closed("That counter-offer was answered already, or replaced by another.", code="answered")
        self.counter_offers.filter(pk=asked.pk).update(status=answer, answered_at=self.moment)
        return asked
