"""Count sales and views as they are written, taken back and deleted.

One trigger a statement, however many facts it writes: what they change is added up by key and written in the order of
the keys, so that two statements about the same sellers wait for each other instead of deadlocking. The view
`leaderboard_recount` says the same once more, from nothing but the facts; the two are compared every night.
"""

from django.conf import settings
from django.db import migrations

# Without its row the site lives in UTC: a sale must not fail for that.
ZONE = """
ALTER TABLE leaderboard_sitezone ADD CONSTRAINT site_zone_is_known
    CHECK (timezone(time_zone, '2000-01-01 00:00+00'::timestamptz) IS NOT NULL);

CREATE FUNCTION leaderboard_zone() RETURNS text STABLE LANGUAGE sql AS $$
    SELECT coalesce((SELECT time_zone FROM leaderboard_sitezone), 'UTC')
$$;

CREATE FUNCTION leaderboard_day(moment timestamptz) RETURNS date STABLE LANGUAGE sql AS $$
    SELECT (moment AT TIME ZONE leaderboard_zone())::date
$$;
"""
NO_ZONE = """
DROP FUNCTION leaderboard_day, leaderboard_zone;
ALTER TABLE leaderboard_sitezone DROP CONSTRAINT site_zone_is_known;
"""
# A fact counts for its month, and for all time: year 0, month 0.
APPLY = """
CREATE TYPE leaderboard_change AS (seller_id bigint, day date, at timestamptz, sold bigint, seen bigint);

CREATE FUNCTION leaderboard_newest_sale(seller bigint, first date, next date) RETURNS timestamptz
STABLE LANGUAGE sql AS $$
    SELECT sale.sold_at FROM marketplace_salefact sale
    WHERE sale.seller_id = seller AND sale.quantity > 0 AND sale.sold_at < next + interval '1 day'
      AND leaderboard_day(sale.sold_at) >= first AND leaderboard_day(sale.sold_at) < next
      AND NOT EXISTS (SELECT FROM marketplace_salefact back WHERE back.reverses_id = sale.id)
    ORDER BY sale.sold_at DESC LIMIT 1
$$;

CREATE FUNCTION leaderboard_newest_view(seller bigint, first date, next date) RETURNS timestamptz
STABLE LANGUAGE sql AS $$
    SELECT max(viewed_at) FROM marketplace_productview
    WHERE seller_id = seller AND is_first_of_month AND day >= first AND day < next
$$;

CREATE FUNCTION leaderboard_apply(changes leaderboard_change[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO leaderboard_sellermonth AS kept
        (seller_id, year, month, items_sold, views, newest_sale_at, newest_view_at)
    SELECT seller_id, period.year, period.month, sum(sold), sum(seen),
           max(at) FILTER (WHERE sold > 0), max(at) FILTER (WHERE seen > 0)
    FROM unnest(changes) CROSS JOIN LATERAL
        (VALUES (0, 0), (extract(year FROM day)::int, extract(month FROM day)::int)) AS period (year, month)
    WHERE seller_id IS NOT NULL
    GROUP BY seller_id, period.year, period.month
    ORDER BY seller_id, period.year, period.month
    ON CONFLICT (seller_id, year, month) DO UPDATE SET
        items_sold = kept.items_sold + excluded.items_sold,
        views = kept.views + excluded.views,
        newest_sale_at = greatest(kept.newest_sale_at, excluded.newest_sale_at),
        newest_view_at = greatest(kept.newest_view_at, excluded.newest_view_at),
        updated_at = clock_timestamp();
    IF EXISTS (SELECT FROM unnest(changes) WHERE sold < 0 OR seen < 0) THEN
        PERFORM leaderboard_settle(changes);
    END IF;
END $$;

-- A statement of its own: the rows are held by now, so that it misses nothing that others wrote before.
CREATE FUNCTION leaderboard_settle(changes leaderboard_change[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE leaderboard_sellermonth kept SET
        newest_sale_at = leaderboard_newest_sale(kept.seller_id, first, next),
        newest_view_at = leaderboard_newest_view(kept.seller_id, first, next)
    FROM (
        SELECT DISTINCT seller_id, extract(year FROM day) AS year, extract(month FROM day) AS month,
               date_trunc('month', day)::date AS first, (date_trunc('month', day) + interval '1 month')::date AS next
        FROM unnest(changes)
        UNION SELECT seller_id, 0, 0, '0001-01-01', '9999-01-01' FROM unnest(changes)
    ) AS taken
    WHERE (kept.seller_id, kept.year, kept.month) = (taken.seller_id, taken.year, taken.month);
    DELETE FROM leaderboard_sellermonth kept
    USING unnest(changes) AS taken
    WHERE kept.seller_id = taken.seller_id AND items_sold = 0 AND views = 0
      AND (year, month) IN ((0, 0), (extract(year FROM day), extract(month FROM day)));
END $$;
"""
NO_APPLY = """
DROP FUNCTION leaderboard_apply, leaderboard_settle, leaderboard_newest_sale, leaderboard_newest_view;
DROP TYPE leaderboard_change;
"""
TRIGGERS = """
CREATE FUNCTION leaderboard_{name}_{event}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM leaderboard_apply(ARRAY({changes}));
    RETURN NULL;
END $$;
CREATE TRIGGER leaderboard_{name}_{event} AFTER {event} ON {table} REFERENCING {tables}
    FOR EACH STATEMENT EXECUTE FUNCTION leaderboard_{name}_{event}();
"""
NO_TRIGGERS = "DROP TRIGGER leaderboard_{name}_{event} ON {table}; DROP FUNCTION leaderboard_{name}_{event};"
SALE = "SELECT (seller_id, leaderboard_day(sold_at), sold_at, {sign}quantity, 0)::leaderboard_change FROM {rows} sale"
VIEW = "SELECT (seller_id, day, viewed_at, 0, {sign}1)::leaderboard_change FROM {rows} look WHERE is_first_of_month"
FACTS = [
    ("sales", "marketplace_salefact", SALE, "id, seller_id, quantity, sold_at, reverses_id"),
    ("views", "marketplace_productview", VIEW, "id, seller_id, is_first_of_month, viewed_at, day"),
]
DIFFERENCE = "(SELECT {told} FROM {these} EXCEPT SELECT {told} FROM {those})"
OLD, NEW = "OLD TABLE AS removed", "NEW TABLE AS added"


