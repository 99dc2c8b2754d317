from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("marketplace", "0006_listing_rules"),
    ]

    operations = [
        migrations.AddField(
            model_name="mail",
            name="has_secret",
            field=models.BooleanField(default=False, help_text="It holds a link that opens an account."),
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(
                condition=models.Q(("text", ""), _negated=True), fields=["created_at"], name="mail_to_read"
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="left_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="user",
            name="sign_outs",
            field=models.PositiveIntegerField(
                default=0,
                editable=False,
                help_text="How often they signed out everywhere; sessions from before are over.",
            ),
        ),
    ]
