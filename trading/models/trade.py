"""The trade: a negotiation of two people about the price and quantity of one thing, in a room of their own."""

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse

from marketplace import clock
from marketplace.errors import Refused
from marketplace.models import Item, Order, Shop
from marketplace.models.orders import new_number
from marketplace.orders.deals import Deal
from marketplace.text.model_fields import LineField, MailAddressField
from trading import rules, topics
from trading.errors import Closed
from trading.models import message, negotiation
from trading.models.queries import TradeQuerySet
from trading.models.trade_event import TradeEvent
from trading.models.version import Version
from trading.rules import OPEN_STATUSES, Role, Status

if TYPE_CHECKING:
    from marketplace.models import User

Kind = TradeEvent.Kind
UNPAID: dict[str, str] = {Order.Status.CANCELLED: "payment cancelled", Order.Status.EXPIRED: "not paid in time"}


def new_trade_number() -> str:
    """Return a random number, of the same form as the number of an order."""
    return new_number("TR")


def public_name(user: "User | None", otherwise: str) -> str:
    """Return the name of a person for others; never their email address."""
    if user is None:
        return otherwise
    return "Deleted account" if user.left_at else user.name_or(otherwise)


class Trade(models.Model):
    """A negotiation between a seller and a buyer, about an item of the catalogue or anything else.

    Of its actions, `negotiation` and `message` have the code. They run on the locked row, see `locked_action`.
    """

    number = models.CharField(max_length=16, unique=True, default=new_trade_number, editable=False)
    seller = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="trades_selling")
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="trades")
    buyer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="trades_buying"
    )
    for_email = MailAddressField(blank=True, help_text="If set, only this account can join.")
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.PROTECT, related_name="trades")
    title = LineField(max_length=120)
    is_offer = models.BooleanField(default=False, help_text="Opened by a buyer on a product page.")
    key = models.CharField(max_length=64, blank=True, editable=False)

    status = models.CharField(max_length=11, choices=Status, default=Status.DRAFT)
    terms = models.ForeignKey(Version, null=True, on_delete=models.PROTECT, related_name="+")
    message_count = models.PositiveIntegerField(default=0, editable=False, db_column="said")
    revision = models.PositiveIntegerField(default=0, editable=False)
    order = models.OneToOneField(Order, null=True, blank=True, on_delete=models.PROTECT, related_name="trade")
    created_at = models.DateTimeField(editable=False)
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    moment: datetime
    """Time of the row lock, by the clock of the database. Actions judge and act at this time."""

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
            # "Your trades", newest first, for sellers and for buyers.
            models.Index(fields=["seller", "-created_at"], name="trade_of_seller"),
            models.Index(fields=["buyer", "-created_at"], name="trade_of_buyer"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the path of the room."""
        return reverse("trading:room", args=[self.number])

    # State ----------------------------------------------------------------------------------------------------------

    @property
    def terms_now(self) -> Version:
        """Return the current terms; every trade has its first version from the start."""
        if self.terms is None:
            raise ValueError(f"trade {self.number} has no terms")
        return self.terms

    @property
    def is_open(self) -> bool:
        """Tell whether the trade is not closed. It may be overdue."""
        return self.status in OPEN_STATUSES

    @property
    def is_unpaid_deal(self) -> bool:
        """Tell whether the payment of the deal was cancelled or came too late."""
        return self.order is not None and self.order.status in UNPAID

    @property
    def state_in_words(self) -> str:
        """Return the state in a few words, with the reason for an unpaid deal."""
        return UNPAID[self.order.status] if self.order and self.is_unpaid_deal else self.get_status_display()

    def is_in_time(self) -> bool:
        """Tell whether the trade is open with time left, by the clock of the database."""
        return Trade.objects.in_time().filter(pk=self.pk).exists()

    def role_of(self, user: "User") -> Role | None:
        """Return the role of a participant, None for others."""
        return {self.seller_id: Role.SELLER, self.buyer_id: Role.BUYER}.get(user.pk)

    def counterparty_of(self, user: "User") -> "User | None":
        """Return the other participant, None before the buyer has joined."""
        return self.buyer if user.pk == self.seller_id else self.seller

    def name_of(self, role: str) -> str:
        """Return the public name of the participant in a role; never an email address."""
        if role == Role.SELLER:
            return public_name(self.seller, self.shop.name)
        return public_name(self.buyer, "The buyer")

    def allows(self, user: "User", action: str) -> bool:
        """Tell whether a user may take an action now; pages show only these."""
        return rules.is_allowed(self.role_of(user), self.status, action)

    def is_for(self, user: "User") -> bool:
        """Tell whether this user may join with the code: anybody, or only the account that the seller named."""
        return user.pk != self.seller_id and self.for_email in ("", user.email.lower())

    def can_be_joined(self) -> bool:
        """Tell whether a buyer may still join; needs the trade locked."""
        return self.status == Status.DRAFT and self.moment < self.expires_at

    def deal(self) -> Deal:
        """Return the deal that accepting the current terms would make."""
        if self.buyer is None:
            raise Closed("No buyer has joined yet.", code="draft")
        terms = self.terms_now
        return Deal(self.buyer, self.shop, self.title, terms.price, terms.quantity, self.item)

    # Actions --------------------------------------------------------------------------------------------------------

    accept = negotiation.accept
    reject = negotiation.reject
    counter = negotiation.counter
    amend = negotiation.amend
    apply = negotiation.apply
    decline = negotiation.decline
    withdraw = negotiation.withdraw
    invite = negotiation.invite
    cut_short = negotiation.cut_short
    say = message.say

    def lock(self) -> "Trade":
        """Lock the row until the transaction ends, and return it fresh, with its `moment`."""
        # Without joins: after a wait, joined rows would be as they were before it.
        trade = Trade.objects.select_for_update(no_key=True).get(pk=self.pk)
        trade.moment = clock.read()
        return trade

    def leave(self, *, by: "User", reason: str = "") -> None:
        """End the trade for good: the seller withdraws, the buyer rejects. No error if the trade is closed already."""
        end = self.withdraw if by.pk == self.seller_id else self.reject
        with suppress(Refused):
            end(by=by, reason=reason)

    @transaction.atomic
    def expire(self) -> bool:
        """Expire the trade if it is open and overdue; True if this call did it."""
        trade = self.lock()
        is_due = trade.is_open and trade.moment >= trade.expires_at
        return bool(is_due and Trade.objects.expire_locked([trade]))

    def join(self, buyer: "User") -> None:
        """Add the buyer; needs the trade locked and the invitation redeemed."""
        seat = self.seats.create(user=buyer, role=Role.BUYER)
        negotiation.record_event(self, Kind.JOINED, by=buyer, buyer=buyer, status=Status.NEGOTIATING)
        context = {"trade_id": self.pk, "role": seat.role, "who": self.name_of(seat.role), "age": None, "seat": seat}
        topics.chat.push(self.number, "trading/live/buyer_joined.html", context)

    @transaction.atomic
    def record_payment_event(self, kind: TradeEvent.Kind) -> None:
        """Record once that the order was paid, or that its payment lapsed or was cancelled."""
        trade = self.lock()
        if not trade.events.filter(kind=kind).exists():
            negotiation.record_event(trade, kind, by=None)
