"""What the marketplace tells open pages: stock of a product, progress of an order."""

from django.template.loader import render_to_string

from config import live
from marketplace.models import Item, Order, Product


def render_sizes(product_id: str) -> str:
    """Return the size selector of a product from a fresh read; empty when shoppers may not see it."""
    product = Product.objects.visible().filter(pk=product_id).first()
    if product is None:
        return ""
    items = list(Item.objects.with_available().filter(product=product))
    return render_to_string("marketplace/_sizes.html", {"product": product, "items": items})


def may_follow(asker: live.Asker, number: str) -> bool:
    """Tell whether an order is the asker's own."""
    return Order.objects.filter(number=number, holder=asker.holder).exists()


stock = live.Topic("stock", live.CROWD, render=render_sizes)
order = live.Topic("order", live.STATE, may=may_follow)
