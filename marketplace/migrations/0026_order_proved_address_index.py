"""Builds the index of the orders of one proved address without stopping those who buy meanwhile."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("marketplace", "0025_address_proofs")]

    operations = [
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(
                fields=["proved_address"], condition=~models.Q(proved_address=""), name="order_proved_address"
            ),
        ),
    ]
