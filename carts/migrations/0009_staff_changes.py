"""Keeps for which shop its staff changed a cart, and what the shopper is told as the reason."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("carts", "0008_money_columns"), ("marketplace", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="cartevent",
            name="reason",
            field=models.CharField(
                blank=True, db_default="", help_text="What the shopper is told as the reason.", max_length=200
            ),
        ),
        migrations.AddField(
            model_name="cartevent",
            name="shop",
            field=models.ForeignKey(
                db_index=False,
                help_text="The shop for which the staff did it.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="marketplace.shop",
            ),
        ),
    ]
