"""Writes product views: some visitors viewed each ordered product in the hours before the order."""

from datetime import datetime

from django.conf import settings
from django.db import connection

_VIEWS = """
INSERT INTO marketplace_productview (product_id, viewer, seller_id, day, is_first_of_month, viewed_at)
SELECT product_id, 'v-' || md5(line_id || '-' || nth), owner_id, (at AT TIME ZONE %(zone)s)::date, true, at
FROM (
    SELECT line.id AS line_id, line.product_id, shop.owner_id, nth,
           bought.created_at - nth * interval '37 minutes' AS at
    FROM marketplace_orderline line
    JOIN marketplace_order bought ON bought.id = line.order_id
    JOIN marketplace_shop shop ON shop.id = line.shop_id
    CROSS JOIN LATERAL generate_series(1, 3 + line.id %% 7) nth
    WHERE bought.created_at <= %(now)s AND line.product_id IS NOT NULL
) product_view
"""


def save_product_views(now: datetime) -> int:
    """Write views of all products that were ordered before `now`; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(_VIEWS, {"zone": settings.TIME_ZONE, "now": now})
        return cursor.rowcount
