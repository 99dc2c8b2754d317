"""`Place` becomes `RankSnapshot`; its table, columns and constraint keep their names."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("leaderboard", "0003_places")]

    operations: ClassVar = [
        migrations.AlterModelTable("Place", "leaderboard_place"),
        migrations.RenameModel("Place", "RankSnapshot"),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint("RankSnapshot", "one_place_a_day"),
                migrations.RenameField("RankSnapshot", "measure", "metric"),
                migrations.AlterField("RankSnapshot", "metric", models.CharField(db_column="measure", max_length=5)),
                migrations.RenameField("RankSnapshot", "place", "rank"),
                migrations.AlterField("RankSnapshot", "rank", models.IntegerField(db_column="place")),
                migrations.AddConstraint(
                    "RankSnapshot",
                    models.UniqueConstraint(
                        fields=["day", "metric", "year", "month", "seller"], name="one_place_a_day"
                    ),
                ),
            ]
        ),
    ]
