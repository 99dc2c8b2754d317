"""What carts tell open pages: that the shopper's own cart changed, and how its items stand."""

from django.template.loader import render_to_string

from carts.facts import facts_of
from config import live


def render_facts(item_id: str) -> str | None:
    """Return what a cart page shows of an item that is the same for everybody; None where it is gone."""
    facts = facts_of([int(item_id)]).get(int(item_id))
    return render_to_string("carts/_facts_of.html", {"facts": facts}) if facts else None


cart = live.Topic("cart", live.STATE, may=lambda asker, holder: holder == asker.holder)
line = live.Topic("line", live.CROWD, render=render_facts)
