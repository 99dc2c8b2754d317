"""Bring older rows up to date: when they were sold, how their money went back, and how they were shipped.

A product that was sold before `sold_at` was kept gets its last change for it, flagged as estimated, and with it one
estimated sale; so the boards of those months aren't empty.
"""

from django.db import migrations

KEEP_SOLD_AT = """
CREATE OR REPLACE FUNCTION marketplace_keep_sold_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status <> 'sold' THEN
        NEW.sold_at := NULL;
        NEW.is_sold_at_estimated := false;
        NEW.is_marked_sold := false;
    ELSIF TG_OP = 'INSERT' THEN
        NEW.sold_at := coalesce(NEW.sold_at, clock_timestamp());
    ELSIF OLD.status = 'sold' THEN
        NEW.sold_at := coalesce(OLD.sold_at, NEW.sold_at);
    ELSE
        NEW.sold_at := clock_timestamp();
        NEW.is_sold_at_estimated := false;
    END IF;
    RETURN NEW;
END $$;
"""
KEEP_SOLD_AT_BEFORE = """
CREATE OR REPLACE FUNCTION marketplace_keep_sold_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status <> 'sold' THEN
        NEW.sold_at := NULL;
    ELSIF TG_OP = 'INSERT' THEN
        NEW.sold_at := coalesce(NEW.sold_at, clock_timestamp());
    ELSIF OLD.status = 'sold' THEN
        NEW.sold_at := OLD.sold_at;
    ELSE
        NEW.sold_at := clock_timestamp();
    END IF;
    RETURN NEW;
END $$;
"""
BACKFILL = """
WITH old AS (
    UPDATE marketplace_product SET sold_at = updated_at, is_sold_at_estimated = true
    WHERE status = 'sold' AND sold_at IS NULL
    RETURNING id, shop_id, price, sold_at
)
INSERT INTO marketplace_salefact (seller_id, shop_id, product_id, quantity, amount, sold_at, estimated)
SELECT s.owner_id, old.shop_id, old.id, 1, old.price, old.sold_at, true
FROM old JOIN marketplace_shop s ON s.id = old.shop_id
WHERE NOT EXISTS (SELECT FROM marketplace_salefact f WHERE f.product_id = old.id);

UPDATE marketplace_salefact back SET reverses_id = sale.id
FROM marketplace_salefact sale
WHERE back.quantity < 0 AND back.reverses_id IS NULL
  AND sale.order_line_id = back.order_line_id AND sale.quantity = -back.quantity;

INSERT INTO marketplace_refund (payment_id, reference, amount, reason, created_at, sent_at)
SELECT id, gen_random_uuid(), amount, message, coalesce(settled_at, created_at),
       CASE status WHEN 'refunded' THEN coalesce(settled_at, created_at) END
FROM marketplace_payment WHERE status IN ('refunding', 'refunded');

UPDATE marketplace_orderline l SET refund_id = r.id
FROM marketplace_order o
JOIN marketplace_payment p ON p.order_id = o.id
JOIN marketplace_refund r ON r.payment_id = p.id
WHERE l.order_id = o.id AND o.status = 'refunded';

INSERT INTO marketplace_shipment (order_id, shop_id, carrier, tracking, shipped_at, delivered_at)
SELECT DISTINCT o.id, l.shop_id, '', '', o.paid_at, CASE o.status WHEN 'delivered' THEN o.paid_at END
FROM marketplace_order o JOIN marketplace_orderline l ON l.order_id = o.id
WHERE o.status IN ('shipped', 'delivered');
"""


class Migration(migrations.Migration):
    """Replaces the trigger and fills what is new."""

    dependencies = [("marketplace", "0004_sell_ship_refund")]
    operations = [
        migrations.RunSQL(KEEP_SOLD_AT, KEEP_SOLD_AT_BEFORE),
        migrations.RunSQL(BACKFILL, migrations.RunSQL.noop),
    ]
