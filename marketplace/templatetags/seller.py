"""Template tags of the seller dashboard."""

from django import template

from marketplace.models import Shop, User
from marketplace.orders import shop_orders

register = template.Library()


@register.simple_tag
def shops_of_user(user: User) -> list[Shop]:
    """Return the shops a member owns or works in, their own first."""
    return sorted(Shop.objects.run_by(user), key=lambda shop: (shop.owner_id != user.pk, shop.name))


@register.simple_tag
def count_to_ship(shop: Shop) -> int:
    """Return the number of orders this shop has to ship."""
    return shop_orders.count_to_ship(shop)
