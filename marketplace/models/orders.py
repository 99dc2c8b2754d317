"""Orders: buyer, amounts, shipping address and status."""

import secrets
from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now, Upper
from django.urls import reverse

from marketplace import clock, topics
from marketplace.clock import ClockTimestamp
from marketplace.errors import HoldLapsed, OrderClosed, PaymentUnderWay, ProofNeeded
from marketplace.models.items import Item
from marketplace.models.order_queries import OrderQuerySet
from marketplace.models.products import Product
from marketplace.models.sales import SaleFact
from marketplace.money.fields import MoneyField
from marketplace.orders.purchase_limits import digest_address, load_address_digests
from marketplace.signals import (
    order_amount_hidden,
    order_hidden,
    order_lapsed,
    order_renewed,
    order_reversed,
    stock_changed,
)
from marketplace.text.model_fields import LineField, MailAddressField

if TYPE_CHECKING:
    from collections.abc import Iterable

    from marketplace.models.order_lines import OrderLine
    from marketplace.models.refunds import Refund
    from marketplace.models.users import User

LOCK = "SELECT * FROM marketplace_order WHERE id = %s FOR NO KEY UPDATE"
NUMBER_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_number(prefix: str = "LS") -> str:
    """Return a short, readable order number. Its 50 random bits can't be guessed."""
    letters = "".join(secrets.choice(NUMBER_ALPHABET) for _ in range(10))
    return f"{prefix}-{letters[:5]}-{letters[5:]}"


def units_of(lines: "Iterable[OrderLine]") -> dict[int, int]:
    """Return the units of each item in the lines, by item id; lines without an item are left out."""
    return {line.item_id: line.quantity for line in lines if line.item_id}


