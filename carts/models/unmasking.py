"""The permanent record of looks of staff at the names of members."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from carts.models.cart import Cart
from marketplace.clock import ClockTimestamp
from marketplace.errors import Refused
from marketplace.models import Shop, User


class CartUnmaskingQuerySet(models.QuerySet["CartUnmasking"]):
    """Names that were shown to staff."""

    def unmask(self, cart: Cart, *, by: User, shop: Shop | None) -> "CartUnmasking":
        """Show the name of a cart's member to one person for `UNMASK_MINUTES`, and record that.

        Refused as `guest` for a guest's cart, as `nameless` if the member gave no name, and as `gone` if the staff
        can't see the cart any more: bought, closed, without items of the shop, or abandoned for long.
        """
        if cart.member_id is None:
            raise Refused("A guest left no name.", code="guest")
        if not User.objects.filter(pk=cart.member_id).exclude(display_name="").exists():
            raise Refused("This member gave no name.", code="nameless")
        if not Cart.objects.recent_for(shop).filter(pk=cart.pk).exists():
            raise Refused("The name can only be shown while the cart is being built, or was left lately.", code="gone")
        return self.create(cart=cart, code=cart.code, member_id=cart.member_id, by=by, shop=shop)

    def visible_until(self, cart: Cart, *, by: User, shop: Shop | None) -> datetime | None:
        """Return the end of a person's look at the name; None without a look, or without access to the cart."""
        duration = timedelta(minutes=settings.UNMASK_MINUTES)
        visible = Cart.objects.recent_for(shop).filter(pk=cart.pk)
        records = self.filter(cart__in=visible.values("pk"), by=by, shop=shop, at__gt=Now() - duration).order_by("-at")
        at = records.values_list("at", flat=True).first()
        return at and at + duration


class CartUnmasking(models.Model):
    """One look at the name of a cart's member; `shop` is empty for the staff of the platform."""

    cart = models.ForeignKey("carts.Cart", null=True, on_delete=models.SET_NULL, related_name="unmaskings")
    code = models.CharField(max_length=11)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="unmaskings")
    shop = models.ForeignKey(Shop, null=True, blank=True, on_delete=models.SET_NULL, related_name="unmaskings")
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    objects = CartUnmaskingQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        # Names that are visible to a person now.
        indexes = [models.Index(fields=["cart", "by", "-at"], name="cart_unmasked")]

    def __str__(self) -> str:
        return f"look at the name on cart {self.code}"
