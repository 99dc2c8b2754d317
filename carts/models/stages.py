"""How far a cart got, by the database's clock: being filled, idle, at the checkout, abandoned."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Now

from carts.models.codes import names_of
from carts.models.line import CartLine
from marketplace.models import Order, Payment, Shop

if TYPE_CHECKING:
    from carts.models.cart import Cart

ACTIVE, IDLE, CHECKOUT, ABANDONED = "active", "idle", "checkout", "abandoned"
STAGES = {ACTIVE: "Active", IDLE: "Idle", CHECKOUT: "Checking out", ABANDONED: "Abandoned"}
LIVE = (ACTIVE, IDLE, CHECKOUT)
"""Stages of a cart that is being built right now."""
REMEMBERED = timedelta(days=30)
"""For how long an abandoned cart is still shown."""


def at_checkout() -> Exists:
    """Tell of a cart whether its shopper is paying for it: its order has time, and was not refused a payment last."""
    payments = Payment.objects.filter(order=OuterRef("pk"))
    told = Order.objects.annotate(last_payment=payments.order_by("-pk").values("status")[:1])
    has_time = Q(status=Order.Status.PENDING, expires_at__gt=Now())
    refused = Q(last_payment__isnull=False, last_payment=Payment.Status.FAILED)
    asked = Q(status__in=Order.UNSETTLED, last_payment__in=Payment.OPEN)
    return Exists(told.filter(has_time & ~refused | asked, pk=OuterRef("order")))


class Stages(models.QuerySet["Cart"]):
    """Carts by how far they got; nothing here needs a sweep to have run."""

    def coded(self, code: str) -> "Any":
        """Return the carts with this display code: one, save by a rare chance."""
        names = names_of(code)
        return self.filter(name__range=names) if names else self.none()

    def with_stage(self) -> "Any":
        """Annotate `stage`, one of `STAGES`."""
        idle = Now() - timedelta(minutes=settings.CART_ACTIVE_MINUTES)
        return self.annotate(
            stage=Case(
                When(at_checkout(), then=Value(CHECKOUT)),
                When(updated_at__gt=idle, then=Value(ACTIVE)),
                When(updated_at__gt=Now() - patience(), then=Value(IDLE)),
                default=Value(ABANDONED),
                output_field=models.CharField(),
            )
        )

    def building(self) -> "Any":
        """Return open carts with something in them that were touched within `REMEMBERED`."""
        lines = CartLine.objects.filter(cart=OuterRef("pk"))
        return self.filter(Exists(lines), status="open", updated_at__gt=Now() - REMEMBERED)

    def in_sight(self, shop: Shop | None) -> "Any":
        """Return those of them that a shop's desk sees: with something of it in them; the platform's sees all."""
        mine = CartLine.objects.filter(cart=OuterRef("pk"), item__shop=shop)
        return self.building().filter(Exists(mine)) if shop else self.building()

    def live(self) -> "Any":
        """Return carts that are being built right now; those at the checkout for longer aside."""
        return self.building().filter(updated_at__gt=Now() - patience())

    def left_alone(self) -> "Any":
        """Return carts that are abandoned by the clock and not written down as such."""
        silent = self.building().filter(updated_at__lte=Now() - patience(), abandoned_at__isnull=True)
        return silent.exclude(at_checkout())

    def note_abandoned(self) -> "list[Cart]":
        """Write down which carts were abandoned since; returns those. Safe to run twice, late, or by two at once."""
        noted = []
        for cart in self.left_alone().order_by("pk")[:AT_ONCE]:
            # Whoever comes back at this moment has moved the version on.
            same = self.model.objects.filter(pk=cart.pk, version=cart.version, status="open", abandoned_at=None)
            if same.update(abandoned_at=F("updated_at") + patience()):
                noted.append(cart)
        return noted


AT_ONCE = 1000
"""So many carts one sweep writes down; the next one goes on."""


def patience() -> timedelta:
    """Return after how long a silence a cart counts as abandoned."""
    return timedelta(minutes=settings.CART_ABANDONED_MINUTES)
