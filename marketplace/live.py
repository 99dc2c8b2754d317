"""Authorization and rendering of the marketplace's live topics."""

from django.conf import settings
from django.template.loader import render_to_string

from config.live import Subscriber
from marketplace import topics
from marketplace.models import Product, Shop, User
from marketplace.models.order_access import find_visible_orders


def render_sizes(product_id: str) -> str:
    """Return heading and size selector of a product from a fresh read, or a notice that the product is gone."""
    product = Product.objects.visible().filter(pk=product_id).first()
    if product is None:
        return render_to_string("marketplace/catalogue/_not_on_sale.html", {"pk": product_id})
    return render_to_string("marketplace/live/stock_changed.html", {"product": product, "items": product.sizes()})


def render_gallery(product_id: str) -> str | None:
    """Return the pictures of a product from a fresh read; None when shoppers may not see it."""
    product = Product.objects.visible().filter(pk=product_id).first()
    if product is None:
        return None
    return render_to_string("marketplace/catalogue/_gallery.html", {"product": product, "images": product.images.all()})


def may_follow(subscriber: Subscriber, number: str) -> bool:
    """Tell whether the subscriber owns the order, or has opened its mailed link in this browser."""
    holders = [subscriber.owner_key, f"v-{subscriber.visitor}"]
    return find_visible_orders(holders, subscriber.visitor or "").filter(number=number).exists()


def may_follow_shop(subscriber: Subscriber, shop_id: str) -> bool:
    """Tell whether the subscriber owns the shop or works in it."""
    user = User.objects.filter(pk=subscriber.user_id or 0, is_active=True).first()
    return user is not None and Shop.objects.run_by(user).filter(pk=shop_id).exists()


def render_card(product_id: str) -> str:
    """Return the live part of a product's card from a fresh read, or a notice that the product is gone."""
    product = Product.objects.visible().with_left().filter(pk=product_id).first()
    return render_to_string("marketplace/catalogue/_card_stock.html", {"product": product, "pk": product_id})


topics.card.configure(render=render_card)

topics.stock.configure(render=render_sizes)
topics.gallery.configure(render=render_gallery)
topics.order.configure(allow=may_follow)
topics.shop_orders.configure(allow=may_follow_shop)
# Its pushes are empty, and its page exists on a local site only.
topics.outbox.configure(allow=lambda subscriber, key: settings.IS_LOCAL)
