"""Checks the sources of old order lines in a transaction of its own, which stops nobody who buys meanwhile."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("marketplace", "0015_order_line_source")]

    operations = [ValidateConstraint(model_name="orderline", name="order_line_source_is_true")]
