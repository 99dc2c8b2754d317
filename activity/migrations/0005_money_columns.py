"""Amounts of money lose the fixed two decimals of their columns: some currencies have three."""

from django.db import migrations

import marketplace.money.fields


class Migration(migrations.Migration):
    dependencies = [
        ("activity", "0004_private_prices"),
    ]

    operations = [
        migrations.AlterField(
            model_name="purchaseactivity",
            name="amount",
            field=marketplace.money.fields.MoneyField(),
        ),
    ]
