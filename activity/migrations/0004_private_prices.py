"""Replaces titles of deals by the catalogue's, and hides their prices, in purchases that are shown already."""

from django.db import migrations, models

HELP = "The price is the catalogue’s, not one that two people agreed on."
HIDE_DEALS = """
    UPDATE activity_purchaseactivity AS shown
    SET is_amount_public = false, title = coalesce(product.title, shown.title), updated_at = clock_timestamp()
    FROM marketplace_orderline AS line LEFT JOIN marketplace_product AS product ON product.id = line.product_id
    WHERE line.id = shown.order_line_id AND line.source = 'deal'
"""


class Migration(migrations.Migration):
    dependencies = [("activity", "0003_counts_and_hiding"), ("marketplace", "0015_order_line_source")]

    operations = [
        # Old rows show their price unless they are of a deal; new rows that do not say so keep it private.
        migrations.AddField(
            model_name="purchaseactivity",
            name="is_amount_public",
            field=models.BooleanField(db_default=True, help_text=HELP),
        ),
        migrations.RunSQL(HIDE_DEALS, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="purchaseactivity",
            name="is_amount_public",
            field=models.BooleanField(db_default=False, help_text=HELP),
        ),
    ]
