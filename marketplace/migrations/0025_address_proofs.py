"""Keeps which addresses guests proved, as digests, and the codes that were mailed for that."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("marketplace", "0024_close_shops_of_accounts_off")]

    operations = [
        migrations.CreateModel(
            name="AddressProof",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(help_text="Digest of the address.", max_length=32)),
                (
                    "household",
                    models.CharField(blank=True, help_text="Digest of the network that asked for it.", max_length=32),
                ),
                ("code", models.CharField(help_text="Digest of the code.", max_length=64)),
                ("wrong", models.PositiveSmallIntegerField(default=0)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="proofs", to="marketplace.order"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["address", "created_at"], name="proof_of_address"),
                    models.Index(fields=["household", "created_at"], name="proof_of_household"),
                    models.Index(fields=["created_at"], name="proof_by_age"),
                ]
            },
        ),
        migrations.AddField(
            model_name="order",
            name="proved_address",
            field=models.CharField(
                blank=True,
                db_default="",
                editable=False,
                help_text="Digest of the address the buyer proved.",
                max_length=32,
            ),
        ),
    ]
