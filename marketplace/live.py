"""What the marketplace tells open pages: stock of a product, progress of an order."""

from django.conf import settings
from django.template.loader import render_to_string

from config import live
from marketplace.models import Order, Product, Shop, User


def render_sizes(product_id: str) -> str:
    """Return heading and size selector of a product from a fresh read; it says so where the product is gone."""
    product = Product.objects.visible().filter(pk=product_id).first()
    if product is None:
        return render_to_string("marketplace/_taken_off.html", {"pk": product_id})
    return render_to_string("marketplace/live/stock_changed.html", {"product": product, "items": product.sizes()})


def render_gallery(product_id: str) -> str | None:
    """Return the pictures of a product from a fresh read; None when shoppers may not see it."""
    product = Product.objects.visible().filter(pk=product_id).first()
    if product is None:
        return None
    return render_to_string("marketplace/_gallery.html", {"product": product, "images": product.images.all()})


def may_follow(asker: live.Asker, number: str) -> bool:
    """Tell whether an order is the asker's own, or was opened in their browser by its link."""
    holders = [asker.holder, f"v-{asker.visitor}"]
    return Order.objects.seen_by(holders, asker.visitor or "").filter(number=number).exists()


def may_follow_shop(asker: live.Asker, shop_id: str) -> bool:
    """Tell whether the asker owns the shop or works in it."""
    user = User.objects.filter(pk=asker.user_id or 0, is_active=True).first()
    return user is not None and Shop.objects.run_by(user).filter(pk=shop_id).exists()


def render_card(product_id: str) -> str:
    """Return the live part of a product's card from a fresh read; it says so where the product is gone."""
    product = Product.objects.visible().with_left().filter(pk=product_id).first()
    return render_to_string("marketplace/_card_stock.html", {"product": product, "pk": product_id})


card = live.Topic("card", live.CROWD, render=render_card)
shelves = live.Topic("shelves", live.STATE)
stock = live.Topic("stock", live.CROWD, render=render_sizes)
gallery = live.Topic("gallery", live.CROWD, render=render_gallery)
order = live.Topic("order", live.STATE, may=may_follow)
shop_orders = live.Topic("shop-orders", live.STATE, may=may_follow_shop)
# Without anything in it but "look again"; the page it is for is there on a local site only.
outbox = live.Topic("outbox", live.STATE, may=lambda asker, key: settings.IS_LOCAL)
