from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("marketplace", "0011_order_readers"),
    ]

    operations = [
        RemoveIndexConcurrently(
            model_name="mail",
            name="mail_to_read",
        ),
        AddIndexConcurrently(
            model_name="mail",
            index=models.Index(fields=["created_at"], name="mail_by_age"),
        ),
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(
                condition=models.Q(("status__in", ["cancelled", "expired"])), fields=["closed_at"], name="order_unpaid"
            ),
        ),
    ]
