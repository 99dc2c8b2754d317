"""Keeps from which network a checkout came, as a digest."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("marketplace", "0020_index_orders_to_erase")]

    operations = [
        migrations.AddField(
            model_name="order",
            name="household",
            field=models.CharField(
                blank=True,
                db_default="",
                editable=False,
                help_text="Digest of the buyer's network, for a day.",
                max_length=32,
            ),
        ),
    ]
