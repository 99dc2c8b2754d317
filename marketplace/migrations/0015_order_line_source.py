"""Adds the source of an order line's title and price; lines of deals are marked as such."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

CHOICES = [("catalogue", "the catalogue"), ("deal", "a deal between two people")]
HELP = "Where title and price come from."
MARK_DEALS = """
    UPDATE marketplace_orderline AS line SET source = 'deal' FROM marketplace_order AS bought
    WHERE line.order_id = bought.id AND (bought.hold_for IS NOT NULL OR line.product_id IS NULL)
"""


def source(default: str) -> "models.CharField[str, str]":
    """Return the field with a default of the database."""
    return models.CharField(choices=CHOICES, db_default=default, help_text=HELP, max_length=9)


class Migration(migrations.Migration):
    dependencies = [("marketplace", "0014_one_click_unsubscribe")]

    operations = [
        # Old rows are from the catalogue unless they are of a deal; new rows that do not say so are private.
        migrations.AddField(model_name="orderline", name="source", field=source("catalogue")),
        migrations.RunSQL(MARK_DEALS, migrations.RunSQL.noop),
        migrations.AlterField(model_name="orderline", name="source", field=source("deal")),
        AddConstraintNotValid(
            model_name="orderline",
            constraint=models.CheckConstraint(
                condition=models.Q(source="deal") | models.Q(source="catalogue", product__isnull=False),
                name="order_line_source_is_true",
            ),
        ),
    ]
