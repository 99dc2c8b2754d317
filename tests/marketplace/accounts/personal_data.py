"""Where in the database words of a person are left: every column that can hold text, of every table."""

from django.db import connection

TEXTS = "('character varying', 'text', 'character', 'json', 'jsonb', 'inet', 'ARRAY', 'tsvector', 'USER-DEFINED')"


def find_traces(stem: str) -> set[str]:
    """Return `table.column` of each place that holds a word beginning with `stem`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables"
            " USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
            f" AND data_type IN {TEXTS}"
        )
        places = cursor.fetchall()
        assert len(places) > 100
        return {f"{table}.{column}" for table, column in places if _holds(cursor, table, column, stem)}


def _holds(cursor, table: str, column: str, stem: str) -> bool:
    # Somewhere inside a word, three letters also come up by chance, in sessions for example.
    cursor.execute(f'SELECT 1 FROM "{table}" WHERE "{column}"::text ~* %s LIMIT 1', [rf"\m{stem}"])
    return cursor.fetchone() is not None
