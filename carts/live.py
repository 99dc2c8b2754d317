"""Authorization and rendering of the live topics of carts."""

from django.template.loader import render_to_string

from carts import topics
from carts.availability import availability_of
from carts.staff.live_rows import render_rows
from carts.staff.scope import Scope
from config.live import Subscriber


def render_line(item_id: str) -> str | None:
    """Render price and availability of an item for all cart pages; None if the item is gone."""
    availability = availability_of([int(item_id)]).get(int(item_id))
    context = {"availability": availability}
    return render_to_string("carts/_availability_of_item.html", context) if availability else None


topics.cart.configure(allow=lambda subscriber, holder: holder == subscriber.owner_key)
topics.line.configure(render=render_line)


def is_staff_of(subscriber: Subscriber, key: str) -> bool:
    """Tell whether the subscriber works for that shop, or for the platform with access to all carts."""
    return Scope.allows(key, subscriber.user_id)


topics.live_carts.configure(allow=is_staff_of, render=render_rows)
