"""Builds the index of the orders of one browser without stopping those who buy meanwhile."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("marketplace", "0028_hide_prices")]

    operations = [
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(fields=["visitor"], condition=~models.Q(visitor=""), name="order_visitor"),
        ),
    ]
