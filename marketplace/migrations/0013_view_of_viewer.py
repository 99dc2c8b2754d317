from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("marketplace", "0012_forgetting"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="productview",
            index=models.Index(fields=["viewer"], name="view_of_viewer"),
        ),
    ]
