"""What time alone changes about carts: written down where it is to be counted, and told to open desks."""

from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Now

from carts.desk.broadcasts import shops_of, tell_desks
from carts.models import Cart

JUST_NOW = timedelta(seconds=15)
"""Longer than sweeps are apart: a desk may be told twice that a cart went idle, and sees the same each time."""


def note_abandoned() -> int:
    """Write down which carts were abandoned, and tell desks of those and of carts that went idle; returns how many."""
    noted = Cart.objects.note_abandoned()
    for cart in [*noted, *_gone_idle()]:
        tell_desks(cart.name, shops_of(cart.pk))
    return len(noted)


def _gone_idle() -> "QuerySet[Cart]":
    idle = Now() - timedelta(minutes=settings.CART_ACTIVE_MINUTES)
    return Cart.objects.building().filter(updated_at__lte=idle, updated_at__gt=idle - JUST_NOW)
