"""Closes shops whose owners' accounts were switched off while that did not yet stop their sales."""

from django.db import migrations

TAKE_OFF_SALE = """
    UPDATE marketplace_product AS product SET status = 'draft', updated_at = now()
    FROM marketplace_shop AS shop JOIN marketplace_user AS owner ON owner.id = shop.owner_id
    WHERE product.shop_id = shop.id AND NOT owner.is_active AND shop.closed_at IS NULL AND product.status <> 'draft'
"""
CLOSE = """
    UPDATE marketplace_shop AS shop SET closed_at = clock_timestamp() FROM marketplace_user AS owner
    WHERE owner.id = shop.owner_id AND NOT owner.is_active AND shop.closed_at IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("marketplace", "0023_shipment_corrections")]

    operations = [
        migrations.RunSQL(TAKE_OFF_SALE, migrations.RunSQL.noop),
        migrations.RunSQL(CLOSE, migrations.RunSQL.noop),
    ]
