# Shops get what their name has in common with names that look the same; old text loses line breaks in single lines.

from django.db import migrations, models

from marketplace.text.confusables import make_skeleton

LINES = {
    "marketplace_user": ["display_name", "city", "region"],
    "marketplace_shop": ["name"],
    "marketplace_category": ["name"],
    "marketplace_product": ["title", "brand", "colour"],
    "marketplace_productimage": ["alt"],
    "marketplace_orderline": ["title", "label"],
    "marketplace_shipment": ["carrier", "tracking"],
    "marketplace_refund": ["reason"],
    "marketplace_order": [
        f"ship_{part}" for part in ("name", "line1", "line2", "postcode", "city", "region", "country")
    ],
}
CONTROLS = "[\\x01-\\x1f\\x7f-\\x9f\\u2028\\u2029]+"


def squeeze_lines(apps, schema_editor):
    """Make one line of what was kept with line breaks or control characters in it."""
    with schema_editor.connection.cursor() as cursor:
        for table, columns in LINES.items():
            for column in columns:
                cursor.execute(
                    f"UPDATE {table} SET {column} = btrim(regexp_replace({column}, %s, ' ', 'g')) "  # noqa: S608
                    f"WHERE {column} ~ %s",
                    [CONTROLS, CONTROLS],
                )


def fill_skeletons(apps, schema_editor):
    """Write each shop's skeleton; of shops that look alike already, the oldest gets it, the others when renamed."""
    Shop = apps.get_model("marketplace", "Shop")
    seen = set()
    for pk, name in Shop.objects.order_by("pk").values_list("pk", "name").iterator():
        skeleton = make_skeleton(name)
        if skeleton not in seen:
            Shop.objects.filter(pk=pk).update(skeleton=skeleton)
        seen.add(skeleton)


class Migration(migrations.Migration):
    dependencies = [
        ("marketplace", "0016_check_order_line_source"),
    ]

    operations = [
        migrations.AddField(
            model_name="shop",
            name="skeleton",
            field=models.CharField(
                editable=False,
                help_text="What the name has in common with all names that look the same.",
                max_length=500,
                null=True,
                unique=True,
            ),
        ),
        migrations.RunPython(squeeze_lines, migrations.RunPython.noop),
        migrations.RunPython(fill_skeletons, migrations.RunPython.noop),
    ]
