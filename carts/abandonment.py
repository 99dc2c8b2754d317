"""Records abandoned carts, and pushes the changes of carts that only time causes."""

from datetime import timedelta

from django.conf import settings
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from carts.models import Cart
from carts.models.pushes import push_live_cart, shop_ids_of
from carts.models.queries import abandoned_after

JUST_NOW = timedelta(seconds=15)
"""Longer than the time between sweeps: an idle cart may be pushed twice, with the same result."""
BATCH = 1000
"""Maximum of carts per sweep; the next sweep goes on."""


def record_abandoned_carts() -> int:
    """Set `abandoned_at` of abandoned carts, and push these and carts that became idle; returns their number.

    Safe to run twice, late, or by two workers at once.
    """
    abandoned = []
    for cart in Cart.objects.newly_abandoned().order_by("pk")[:BATCH]:
        # A shopper who comes back at this moment has raised the version.
        same = Cart.objects.filter(pk=cart.pk, version=cart.version, status=Cart.Status.OPEN, abandoned_at=None)
        if same.update(abandoned_at=F("updated_at") + abandoned_after()):
            abandoned.append(cart)
    for cart in [*abandoned, *_just_idle()]:
        push_live_cart(cart.name, shop_ids_of(cart.pk))
    return len(abandoned)


def _just_idle() -> "QuerySet[Cart]":
    idle = Now() - timedelta(minutes=settings.CART_ACTIVE_MINUTES)
    return Cart.objects.recent().filter(updated_at__lte=idle, updated_at__gt=idle - JUST_NOW)
