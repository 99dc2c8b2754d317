"""Carts that were left behind so many hours ago, at a time of day when mail may be written."""

from datetime import timedelta

import pytest
from django.db.models import F

from carts.models import Cart
from marketplace.models import Mail
from tests import cast
from tests.carts.browsers import filled


@pytest.fixture(autouse=True)
def _by_day(settings):
    """Have no quiet hours: these tests run at any time of day."""
    settings.CART_QUIET_HOURS = [0, 0]


@pytest.fixture
def left(db):
    """Return a function that creates a shopper's cart abandoned `hours` ago."""

    def leave(shopper=None, hours=1.1, **fields):
        cart = filled(shopper or cast.member(cast.person("Bob Buyer")), (cast.item(title="Boots"), 2))
        later(cart, hours + 0.5)
        Cart.objects.filter(pk=cart.pk).update(abandoned_at=F("updated_at") + timedelta(minutes=30), **fields)
        cart.refresh_from_db()
        return cart

    return leave


def later(cart, hours):
    """Let hours pass for a cart."""
    ago = timedelta(hours=hours)
    Cart.objects.filter(pk=cart.pk).update(updated_at=F("updated_at") - ago, abandoned_at=F("abandoned_at") - ago)
    cart.reminders.update(at=F("at") - ago)
    Mail.objects.filter(key__startswith=f"cart:{cart.pk}:").update(created_at=F("created_at") - ago)
    cart.refresh_from_db()
