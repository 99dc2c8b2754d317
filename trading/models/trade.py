"""Trades: two people, one room, and the terms between them."""

from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse

from config import live
from marketplace import clock
from marketplace.deals import Deal
from marketplace.errors import Refused
from marketplace.models import Item, Order, Shop
from marketplace.models.orders import new_number
from trading import rules
from trading.errors import Closed, MovedOn, NotYours, TimeIsUp
from trading.models.action import Action
from trading.models.counter import Counter
from trading.models.invitation import Invitation, digest, new_code
from trading.models.message import LONGEST, Message
from trading.models.queries import TradeQuerySet, tell
from trading.models.version import Version
from trading.rules import ENDS, OPEN, Role, Status
from trading.terms import require_sound
from trading.verbs import verb

if TYPE_CHECKING:
    from marketplace.models import User

Kind = Action.Kind


def trade_number() -> str:
    """Return a trade's number, of the same kind as an order's."""
    return new_number("TR")


def called(user: "User | None", otherwise: str) -> str:
    """Return what others call a person: never by the e-mail address."""
    if user is None:
        return otherwise
    return "Somebody who left" if user.left_at else user.display_name or otherwise


def lock_deal(trade: "Trade") -> None:
    """Wait for stock and limits before the trade's own row; see `Deal.lock`."""
    if trade.buyer_id:
        trade.deal().lock()


