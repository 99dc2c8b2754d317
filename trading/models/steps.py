"""How a trade takes a step: on its locked row, if whoever asks may, with a line in its timeline."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F

from marketplace import clock
from trading import rules
from trading.errors import Closed, MovedOn, NotYours, TimeIsUp
from trading.models.counter_offer import CounterOffer
from trading.models.deadlines import push_trades
from trading.models.trade_event import TradeEvent
from trading.models.version import Version
from trading.rules import END_MESSAGES, Role, Status
from trading.terms import require_valid_terms, word_changes

if TYPE_CHECKING:
    from collections.abc import Callable

    from marketplace.models import User

Kind = TradeEvent.Kind


class Steps(models.Model):
    """What the verbs of a trade are made of; all but `lock` need the trade locked."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        objects: Any
        events: Any
        seats: Any
        versions: Any
        is_open: Any
        terms_now: Any
        status: Any
        terms: Any
        revision: Any
        expires_at: Any
        role_of: Callable[[User], Role | None]
        expire: Callable[[], bool]

    moment: datetime
    """When the row was locked, by the database's clock: the one moment at which a verb judges and acts."""

    def lock(self) -> Self:
        """Lock the row until the transaction ends and return it fresh, with the `moment` at which that was."""
        # Alone: what is joined to a row that is waited for would be read as it was before the wait.
        trade: Self = type(self).objects.select_for_update(no_key=True).get(pk=self.pk)
        trade.moment = clock.read()
        return trade

    def require(self, user: "User", action: str) -> None:
        """Raise unless a person may do this to the trade as it is at its `moment`."""
        roles, states = rules.RULES[action]
        role = self.role_of(user) or (Role.STAFF if user.is_staff else None)
        if role not in roles:
            raise NotYours("That is for the other side to do.", code="role")
        if not self.is_open:
            raise Closed(END_MESSAGES[Status(self.status)], code="closed")
        if self.moment >= self.expires_at:
            raise TimeIsUp(END_MESSAGES[Status.EXPIRED], code="expired")
        if self.status not in states:
            raise Closed("That can’t be done before the buyer is here, or after.", code="closed")

    def require_version(self, seen: int) -> None:
        """Raise unless the terms are still those that were seen."""
        if seen != self.terms_now.number:
            raise MovedOn(seen)

    def first_version(
        self, price: Decimal, quantity: int, description: str, *, by: "User", opened_by: "User | None" = None
    ) -> None:
        """Put the first terms on the table of a trade that was made just now."""
        fresh = self._put_up(price, quantity, description, by=by)
        self._step(Kind.CREATED, by=opened_by or by, version=fresh, terms=fresh)

    def _put_up(self, price: Decimal, quantity: int, description: str, *, by: "User", reason: str = "") -> Version:
        require_valid_terms(price, quantity)
        before: Version | None = self.terms
        fresh: Version = self.versions.create(
            number=before.number + 1 if before else 1,
            price=price,
            quantity=quantity,
            description=description,
            words=word_changes(before.description, description) if before else None,
            reason=reason,
            by=by,
            at=self.moment,
        )
        fresh.refresh_from_db()
        return fresh

    def _end(self, status: Status) -> dict[str, Any]:
        return {"status": status, "closed_at": self.moment}

    def _step(
        self,
        kind: TradeEvent.Kind,
        *,
        by: "User | None",
        text: str = "",
        version: Version | None = None,
        counter: CounterOffer | None = None,
        **changes: Any,
    ) -> None:
        """Take one step: what changes, its line in the timeline, and the word to everybody who shows the trade."""
        seen = type(self).objects.filter(pk=self.pk, revision=self.revision, status=self.status)
        if not seen.update(revision=F("revision") + 1, **changes):
            raise Closed("Somebody else was faster. Look again.", code="closed")
        now = self.moment
        self.refresh_from_db()
        self.moment = now
        self.events.create(number=self.revision, kind=kind, by=by, at=now, text=text, version=version, counter=counter)
        if by:
            # Whoever takes a step has seen it, unless others came before it that they have not.
            self.seats.filter(user=by, seen=self.revision - 1).update(seen=self.revision)
        self.seats.exclude(user=by).note_news(self.moment)
        push_trades([self])
