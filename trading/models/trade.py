"""Trades: two people, one room, and the terms between them."""

from contextlib import suppress
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse

from marketplace.errors import Refused
from marketplace.models import Item, Order, Shop
from marketplace.models.orders import new_number
from marketplace.orders.deals import Deal
from marketplace.text.model_fields import LineField, MailAddressField
from trading import rules, topics
from trading.errors import Closed
from trading.models.bargaining import Bargaining
from trading.models.invitation import Invitation, code_digest, new_code
from trading.models.queries import TradeQuerySet
from trading.models.talking import Talking
from trading.models.trade_event import TradeEvent
from trading.models.version import Version
from trading.rules import OPEN_STATUSES, Role, Status
from trading.verbs import verb

if TYPE_CHECKING:
    from marketplace.models import User

Kind = TradeEvent.Kind
UNPAID: dict[str, str] = {Order.Status.CANCELLED: "payment given up", Order.Status.EXPIRED: "not paid in time"}


def new_trade_number() -> str:
    """Return a trade's number, of the same kind as an order's."""
    return new_number("TR")


def public_name(user: "User | None", otherwise: str) -> str:
    """Return what others call a person: never by the e-mail address."""
    if user is None:
        return otherwise
    return "Somebody who left" if user.left_at else user.name_or(otherwise)


class Trade(Bargaining, Talking):
    """One negotiation between a seller and a buyer, about an item of the catalogue or anything else."""

    number = models.CharField(max_length=16, unique=True, default=new_trade_number, editable=False)
    seller = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="trades_selling")
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="trades")
    buyer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="trades_buying"
    )
    for_email = MailAddressField(blank=True, help_text="Whom the seller means it for; nobody else can come in.")
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.PROTECT, related_name="trades")
    title = LineField(max_length=120)
    is_offer = models.BooleanField(default=False, help_text="A buyer opened it on a product's page.")
    key = models.CharField(max_length=64, blank=True, editable=False)

    status = models.CharField(max_length=11, choices=Status, default=Status.DRAFT)
    terms = models.ForeignKey(Version, null=True, on_delete=models.PROTECT, related_name="+")
    message_count = models.PositiveIntegerField(default=0, editable=False, db_column="said")
    revision = models.PositiveIntegerField(default=0, editable=False)
    order = models.OneToOneField(Order, null=True, blank=True, on_delete=models.PROTECT, related_name="trade")
    created_at = models.DateTimeField(editable=False)
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

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
        return self.number

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
        return self.status in OPEN_STATUSES

    @property
    def is_unpaid_deal(self) -> bool:
        """Tell whether its deal came to nothing, because its payment was given up or came too late."""
        return self.order is not None and self.order.status in UNPAID

    @property
    def state_in_words(self) -> str:
        """Return how it stands, in a word or two; of a deal that was not paid, why."""
        return UNPAID[self.order.status] if self.order and self.is_unpaid_deal else self.get_status_display()

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
            return public_name(self.seller, self.shop.name)
        return public_name(self.buyer, "The buyer")

    def may(self, user: "User", action: str) -> bool:
        """Tell whether a person may do this now, for pages that offer only what the verbs will do."""
        return rules.is_allowed(self.role_of(user), self.status, action)

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

    # Coming and going; `Bargaining` and `Talking` have the other verbs ---------------------------------------------

    def leave(self, *, by: "User", reason: str = "") -> None:
        """End it for good as this person may: withdrawn by its seller, rejected by its buyer; too late is no harm."""
        end = self.withdraw if by.pk == self.seller_id else self.reject
        with suppress(Refused):
            end(by=by, reason=reason)

    @verb("invite")
    def invite(self, *, by: "User") -> str:
        """Return a new code that lets one buyer in, told this once; the one before it opens nothing any more."""
        code = new_code()
        self.invitations.open().update(revoked_at=self.moment)
        Invitation.objects.create(trade=self, digest=code_digest(code))
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

    def join(self, buyer: "User") -> None:
        """Seat the buyer; needs the trade locked, and the invitation redeemed."""
        seat = self.seats.create(user=buyer, role=Role.BUYER)
        self._step(Kind.JOINED, by=buyer, buyer=buyer, status=Status.NEGOTIATING)
        told = {"trade_id": self.pk, "role": seat.role, "who": self.name_of(seat.role), "age": None, "seat": seat}
        topics.chat.push(self.number, "trading/live/buyer_seated.html", told)

    @transaction.atomic
    def note_order(self, kind: "TradeEvent.Kind") -> None:
        """Write down, once, that its order was paid or that the time to pay it lapsed."""
        trade = self.lock()
        if not trade.events.filter(kind=kind).exists():
            trade._step(kind, by=None)
