# Search in every script: marks that belong to a letter stay with it, scripts without spaces are found by pairs of letters.

from django.db import migrations

from marketplace.models.search import UNSPACED

# Accents of Latin, Greek and Cyrillic letters; points of Hebrew; vowels and the stretched line of Arabic; what is drawn
# as nothing.
LEFT_OUT = (
    r"[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    r"\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\ufe00-\ufe0f\ufeff\U000e0001-\U000e01ef]"
)
DIGITS = "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९০১২৩৪৫৬৭৮৯๐๑๒๓๔๕๖๗๘๙"

FOLD = rf"""
CREATE OR REPLACE FUNCTION marketplace_fold(said text) RETURNS text IMMUTABLE STRICT PARALLEL SAFE LANGUAGE sql AS $$
    SELECT CASE WHEN octet_length(said) = char_length(said)
    THEN btrim(regexp_replace(lower(said COLLATE "pg_c_utf8"), '[^a-z0-9]+', ' ', 'g'))
    ELSE btrim(regexp_replace(regexp_replace(normalize(
        translate(
            replace(replace(replace(replace(
                lower(regexp_replace(normalize(said, NFKD), '{LEFT_OUT}', '', 'g') COLLATE "pg_c_utf8"),
                'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
            'øłđðħıςىة{DIGITS}', 'olddhiσيه{"0123456789" * 5}'), NFC),
        '({UNSPACED}+)', ' \1 ', 'g'),
        '[[:space:][:punct:][:cntrl:]]+' COLLATE "pg_c_utf8", ' ', 'g'))
    END
$$;

CREATE OR REPLACE FUNCTION marketplace_searchable(said text) RETURNS text IMMUTABLE STRICT PARALLEL SAFE LANGUAGE sql AS $$
    SELECT CASE WHEN folded !~ '{UNSPACED}' THEN folded ELSE (
        SELECT string_agg(CASE WHEN word ~ '{UNSPACED}' THEN (
            SELECT string_agg(substr(word, place, 1) || ' ' || substr(word, place, 2), ' ' ORDER BY place)
            FROM generate_series(1, char_length(word)) AS place
        ) ELSE word END, ' ' ORDER BY number)
        FROM string_to_table(folded, ' ') WITH ORDINALITY AS words (word, number)
    ) END
    FROM (SELECT marketplace_fold(said) AS folded) AS once
$$;

CREATE OR REPLACE FUNCTION marketplace_write_documents(ids bigint[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO marketplace_searchdocument (product_id, words)
    SELECT p.id,
        setweight(to_tsvector('english', marketplace_searchable(p.title)), 'A')
        || setweight(to_tsvector('english', marketplace_searchable(p.brand)), 'B')
        || setweight(to_tsvector('english', marketplace_searchable(concat_ws(' ', s.name, c.name, p.colour))), 'C')
        || setweight(to_tsvector('english', marketplace_searchable(p.description)), 'D')
    FROM marketplace_product p
    JOIN marketplace_shop s ON s.id = p.shop_id
    JOIN marketplace_category c ON c.id = p.category_id
    WHERE p.id = ANY (ids)
    ORDER BY p.id
    ON CONFLICT (product_id) DO UPDATE SET words = excluded.words
$$;
"""  # noqa: S608
# What is plain ASCII reads as before.
CHANGED = """
SELECT p.id FROM marketplace_product p
JOIN marketplace_shop s ON s.id = p.shop_id
JOIN marketplace_category c ON c.id = p.category_id
WHERE concat_ws(' ', p.title, p.brand, p.colour, p.description, s.name, c.name) ~ '[^\\x01-\\x7f]'
ORDER BY p.id
"""
AT_ONCE = 500


def write_documents(apps, schema_editor):
    """Write the documents anew of products that say anything beyond ASCII, a few at a time: shoppers search on."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(CHANGED)
        ids = [pk for (pk,) in cursor.fetchall()]
        for start in range(0, len(ids), AT_ONCE):
            cursor.execute("SELECT marketplace_write_documents(%s)", [ids[start : start + AT_ONCE]])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("marketplace", "0026_order_proved_address_index"),
    ]

    operations = [
        migrations.RunSQL(FOLD, migrations.RunSQL.noop),
        migrations.RunPython(write_documents, migrations.RunPython.noop),
    ]
