"""What carts tell open pages: that the shopper's own cart changed, how its items stand, and desks which carts live."""

from django.template.loader import render_to_string

from carts import topics
from carts.availability import facts_of
from carts.desk.live_rows import render_rows
from carts.desk.scope import Scope
from config.live import Subscriber


def render_facts(item_id: str) -> str | None:
    """Return what a cart page shows of an item that is the same for everybody; None where it is gone."""
    facts = facts_of([int(item_id)]).get(int(item_id))
    return render_to_string("carts/_facts_of.html", {"facts": facts}) if facts else None


topics.cart.configure(allow=lambda subscriber, holder: holder == subscriber.owner_key)
topics.line.configure(render=render_facts)


def may_watch(subscriber: Subscriber, key: str) -> bool:
    """Tell whether the subscriber runs that shop, or works for the platform, which sees all."""
    return Scope.is_open_to(key, subscriber.user_id)


topics.live_carts.configure(allow=may_watch, render=render_rows)
