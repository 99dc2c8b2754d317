"""What activity tells open pages: purchases to everybody, and to buyers which of them are their own."""

from django.template.loader import render_to_string

from activity.pages import newest
from config import live


def is_own(asker: live.Asker, holder: str) -> bool:
    """Tell whether these purchases are the asker's."""
    return asker.holder == holder


def render_purchases(key: str) -> str:
    """Return the first page of recent purchases from a fresh read."""
    return render_to_string("activity/_purchases.html", {"page": newest()})


toasts = live.Topic("toasts", live.FACT)
buyer = live.Topic("buyer", live.FACT, may=is_own)
purchases = live.Topic("purchases", live.CROWD, render=render_purchases)
