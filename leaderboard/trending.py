"""Trending products: sales and views of the last seven days, weighted by age.

A task ranks them for the home page, which is read much more often than the ranking changes.
"""

from datetime import timedelta
from typing import Any

from django.db import connection

from marketplace.catalogue.shelves import set_trending
from marketplace.models import Product
from marketplace.receivers import push_shelves

WINDOW, HALF_LIFE = timedelta(days=7), timedelta(days=2)
"""Events older than `WINDOW` do not count; the weight of an event halves every `HALF_LIFE`."""
SALE = 10
"""One unit sold weighs as much as this many views."""
MOST = 500
"""The number of products ranked, on sale or not."""


def rank_products() -> list[int]:
    """Return the ids of trending products on sale, the hottest first."""
    parameters: dict[str, Any] = {"window": WINDOW, "half": HALF_LIFE.total_seconds(), "sale": SALE, "most": MOST}
    with connection.cursor() as cursor:
        cursor.execute(_RANKED, parameters)
        ranked = [pk for (pk,) in cursor]
    on_sale = set(Product.objects.released().filter(pk__in=ranked).values_list("pk", flat=True))
    return [pk for pk in ranked if pk in on_sale]


def refresh_trending() -> None:
    """Rank the products again, and push the home page if its trending products changed."""
    set_trending(rank_products())
    push_shelves()


# A refund has the weight of its sale and cancels it, except for a rounding error; hence the limit of 0.01.
_RANKED = """
SELECT product_id FROM (
    SELECT product_id, quantity * %(sale)s AS weight, sold_at AS at
    FROM marketplace_salefact WHERE sold_at > now() - %(window)s AND product_id IS NOT NULL
    UNION ALL
    SELECT product_id, 1, viewed_at
    FROM marketplace_productview WHERE viewed_at > now() - %(window)s AND day >= (now() - %(window)s)::date - 1
) fact CROSS JOIN LATERAL (SELECT weight * power(0.5, extract(epoch FROM now() - at) / %(half)s) AS heat) decayed
GROUP BY product_id HAVING sum(heat) > 0.01
ORDER BY sum(heat) DESC, product_id DESC LIMIT %(most)s
"""
