"""Template tags for the shops of a seller."""

from django import template

from marketplace.models import Shop, User
from marketplace.orders import shop_orders

register = template.Library()


@register.simple_tag
def shops_of_user(user: User) -> list[Shop]:
    """Return the shops a member owns or works in, the own one first."""
    return sorted(Shop.objects.run_by(user), key=lambda shop: (shop.owner_id != user.pk, shop.name))


@register.simple_tag
def count_to_ship(shop: Shop) -> int:
    """Return how many orders wait for this shop to ship."""
    return shop_orders.count_to_ship(shop)
