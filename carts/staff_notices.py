"""What a shopper is told of a cart that staff changed: which shop took what out, and why."""

from dataclasses import dataclass

from django.db.models import Q

from carts.models import Cart, CartEvent
from marketplace.models import Product


@dataclass(frozen=True)
class StaffNotice:
    """The last change of a cart, made by the staff of a shop, or of the site where there is no `shop`."""

    shop: str
    titles: list[str]
    reason: str

    @classmethod
    def of(cls, cart: Cart) -> "StaffNotice | None":
        """Return the notice for a cart that `newest` loaded; no query where the shopper changed it last."""
        if cart.staff_event is None:
            return None
        event = CartEvent.objects.select_related("shop").get(pk=cart.staff_event)
        return cls(event.shop.name if event.shop else "", _titles(cart, event), event.reason)


def _titles(cart: Cart, event: CartEvent) -> list[str]:
    changed = CartEvent.objects.filter(cart=cart, version=event.version)
    gone = Q(items__in=changed.values("item"))
    if event.kind == CartEvent.Kind.CLOSED:
        # A closed cart keeps its lines.
        gone = Q(items__in=cart.lines.filter(item__shop=event.shop_id).values("item"))
    return list(Product.objects.filter(gone).distinct().order_by("pk").values_list("title", flat=True))
