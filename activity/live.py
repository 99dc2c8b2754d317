"""What activity tells open pages: purchases to everybody, and to buyers which of them are their own."""

from django.template.loader import render_to_string

from activity import topics
from activity.pages import newest
from config.live import Subscriber


def is_own(subscriber: Subscriber, holder: str) -> bool:
    """Tell whether these purchases are the subscriber's."""
    return subscriber.owner_key == holder


def render_purchases(key: str) -> str:
    """Return the first page of recent purchases from a fresh read."""
    return render_to_string("activity/_purchases.html", {"page": newest()})


topics.buyer.configure(allow=is_own)
topics.purchases.configure(render=render_purchases)
