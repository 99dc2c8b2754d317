"""Keep with each checkout key what its form was for."""

from django.db import migrations, models

# What the order was for is what its form was for, as long as nobody could lead a form to another order.
FILL = """
UPDATE marketplace_checkoutkey AS key SET content_hash = placed.content_hash
FROM marketplace_order AS placed WHERE placed.id = key.order_id
"""


class Migration(migrations.Migration):
    """Adds the column and fills it."""

    dependencies = [("marketplace", "0002_sold_at")]
    operations = [
        migrations.AddField("checkoutkey", "content_hash", models.CharField(editable=False, max_length=64, default="")),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField("checkoutkey", "content_hash", models.CharField(editable=False, max_length=64)),
    ]