class Order(models.Model):
    """One purchase over one or more shops."""

    class Status(models.TextChoices):
        PENDING = "pending"
        PAID = "paid"
        SHIPPED = "shipped"
        DELIVERED = "delivered"
        CANCELLED = "cancelled"
        EXPIRED = "expired"
        REFUNDED = "refunded"

    TAKEN = (Status.PAID, Status.SHIPPED, Status.DELIVERED)
    UNPAID = (Status.CANCELLED, Status.EXPIRED)
    UNSETTLED = (Status.PENDING, Status.EXPIRED)

    has_time: bool  # set by `payments.find_unsettled_order`
    being_paid: bool

    number = models.CharField(max_length=16, unique=True, default=new_number, editable=False)
    holder = models.CharField(max_length=40, help_text="Owner key: u-<account> or v-<visitor>.")
    buyer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="orders"
    )
    visitor = models.CharField(max_length=32, blank=True)
    household = models.CharField(
        max_length=32,
        blank=True,
        db_default="",
        editable=False,
        help_text="Digest of the buyer's network, kept for a day.",
    )
    proved_address = models.CharField(
        max_length=32, blank=True, db_default="", editable=False, help_text="Digest of the verified email address."
    )
    content_hash = models.CharField(max_length=64, editable=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)

    email = MailAddressField(blank=True)
    ship_name = LineField(max_length=80, blank=True)
    ship_line1 = LineField(max_length=120, blank=True)
    ship_line2 = LineField(max_length=120, blank=True)
    ship_postcode = LineField(max_length=16, blank=True)
    ship_city = LineField(max_length=80, blank=True)
    ship_region = LineField(max_length=80, blank=True)
    ship_country = LineField(max_length=56, blank=True)
    show_activity = models.BooleanField(default=True)
    hide_amount = models.BooleanField(
        default=False, db_default=False, help_text="Hide the price in toasts of this purchase."
    )

    items_total = MoneyField()
    shipping_total = MoneyField(default=Decimal(0))
    tax_total = MoneyField(default=Decimal(0))
    total = MoneyField()
    currency = models.CharField(max_length=3)

    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()
    hold_for = models.DurationField(
        null=True, blank=True, editable=False, help_text="Time for which a deal holds its stock; empty for checkouts."
    )
    renewed_at = models.DateTimeField(null=True, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    erase_asked_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Time of the guest's request to erase the data after delivery."
    )

    objects = OrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(total=F("items_total") + F("shipping_total") + F("tax_total")), name="order_total_adds_up"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["pending", "cancelled", "expired"]) | Q(paid_at__isnull=False),
                name="order_paid_has_a_time",
            ),
        ]
        indexes = [
            # "My orders", newest first; the open checkout of a shopper.
            models.Index(fields=["holder", "-created_at"], name="order_holder_newest"),
            # Limits per shopper: orders by verified address.
            models.Index(fields=["proved_address"], condition=~Q(proved_address=""), name="order_proved_address"),
            # Limits per shopper: orders by browser, those of accounts included.
            models.Index(fields=["visitor"], condition=~Q(visitor=""), name="order_visitor"),
            # Recent holds of a network; the sweep that blanks networks.
            models.Index(fields=["household", "created_at"], condition=~Q(household=""), name="order_household"),
            # Cart reminders: orders by address, in any case of letters.
            models.Index(Upper("email"), name="order_email"),
            # The sweep: pending orders by deadline.
            models.Index(fields=["expires_at"], condition=Q(status="pending"), name="order_due"),
            # Retention: the few orders with a request for erasure.
            models.Index(fields=["erase_asked_at"], condition=Q(erase_asked_at__isnull=False), name="order_to_erase"),
            # Retention: unpaid orders closed long ago.
            models.Index(fields=["closed_at"], condition=Q(status__in=["cancelled", "expired"]), name="order_unpaid"),
            # Repairs look at recently paid orders.
            models.Index(fields=["-paid_at"], condition=Q(paid_at__isnull=False), name="order_recently_paid"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the buyer's page of this order."""
        return reverse("marketplace:order", args=[self.number])

    # Properties --------------------------------------------------------------------------------------

    @property
    def is_unpaid(self) -> bool:
        """Tell whether a payment, even a late one, may still settle the order; not so if it was cancelled."""
        return self.status in Order.UNSETTLED

    @property
    def is_taken(self) -> bool:
        """Tell whether the order was paid and is not fully refunded."""
        return self.status in Order.TAKEN

    @property
    def hold_time(self) -> timedelta:
        """Return the duration of its hold, at the start and again after a renewal."""
        return self.hold_for or timedelta(minutes=settings.HOLD_MINUTES)

    @property
    def keeps_stock(self) -> bool:
        """Tell whether the order holds stock. A deal outside the catalogue only fixes a price."""
        return self.hold_for is None or self.lines.filter(item__isnull=False).exists()

    @property
    def is_a_members(self) -> bool:
        """Tell whether the buyer has an account."""
        return self.buyer is not None and self.buyer.left_at is None

    @property
    def is_being_paid(self) -> bool:
        """Tell whether a payment request to the gateway is still unanswered."""
        return any(payment.is_open for payment in self.payments.all())

    def is_payable(self) -> bool:
        """Tell whether the order is pending with time left, by the database's clock at this moment."""
        return Order.objects.payable().filter(pk=self.pk).exists()

    def costs_less_now(self) -> bool:
        """Tell whether a product of a checkout has become cheaper; never for a deal, as its price was agreed."""
        return self.hold_for is None and self.lines.filter(product__price__lt=F("unit_price")).exists()

    def calculate_refund(self, lines: "Iterable[OrderLine]") -> Decimal:
        """Return the refund for these unrefunded lines; shipping and tax are refunded with the last line.

        It never exceeds the rest of the payment: a part may have been refunded in the provider's dashboard.
        """
        amounts = {line.pk: line.amount for line in lines}
        is_rest = not self.lines.unrefunded().exclude(pk__in=amounts).exists()
        fees = self.shipping_total + self.tax_total if is_rest else Decimal(0)
        worth = sum(amounts.values(), fees)
        payment = self.payments.filter(status="captured").first()
        return min(worth, payment.left) if payment else worth

    # Actions --------------------------------------------------------------------------------------------------

    @transaction.atomic
    def keep_address(self, fields: dict[str, Any]) -> None:
        """Save an address submitted too late, for the next checkout, unless this order may still be paid."""
        order = self.lock()
        if fields and order.is_unpaid and not order.is_being_paid:
            Order.objects.filter(pk=order.pk).update(**fields)

    @transaction.atomic
    def ask_for_proof(self, address: dict[str, Any]) -> None:
        """Save the address form and mail a code to its address; raises as `AddressProof.objects.send`."""
        order = self.lock()
        order.require_no_open_payment()
        order.ship_to(address)
        order.proofs.model.objects.send(order)

    @transaction.atomic
    def mail_proof(self) -> None:
        """Mail another code; raises as `AddressProof.objects.send`."""
        order = self.lock()
        order.require_payable()
        order.proofs.model.objects.send(order)

    @transaction.atomic
    def renew(self) -> None:
        """Restart the hold's time, once, while it is still running."""
        order = self.lock()
        # A checkout may take the units of expired holds, so it must not run at the same time.
        Item.objects.lock(order.holds.values_list("item", flat=True))
        order.require_payable()
        if order.renewed_at:
            raise OrderClosed("The time to pay can be renewed once.")
        deadline = ClockTimestamp() + order.hold_time
        Order.objects.filter(pk=order.pk).update(expires_at=deadline, renewed_at=ClockTimestamp())
        order.refresh_from_db()
        order.holds.update(expires_at=order.expires_at)
        topics.order.push(order.number)
        order_renewed.send_robust(sender=Order, order=order)
        stock_changed.send_robust(sender=Order, items=list(Item.objects.filter(holds__order=order)))

    @transaction.atomic
    def cancel(self) -> None:
        """Cancel an unpaid order and release its stock; raises `OrderClosed` if it is no longer pending."""
        order = self.lock()
        if order.status != Order.Status.PENDING:
            raise OrderClosed("This order is closed already.")
        order.lapse(Order.Status.CANCELLED)

    @transaction.atomic
    def refund(
        self, lines: "Iterable[OrderLine]", *, by: "User | None", reason: str = "", restock: bool = True
    ) -> "Refund":
        """Refund paid lines: reverse their sale facts and toasts, and with `restock` put the units back on sale.

        The money is owed from now on. Call `send` on the returned refund after the commit, else the sweep sends it.
        Shipping and tax are refunded with the last lines. Raises `OrderClosed` for unpaid or refunded lines.
        """
        order = self.lock()
        wanted = {line.pk for line in lines}
        back = list(order.lines.unrefunded().filter(pk__in=wanted))
        if not back or len(back) != len(wanted) or not order.is_taken:
            raise OrderClosed("These items were refunded already or not paid.")
        payment = order.payments.get(status="captured")
        refund = payment.refunds.owe(payment, order.calculate_refund(back), reason=reason, by=by)
        order.lines.filter(pk__in=wanted).update(refund=refund)
        items = Item.objects.lock(units_of(back))
        if restock:
            Item.objects.put_back(units_of(back))
        SaleFact.objects.filter(order_line__in=wanted).record_reversals()
        order.update_status()
        order_reversed.send_robust(sender=Order, order=order, lines=back, refund=refund)
        stock_changed.send_robust(sender=Order, items=list(items.values()))
        return refund

    @transaction.atomic
    def hide(self) -> None:
        """Stop showing the purchase to others, on open pages too."""
        order = self.lock()
        Order.objects.filter(pk=order.pk).update(show_activity=False)
        order_hidden.send_robust(sender=Order, order=order)
        topics.order.push(order.number)

    @transaction.atomic
    def hide_price(self) -> None:
        """Stop showing the price of the purchase to others, on open pages too."""
        order = self.lock()
        Order.objects.filter(pk=order.pk).update(hide_amount=True)
        order_amount_hidden.send_robust(sender=Order, order=order)
        topics.order.push(order.number)

    # Steps of the actions; each needs the order locked ----------------------------------------------------------

    def lock(self) -> "Order":
        """Lock the order's row until the transaction ends and return its current state."""
        return Order.objects.raw(LOCK, [self.pk])[0]

    def require_payable(self) -> None:
        """Raise unless the order is pending with time left."""
        if not self.is_unpaid:
            raise OrderClosed("This order is closed already.")
        if not self.is_payable():
            raise HoldLapsed("Your time to pay is over and the items are free again. Check out once more.")

    def load_lines(self) -> None:
        """Load the lines with their shops and products, once."""
        lines = self.lines.model.objects.select_related("shop", "product")
        models.prefetch_related_objects([self], models.Prefetch("lines", lines))

    def require_no_open_payment(self) -> None:
        """Raise while a payment request to the gateway is unanswered."""
        if self.is_being_paid:
            raise PaymentUnderWay("A payment for this order is under way; its page will tell you how it went.")

    def ship_to(self, address: dict[str, Any]) -> None:
        """Save the shipping address; raises as `require_payable` does."""
        if not Order.objects.payable().filter(pk=self.pk).update(**address):
            self.require_payable()
        for name, value in address.items():
            setattr(self, name, value)

    def limited_units(self) -> "dict[Product, int]":
        """Return the units of each product with a limit per shopper."""
        units: Counter[Product] = Counter()
        for line in self.lines.filter(product__limit_per_shopper__isnull=False).select_related("product"):
            if line.product:
                units[line.product] += line.quantity
        return units

    def buyer_keys(self) -> tuple[list[str], set[str]]:
        """Return the owner keys and proved addresses (digests) of the buyer."""
        holders = [self.holder, *([f"v-{self.visitor}"] if self.visitor else [])]
        return holders, {self.proved_address, *load_address_digests(self.buyer_id)}

    def require_proof(self) -> None:
        """Raise `ProofNeeded` unless the guest has verified the order's address, for this or another order of today."""
        address = digest_address(self.email)
        if self.proved_address == address:
            return
        if not self.proofs.model.objects.used_by(self.holder, address).exists():
            raise ProofNeeded("Prove first that this address is yours.", field="email", code="proof")
        Order.objects.filter(pk=self.pk).update(proved_address=address)
        self.proved_address = address

    def update_status(self) -> None:
        """Derive the status of a paid order from its shipments and refunds."""
        shops = set(self.lines.unrefunded().values_list("shop", flat=True))
        shipments = dict(self.shipments.values_list("shop", "delivered_at"))
        if not shops:
            self.close(Order.Status.REFUNDED, closed_at=self.closed_at or clock.read())
        elif all(shipments.get(shop) for shop in shops):
            self.close(Order.Status.DELIVERED)
        else:
            self.close(Order.Status.SHIPPED if shops <= shipments.keys() else Order.Status.PAID)

    def close(self, status: "Order.Status", **times: datetime) -> None:
        """Set the status and its times, by the database's clock, and push the order's page."""
        Order.objects.filter(pk=self.pk).update(status=status, **times)
        for name, value in {"status": status, **times}.items():
            setattr(self, name, value)
        topics.order.push(self.number)

    def lapse(self, status: "Order.Status") -> None:
        """Close the unpaid order, release its holds and send the signals."""
        items = list(Item.objects.filter(holds__order=self))
        self.holds.all().delete()
        self.close(status, closed_at=clock.read())
        order_lapsed.send_robust(sender=Order, order=self)
        stock_changed.send_robust(sender=Order, items=items)
