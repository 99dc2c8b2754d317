"""What the marketplace tells open pages: stock of a product, progress of an order."""

from django.template.loader import render_to_string

from config import live
from marketplace.models import Order, Product


def render_sizes(product_id: str) -> str | None:
    """Return the size selector of a product from a fresh read; None when shoppers may not see it."""
    product = Product.objects.visible().filter(pk=product_id).first()
    if product is None:
        return None
    return render_to_string("marketplace/_sizes.html", {"product": product, "items": product.sizes()})


def may_follow(asker: live.Asker, number: str) -> bool:
    """Tell whether an order is the asker's own."""
    return Order.objects.filter(number=number, holder__in=[asker.holder, f"v-{asker.visitor}"]).exists()


stock = live.Topic("stock", live.CROWD, render=render_sizes)
order = live.Topic("order", live.STATE, may=may_follow)
