"""Amounts of money lose the fixed two decimals of their columns: some currencies have three.

No table is rewritten, so each statement holds its lock for a moment; only two indexes of products are built anew. A generated column
would stand in the way (Postgres changes no type that one is computed from), so a line's amount is an ordinary
column from now on, filled by a trigger.
"""

from decimal import Decimal

import django.core.validators
from django.db import migrations, models

import marketplace.gateways
import marketplace.money.fields

FORWARDS = """
ALTER TABLE marketplace_orderline ALTER COLUMN amount DROP EXPRESSION;
ALTER TABLE marketplace_orderline ALTER COLUMN unit_price TYPE numeric, ALTER COLUMN amount TYPE numeric;
CREATE FUNCTION marketplace_line_amount() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.amount := NEW.unit_price * NEW.quantity;
    RETURN NEW;
END $$;
CREATE TRIGGER marketplace_line_amount BEFORE INSERT OR UPDATE ON marketplace_orderline
    FOR EACH ROW EXECUTE FUNCTION marketplace_line_amount();
"""
BACKWARDS = """
DROP TRIGGER marketplace_line_amount ON marketplace_orderline;
ALTER TABLE marketplace_orderline DROP COLUMN amount;
ALTER TABLE marketplace_orderline ALTER COLUMN unit_price TYPE numeric(10, 2);
ALTER TABLE marketplace_orderline ADD COLUMN amount numeric(12, 2) GENERATED ALWAYS AS (unit_price * quantity) STORED;
DROP FUNCTION marketplace_line_amount;
"""


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("marketplace", "0017_names_that_look_alike"),
    ]

    operations = [
        migrations.AlterField(
            model_name="order",
            name="items_total",
            field=marketplace.money.fields.MoneyField(),
        ),
        migrations.AlterField(
            model_name="order",
            name="shipping_total",
            field=marketplace.money.fields.MoneyField(default=Decimal("0")),
        ),
        migrations.AlterField(
            model_name="order",
            name="tax_total",
            field=marketplace.money.fields.MoneyField(default=Decimal("0")),
        ),
        migrations.AlterField(
            model_name="order",
            name="total",
            field=marketplace.money.fields.MoneyField(),
        ),
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(FORWARDS, BACKWARDS)],
            [
                migrations.AlterField(
                    model_name="orderline",
                    name="amount",
                    field=models.GeneratedField(
                        db_persist=True,
                        expression=models.F("unit_price") * models.F("quantity"),
                        output_field=marketplace.money.fields.MoneyField(),
                    ),
                ),
                migrations.AlterField(
                    model_name="orderline", name="unit_price", field=marketplace.money.fields.MoneyField()
                ),
            ],
        ),
        migrations.AlterField(
            model_name="payment",
            name="amount",
            field=marketplace.money.fields.MoneyField(),
        ),
        migrations.AlterField(
            model_name="product",
            name="price",
            field=marketplace.money.fields.MoneyField(
                validators=[
                    django.core.validators.MinValueValidator(marketplace.gateways.price_step),
                    marketplace.money.fields.require_price_step,
                ]
            ),
        ),
        migrations.AlterField(
            model_name="refund",
            name="amount",
            field=marketplace.money.fields.MoneyField(),
        ),
        migrations.AlterField(
            model_name="salefact",
            name="amount",
            field=marketplace.money.fields.MoneyField(),
        ),
        migrations.AlterField(
            model_name="testcharge",
            name="amount",
            field=marketplace.money.fields.MoneyField(),
        ),
        migrations.AlterField(
            model_name="testrefund",
            name="amount",
            field=marketplace.money.fields.MoneyField(),
        ),
    ]