class Trade(models.Model):
    """One negotiation between a seller and a buyer, about an item of the catalogue or anything else."""

    number = models.CharField(max_length=16, unique=True, default=trade_number, editable=False)
    seller = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="trades_selling")
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="trades")
    buyer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="trades_buying"
    )
    for_email = models.EmailField(blank=True, help_text="Whom the seller means it for; nobody else can come in.")
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.PROTECT, related_name="trades")
    title = models.CharField(max_length=120)
    is_offer = models.BooleanField(default=False, help_text="A buyer opened it on a product's page.")
    key = models.CharField(max_length=64, blank=True, editable=False)

    status = models.CharField(max_length=11, choices=Status, default=Status.DRAFT)
    terms = models.ForeignKey(Version, null=True, on_delete=models.PROTECT, related_name="+")
    said = models.PositiveIntegerField(default=0, editable=False, help_text="Number of the last line that was said.")
    revision = models.PositiveIntegerField(default=0, editable=False)
    order = models.OneToOneField(Order, null=True, blank=True, on_delete=models.PROTECT, related_name="trade")
    created_at = models.DateTimeField(editable=False)
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    moment: datetime
    """When the row was locked, by the database's clock: the one moment at which a verb judges and acts."""

    objects = TradeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="trade_status_is_known"),
            models.CheckConstraint(
                condition=Q(status="draft", buyer__isnull=True)
                | Q(status__in=["negotiating", "accepted", "rejected"], buyer__isnull=False)
                | Q(status__in=["withdrawn", "expired"]),
                name="trade_takes_two",
            ),
            models.CheckConstraint(condition=~Q(buyer=F("seller")), name="trade_is_not_with_oneself"),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "negotiating"], closed_at__isnull=True)
                | Q(status="expired", closed_at__gte=F("expires_at"))
                | Q(status__in=["accepted", "rejected", "withdrawn"], closed_at__lt=F("expires_at")),
                name="trade_ends_in_time",
            ),
            models.CheckConstraint(
                condition=Q(status="accepted", order__isnull=False) | ~Q(status="accepted") & Q(order__isnull=True),
                name="trade_accepted_has_an_order",
            ),
            models.UniqueConstraint(
                fields=["buyer", "item"],
                condition=Q(status="negotiating", is_offer=True),
                name="one_open_offer_an_item",
            ),
            models.UniqueConstraint(fields=["seller", "key"], condition=~Q(key=""), name="trade_key_once_per_seller"),
        ]
        indexes = [
            # The sweep: open trades by deadline.
            models.Index(fields=["expires_at"], condition=Q(status__in=["draft", "negotiating"]), name="trade_due"),
            # "My trades", newest first, from either side of the table.
            models.Index(fields=["seller", "-created_at"], name="trade_of_seller"),
            models.Index(fields=["buyer", "-created_at"], name="trade_of_buyer"),
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.title})"

    def get_absolute_url(self) -> str:
        """Return the room's page."""
        return reverse("trading:room", args=[self.number])

    # What is known of it --------------------------------------------------------------------------------------

    @property
    def terms_now(self) -> Version:
        """Return what is on the table; every trade has its first version from the start."""
        if self.terms is None:
            raise ValueError(f"trade {self.number} has no terms")
        return self.terms

    @property
    def is_open(self) -> bool:
        """Tell whether nothing has ended it; its time may be over all the same."""
        return self.status in OPEN

    def is_in_time(self) -> bool:
        """Tell whether it is open with time left, by the database's clock at this moment."""
        return Trade.objects.in_time().filter(pk=self.pk).exists()

    def role_of(self, user: "User") -> Role | None:
        """Return on which side of the table a person sits, if they sit at it."""
        return {self.seller_id: Role.SELLER, self.buyer_id: Role.BUYER}.get(user.pk)

    def other_than(self, user: "User") -> "User | None":
        """Return who sits opposite a person at this table, if anybody does."""
        return self.buyer if user.pk == self.seller_id else self.seller

    def name_of(self, role: str) -> str:
        """Return what others call whoever sits in a role: never by the e-mail address."""
        if role == Role.SELLER:
            return called(self.seller, self.shop.name)
        return called(self.buyer, "The buyer")

    def may(self, user: "User", action: str) -> bool:
        """Tell whether a person may do this now, for pages that offer only what the verbs will do."""
        return rules.allows(self.role_of(user), self.status, action)

    def is_for(self, user: "User") -> bool:
        """Tell whether the seller lets this person come in: whoever has the code, or only whom they named."""
        return user.pk != self.seller_id and self.for_email in ("", user.email.lower())

    def can_be_joined(self) -> bool:
        """Tell whether the seller waits for somebody; needs the trade locked."""
        return self.status == Status.DRAFT and self.moment < self.expires_at

    def deal(self) -> Deal:
        """Return what accepting the terms of now would agree on."""
        if self.buyer is None:
            raise Closed("Nobody has come to the table yet.", code="draft")
        terms = self.terms_now
        return Deal(self.buyer, self.shop, self.title, terms.price, terms.quantity, self.item)

    # Verbs ----------------------------------------------------------------------------------------------------

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

    def leave(self, *, by: "User", reason: str = "") -> None:
        """End it for good as this person may: withdrawn by its seller, rejected by its buyer; too late is no harm."""
        end = self.withdraw if by.pk == self.seller_id else self.reject
        with suppress(Refused):
            end(by=by, reason=reason)

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
        fresh = self._put_up(price, quantity, description, by=by, reason=reason)
        self.counters.open().update(status=Counter.Status.REPLACED, answered_at=self.moment)
        self._step(Kind.AMENDED, by=by, version=fresh, terms=fresh, text=reason)
        return fresh

    @verb("counter")
    def counter(self, *, by: "User", version: int, price: Decimal, quantity: int, note: str = "") -> Counter:
        """Say what one would pay instead of the terms of a version; it takes the place of one that waits.

        Raises `MovedOn` when the terms have changed since, and `Refused` when it is what is on the table.
        """
        self.require_version(version)
        require_sound(price, quantity)
        terms = self.terms_now
        if (price, quantity) == (terms.price, terms.quantity):
            raise Refused("That is what is on the table: accept it instead.", field="price", code="unchanged")
        self.counters.open().update(status=Counter.Status.REPLACED, answered_at=self.moment)
        counter: Counter = self.counters.create(
            number=self.counters.count() + 1, price=price, quantity=quantity, note=note, by=by, at=self.moment
        )
        self._step(Kind.COUNTERED, by=by, counter=counter, text=note)
        return counter

    @verb("apply")
    def apply(self, *, by: "User", counter: int) -> Version:
        """Put the buyer's counter-offer on the table; the buyer still has the last word.

        Raises `Closed` when this one no longer waits.
        """
        asked = self._answer(counter, Counter.Status.APPLIED)
        fresh = self._put_up(asked.price, asked.quantity, self.terms_now.description, by=by)
        self._step(Kind.APPLIED, by=by, counter=asked, version=fresh, terms=fresh)
        return fresh

    @verb("decline")
    def decline(self, *, by: "User", counter: int, reason: str = "") -> None:
        """Turn a counter-offer down; the terms stay on the table. Raises `Closed` when this one no longer waits."""
        asked = self._answer(counter, Counter.Status.DECLINED)
        self._step(Kind.DECLINED, by=by, counter=asked, text=reason)

    @verb("say")
    def say(self, *, by: "User", text: str, key: str = "") -> Message:
        """Say something to the other; `key` is the form's: sent again, it is the line that was said.

        Raises `Refused` for nothing, too much, or too much at once.
        """
        if key and (earlier := self.messages.filter(by=by, key=key).first()):
            return earlier
        self._require_sayable(by, text)
        self.said += 1
        Trade.objects.filter(pk=self.pk).update(said=self.said)
        message: Message = self.messages.create(number=self.said, by=by, text=text, key=key, at=self.moment)
        self.seats.filter(user=by, read=self.said - 1).update(read=self.said, read_at=self.moment)
        self.seats.exclude(user=by).note_news(self.moment)
        self._tell_said(message)
        return message

    @verb("invite")
    def invite(self, *, by: "User") -> str:
        """Return a new code that lets one buyer in, told this once; the one before it opens nothing any more."""
        code = new_code()
        self.invitations.open().update(revoked_at=self.moment)
        Invitation.objects.create(trade=self, digest=digest(code))
        return code

    @verb("cut_short")
    def cut_short(self, *, by: "User") -> None:
        """End its time now, as platform staff may."""
        Trade.objects.filter(pk=self.pk).update(expires_at=self.moment)
        Trade.objects.expire_locked([self], by=by)

    @transaction.atomic
    def expire(self) -> bool:
        """Write down that its time is over, if it is and nobody has; True if this did it."""
        trade = self.lock()
        is_due = trade.is_open and trade.moment >= trade.expires_at
        return bool(is_due and Trade.objects.expire_locked([trade]))

    # What others' doings mean to it ------------------------------------------------------------------------------

    def join(self, buyer: "User") -> None:
        """Seat the buyer; needs the trade locked, and the invitation redeemed."""
        seat = self.seats.create(user=buyer, role=Role.BUYER)
        self._step(Kind.JOINED, by=buyer, buyer=buyer, status=Status.NEGOTIATING)
        told = {"trade_id": self.pk, "role": seat.role, "who": self.name_of(seat.role), "age": None, "seat": seat}
        live.push(f"chat.{self.number}", "trading/live/buyer_seated.html", told)

    @transaction.atomic
    def note_order(self, kind: "Action.Kind") -> None:
        """Write down, once, that its order was paid or that the time to pay it lapsed."""
        trade = self.lock()
        if not trade.actions.filter(kind=kind).exists():
            trade._step(kind, by=None)

    # Steps of the verbs; each needs the trade locked ---------------------------------------------------------------

    def lock(self) -> "Trade":
        """Lock the row until the transaction ends and return it fresh, with the `moment` at which that was."""
        # Alone: what is joined to a row that is waited for would be read as it was before the wait.
        trade = Trade.objects.select_for_update(no_key=True).get(pk=self.pk)
        trade.moment = clock.read()
        return trade

    def require(self, user: "User", action: str) -> None:
        """Raise unless a person may do this to the trade as it is at its `moment`."""
        roles, states = rules.RULES[action]
        role = self.role_of(user) or (Role.STAFF if user.is_staff else None)
        if role not in roles:
            raise NotYours("That is for the other side to do.", code="role")
        if not self.is_open:
            raise Closed(ENDS[Status(self.status)], code="closed")
        if self.moment >= self.expires_at:
            raise TimeIsUp(ENDS[Status.EXPIRED], code="expired")
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
        require_sound(price, quantity)
        number = self.terms.number + 1 if self.terms else 1
        fresh: Version = self.versions.create(
            number=number, price=price, quantity=quantity, description=description, reason=reason, by=by, at=self.moment
        )
        fresh.refresh_from_db()
        return fresh

    def _require_sayable(self, by: "User", text: str) -> None:
        if not text.strip():
            raise Refused("Say something.", field="text", code="text")
        if len(text) > LONGEST:
            raise Refused(f"That is more than {LONGEST} characters. Say it in parts.", field="text", code="text")
        minute = self.moment - timedelta(minutes=1)
        if self.messages.filter(by=by, at__gt=minute).count() >= settings.TRADE_LINES_A_MINUTE:
            raise Refused("That was a lot at once. Wait a moment.", field="text", code="too_fast")

    def _tell_said(self, message: Message) -> None:
        line = (message, self.name_of(message.role))
        live.push(f"chat.{self.number}", "trading/live/message_added.html", {"trade": self, "lines": [line]})
        for user_id in filter(None, (self.seller_id, self.buyer_id)):
            live.push(f"my-trades.{user_id}")

    def _answer(self, number: int, answer: "Counter.Status") -> Counter:
        asked = self.counters.open().filter(number=number).first()
        if asked is None:
            raise Closed("That counter-offer was answered already, or replaced by another.", code="answered")
        self.counters.filter(pk=asked.pk).update(status=answer, answered_at=self.moment)
        return asked

    def _end(self, status: Status) -> dict[str, Any]:
        return {"status": status, "closed_at": self.moment}

    def _step(
        self,
        kind: "Action.Kind",
        *,
        by: "User | None",
        text: str = "",
        version: Version | None = None,
        counter: Counter | None = None,
        **changes: Any,
    ) -> None:
        """Take one step: what changes, its line in the timeline, and the word to everybody who shows the trade."""
        seen = Trade.objects.filter(pk=self.pk, revision=self.revision, status=self.status)
        if not seen.update(revision=F("revision") + 1, **changes):
            raise Closed("Somebody else was faster. Look again.", code="closed")
        now = self.moment
        self.refresh_from_db()
        self.moment = now
        self.actions.create(number=self.revision, kind=kind, by=by, at=now, text=text, version=version, counter=counter)
        if by:
            # Whoever takes a step has seen it, unless others came before it that they have not.
            self.seats.filter(user=by, seen=self.revision - 1).update(seen=self.revision)
        self.seats.exclude(user=by).note_news(self.moment)
        tell([self])
