"""Gives models and fields standard names. Tables and columns keep theirs, so a running old release still works."""

from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from marketplace.text.model_fields import MailAddressField, NoteField

RENAMED = {"action": "tradeevent", "counter": "counteroffer"}


def rename_permissions(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Keep the permissions that staff already have: their code names contain the name of the model."""
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="trading")
    for old, new in RENAMED.items():
        for verb in ("add", "change", "delete", "view"):
            permissions.filter(codename=f"{verb}_{old}").update(codename=f"{verb}_{new}")


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("trading", "0007_words_of_versions"),
    ]

    operations = [
        migrations.AlterModelTable("action", "trading_action"),
        migrations.RenameModel("Action", "TradeEvent"),
        migrations.AlterModelTable("counter", "trading_counter"),
        migrations.RenameModel("Counter", "CounterOffer"),
        migrations.AlterField(
            "tradeevent",
            "trade",
            models.ForeignKey("trading.Trade", on_delete=models.CASCADE, related_name="events"),
        ),
        migrations.AlterField(
            "counteroffer",
            "trade",
            models.ForeignKey("trading.Trade", on_delete=models.CASCADE, related_name="counter_offers"),
        ),
        migrations.AlterField(
            "trade", "said", models.PositiveIntegerField(default=0, editable=False, db_column="said")
        ),
        migrations.RenameField("trade", "said", "message_count"),
        migrations.AlterField(
            "seat", "news_at", models.DateTimeField(null=True, blank=True, editable=False, db_column="news_at")
        ),
        # The index stays in the database as it is, because its column keeps its name.
        migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveIndex("seat", "seat_to_tell")]),
        migrations.RenameField("seat", "news_at", "unmailed_since"),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddIndex(
                    "seat",
                    models.Index(
                        fields=["unmailed_since"],
                        condition=models.Q(unmailed_since__isnull=False),
                        name="seat_to_tell",
                    ),
                ),
            ]
        ),
        migrations.AlterField(
            "seat", "told_at", models.DateTimeField(null=True, blank=True, editable=False, db_column="told_at")
        ),
        migrations.RenameField("seat", "told_at", "mailed_at"),
        migrations.AlterField(
            "seat",
            "told",
            models.PositiveSmallIntegerField(default=0, db_default=0, editable=False, db_column="told"),
        ),
        migrations.RenameField("seat", "told", "mailed_weight"),
        migrations.AlterField(
            "seat", "read", models.PositiveIntegerField(default=0, help_text="Number of the last message read.")
        ),
        migrations.AlterField(
            "trade",
            "for_email",
            MailAddressField(blank=True, help_text="If set, only this account can join.", max_length=254),
        ),
        migrations.AlterField(
            "trade", "is_offer", models.BooleanField(default=False, help_text="Opened by a buyer on a product page.")
        ),
        migrations.AlterField(
            "tradeevent", "text", NoteField(blank=True, help_text="Reason given by the actor.", max_length=300)
        ),
        migrations.RunPython(rename_permissions, migrations.RunPython.noop),
    ]
