"""Amounts of money lose the fixed two decimals of their columns: some currencies have three."""

from django.db import migrations

import marketplace.money.fields


class Migration(migrations.Migration):
    dependencies = [
        ("carts", "0007_who_and_how_long"),
    ]

    operations = [
        migrations.AlterField(
            model_name="cartline",
            name="price_seen",
            field=marketplace.money.fields.MoneyField(),
        ),
    ]
