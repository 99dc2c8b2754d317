"""Adds when the guest of an order asked to be forgotten."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("marketplace", "0018_money_columns")]

    operations = [
        migrations.AddField(
            model_name="order",
            name="erase_asked_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="When its guest asked to be forgotten once it has arrived.",
                null=True,
            ),
        ),
    ]
