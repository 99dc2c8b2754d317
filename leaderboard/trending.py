"""What is trending: sales and views of the last seven days, the newer the heavier.

Ranked by a task and handed down to the home page, which is read much more often than the ranking changes.
"""

from datetime import timedelta
from typing import Any

from django.db import connection

from marketplace.catalogue.shelves import put_on_trending
from marketplace.models import Product
from marketplace.receivers import tell_shelves

WINDOW, HALF_LIFE = timedelta(days=7), timedelta(days=2)
"""Older facts count for nothing; one that old counts half."""
SALE = 10
"""As many looks, each of a viewer and a day, weigh as much as one unit sold."""
MOST = 500
"""How many products are ranked, on sale or not."""


def rank() -> list[int]:
    """Return the ids of products on sale that are trending, the hottest first."""
    told: dict[str, Any] = {"window": WINDOW, "half": HALF_LIFE.total_seconds(), "sale": SALE, "most": MOST}
    with connection.cursor() as cursor:
        cursor.execute(_RANKED, told)
        ranked = [pk for (pk,) in cursor]
    on_sale = set(Product.objects.released().filter(pk__in=ranked).values_list("pk", flat=True))
    return [pk for pk in ranked if pk in on_sale]


def put_up() -> None:
    """Rank anew, and let open home pages show it where that changes what stands there."""
    put_on_trending(rank())
    tell_shelves()


# What was taken back weighs as much as its sale and cancels it, but for what floating point leaves of it.
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
