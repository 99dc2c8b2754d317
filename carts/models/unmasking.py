"""Who of the staff looked at whose name on a cart, and when: a record that stays."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from marketplace.clock import ClockTimestamp
from marketplace.errors import Refused
from marketplace.models import Shop, User

if TYPE_CHECKING:
    from carts.models.cart import Cart


class CartUnmaskingQuerySet(models.QuerySet["CartUnmasking"]):
    """Names that were uncovered, and for how long they stay so."""

    def unmask(self, cart: "Cart", *, by: User, shop: Shop | None) -> "CartUnmasking":
        """Uncover the name of a cart's member to one person for `UNMASK_MINUTES`; it stays on record.

        Refused as `guest` where there is no member, as `nameless` where the member gave no name, and as `gone` where
        the cart is out of the desk's sight by now: bought, closed, emptied of the shop's things, or left for long.
        """
        if cart.member_id is None:
            raise Refused("A guest left no name.", code="guest")
        if not User.objects.filter(pk=cart.member_id).exclude(display_name="").exists():
            raise Refused("This member gave no name.", code="nameless")
        if not type(cart).objects.in_sight(shop).filter(pk=cart.pk).exists():
            raise Refused("The name can only be shown while the cart is being built, or was left lately.", code="gone")
        return self.create(cart=cart, code=cart.code, member_id=cart.member_id, by=by, shop=shop)

    def until(self, cart: "Cart", *, by: User, shop: Shop | None) -> datetime | None:
        """Return until when a person sees the name at this desk; None where they don't, or it sees the cart no more."""
        lasts = timedelta(minutes=settings.UNMASK_MINUTES)
        seen = type(cart).objects.in_sight(shop).filter(pk=cart.pk)
        looks = self.filter(cart__in=seen.values("pk"), by=by, shop=shop, at__gt=Now() - lasts).order_by("-at")
        at = looks.values_list("at", flat=True).first()
        return at and at + lasts


class CartUnmasking(models.Model):
    """Somebody had the name of a cart's member shown; `shop` is empty where they did so for the platform."""

    cart = models.ForeignKey("carts.Cart", null=True, on_delete=models.SET_NULL, related_name="unmaskings")
    code = models.CharField(max_length=11)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="unmaskings")
    shop = models.ForeignKey(Shop, null=True, blank=True, on_delete=models.SET_NULL, related_name="unmaskings")
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    objects = CartUnmaskingQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        # Whether a name is uncovered for somebody right now.
        indexes = [models.Index(fields=["cart", "by", "-at"], name="cart_unmasked")]

    def __str__(self) -> str:
        return f"look at the name on cart {self.code}"