def each(template: str) -> str:
    """Return a template filled in for every event of both kinds of fact."""
    filled = []
    for name, table, fact, told in FACTS:
        # Most updates change nothing that is counted.
        gone = DIFFERENCE.format(told=told, these="removed", those="added")
        come = DIFFERENCE.format(told=told, these="added", those="removed")
        both = f"{fact.format(sign='-', rows=gone)} UNION ALL {fact.format(sign='', rows=come)}"
        for event, tables, changes in [
            ("insert", NEW, fact.format(sign="", rows="added")),
            ("delete", OLD, fact.format(sign="-", rows="removed")),
            ("update", f"{OLD} {NEW}", both),
        ]:
            filled.append(template.format(name=name, event=event, table=table, tables=tables, changes=changes))
    return "\n".join(filled)


RECOUNT = """
CREATE VIEW leaderboard_recount AS
SELECT seller_id, period.year, period.month, sum(sold)::bigint AS items_sold, sum(seen)::bigint AS views,
       max(sale_at) AS newest_sale_at, max(view_at) AS newest_view_at
FROM (
    SELECT sale.seller_id, (sale.sold_at AT TIME ZONE (SELECT leaderboard_zone()))::date AS day, sale.quantity AS sold, 0 AS seen,
           CASE WHEN sale.quantity > 0 AND back.id IS NULL THEN sale.sold_at END AS sale_at,
           NULL::timestamptz AS view_at
    FROM marketplace_salefact sale LEFT JOIN marketplace_salefact back ON back.reverses_id = sale.id
    UNION ALL
    SELECT seller_id, day, 0, 1, NULL, viewed_at FROM marketplace_productview WHERE is_first_of_month
) fact CROSS JOIN LATERAL
    (VALUES (0, 0), (extract(year FROM day)::int, extract(month FROM day)::int)) AS period (year, month)
WHERE seller_id IS NOT NULL
GROUP BY seller_id, period.year, period.month
HAVING sum(sold) <> 0 OR sum(seen) <> 0;
"""
BACKFILL = """
INSERT INTO leaderboard_sellermonth (seller_id, year, month, items_sold, views, newest_sale_at, newest_view_at)
SELECT seller_id, year, month, items_sold, views, newest_sale_at, newest_view_at FROM leaderboard_recount;
"""


def write_zone(apps, schema_editor):
    apps.get_model("leaderboard", "SiteZone").objects.update_or_create(pk=1, defaults={"time_zone": settings.TIME_ZONE})


class Migration(migrations.Migration):
    """Adds triggers and recount, and counts what is there."""

    dependencies = [("leaderboard", "0001_initial"), ("marketplace", "0009_search")]
    operations = [
        migrations.RunSQL(ZONE, NO_ZONE),
        migrations.RunPython(write_zone, migrations.RunPython.noop),
        migrations.RunSQL(APPLY, NO_APPLY),
        migrations.RunSQL(RECOUNT, "DROP VIEW leaderboard_recount"),
        migrations.RunSQL(each(TRIGGERS), each(NO_TRIGGERS)),
        migrations.RunSQL(BACKFILL, migrations.RunSQL.noop),
    ]
