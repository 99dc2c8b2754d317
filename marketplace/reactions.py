"""What the marketplace does when somebody signs out or a person changes."""

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver

from config import live
from marketplace.requests import ShopRequest
from marketplace.signals import person_changed, product_changed, reacts_to, stock_changed
from marketplace.visitors import Visitor


@receiver(user_logged_out, dispatch_uid="marketplace.new_visitor")
def new_visitor(request: ShopRequest, **told: Any) -> None:
    """Give the browser a new visitor, so that nothing of the member's stays on the screen."""
    request.visitor = Visitor.new()


@reacts_to(stock_changed)
def tell_stock(item_ids: list[int]) -> None:
    """Let open product pages show the new level."""
    from marketplace.models import Item

    for product_id in Item.objects.filter(pk__in=item_ids).order_by().values_list("product", flat=True).distinct():
        live.push(f"stock.{product_id}")


@reacts_to(product_changed)
def tell_product(product_ids: list[int]) -> None:
    """Let open product pages show a product's new status, price or release."""
    for product_id in product_ids:
        live.push(f"stock.{product_id}")


@reacts_to(person_changed)
def recheck_person(user_id: int) -> None:
    """Have the sockets of a person look again at what they may listen to."""
    live.recheck(user_id)
