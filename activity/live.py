"""Authorization and rendering of the live topics of purchase activity."""

from django.template.loader import render_to_string

from activity import topics
from activity.pages import first_page
from config.live import Subscriber


def is_own(subscriber: Subscriber, holder: str) -> bool:
    """Return True if the purchases of `holder` are the subscriber's."""
    return subscriber.owner_key == holder


def render_purchases(key: str) -> str:
    """Return the first page of recent purchases from a fresh read."""
    return render_to_string("activity/_purchases.html", {"page": first_page()})


topics.buyer.configure(allow=is_own)
topics.purchases.configure(render=render_purchases)
