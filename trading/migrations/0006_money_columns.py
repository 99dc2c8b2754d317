"""Prices of money lose the fixed two decimals of their columns: some currencies have three.

Only the catalogue changes, no table is rewritten, and each statement holds its lock for a moment. A generated column
would stand in the way (Postgres changes no type that one is computed from), so the totals are an ordinary
column from now on, filled by a trigger.
"""

from django.db import migrations, models

import marketplace.money.fields

FUNCTION = """
CREATE FUNCTION trading_keep_total() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.total := NEW.price * NEW.quantity;
    RETURN NEW;
END $$;
"""
FORWARDS = """
ALTER TABLE {table} ALTER COLUMN total DROP EXPRESSION;
ALTER TABLE {table} ALTER COLUMN price TYPE numeric, ALTER COLUMN total TYPE numeric;
CREATE TRIGGER {table}_total BEFORE INSERT OR UPDATE ON {table}
    FOR EACH ROW EXECUTE FUNCTION trading_keep_total();
"""
BACKWARDS = """
DROP TRIGGER {table}_total ON {table};
ALTER TABLE {table} DROP COLUMN total;
ALTER TABLE {table} ALTER COLUMN price TYPE numeric(10, 2);
ALTER TABLE {table} ADD COLUMN total numeric(14, 2) GENERATED ALWAYS AS (price * quantity) STORED;
"""
# Postgres changes no type either that a trigger is declared for.
VERSIONS_MAY_CHANGE = "DROP TRIGGER trading_keep_version ON trading_version"
VERSIONS_STAY = """
CREATE TRIGGER trading_keep_version BEFORE UPDATE OF trade_id, number, price, quantity, by_id, at ON trading_version
    FOR EACH ROW EXECUTE FUNCTION trading_keep_version();
"""


def money(model: str) -> migrations.SeparateDatabaseAndState:
    """Return the change of one table."""
    table = f"trading_{model}"
    total = models.GeneratedField(
        db_persist=True,
        expression=models.F("price") * models.F("quantity"),
        output_field=marketplace.money.fields.MoneyField(),
    )
    price = marketplace.money.fields.MoneyField(help_text="Of one unit.")
    return migrations.SeparateDatabaseAndState(
        [migrations.RunSQL(FORWARDS.format(table=table), BACKWARDS.format(table=table))],
        [migrations.AlterField(model, "price", price), migrations.AlterField(model, "total", total)],
    )


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("marketplace", "0018_money_columns"),
        ("trading", "0005_titles_on_one_line"),
    ]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION trading_keep_total"),
        money("counter"),
        migrations.RunSQL(VERSIONS_MAY_CHANGE, VERSIONS_STAY),
        money("version"),
        migrations.RunSQL(VERSIONS_STAY, VERSIONS_MAY_CHANGE),
    ]
