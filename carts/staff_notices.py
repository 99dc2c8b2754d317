"""The notice on the cart page about a change by staff: the shop, the removed products, and the reason."""

from dataclasses import dataclass

from django.db.models import Q

from carts.models import Cart, CartEvent
from marketplace.models import Product


@dataclass(frozen=True)
class StaffNotice:
    """A change of a cart by the staff of a shop, or of the platform if `shop` is empty."""

    shop: str
    titles: list[str]
    reason: str

    @classmethod
    def of(cls, cart: Cart) -> "StaffNotice | None":
        """Return the notice of a cart that `latest_of` loaded; no query if the shopper changed it last."""
        if cart.staff_event is None:
            return None
        event = CartEvent.objects.select_related("shop").get(pk=cart.staff_event)
        return cls(event.shop.name if event.shop else "", _titles(cart, event), event.reason)


def _titles(cart: Cart, event: CartEvent) -> list[str]:
    changed = CartEvent.objects.filter(cart=cart, version=event.version)
    removed = Q(items__in=changed.values("item"))
    if event.kind == CartEvent.Kind.CLOSED:
        # A closed cart keeps its lines.
        removed = Q(items__in=cart.lines.filter(item__shop=event.shop_id).values("item"))
    return list(Product.objects.filter(removed).distinct().order_by("pk").values_list("title", flat=True))
