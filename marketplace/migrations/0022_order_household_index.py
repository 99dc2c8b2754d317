"""Builds the index of the orders of one network without stopping those who buy meanwhile."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("marketplace", "0021_order_household")]

    operations = [
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(
                fields=["household", "created_at"], condition=~models.Q(household=""), name="order_household"
            ),
        ),
    ]
