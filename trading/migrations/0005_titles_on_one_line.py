# Titles of trades lose line breaks and control characters.

from django.db import migrations

FORWARDS = r"""
UPDATE trading_trade SET title = btrim(regexp_replace(title, '[\x01-\x1f\x7f-\x9f\u2028\u2029]+', ' ', 'g'))
WHERE title ~ '[\x01-\x1f\x7f-\x9f\u2028\u2029]'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("trading", "0004_weight_of_what_was_told"),
    ]

    operations = [
        migrations.RunSQL(FORWARDS, migrations.RunSQL.noop),
    ]
