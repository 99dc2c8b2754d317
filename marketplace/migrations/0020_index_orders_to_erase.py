"""Adds the index that finds orders whose guests asked to be forgotten, while people go on buying."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("marketplace", "0019_erase_guests")]

    operations = [
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(
                condition=models.Q(erase_asked_at__isnull=False), fields=["erase_asked_at"], name="order_to_erase"
            ),
        ),
    ]
