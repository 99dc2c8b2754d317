"""SQL expressions for stock and holds.

Every page with products needs them. As querysets, their compilation would cost more than that of all other queries.
"""

from django.contrib.postgres.fields import ArrayField
from django.db.models import DateTimeField, Func, IntegerField


def _live_holds(item: str) -> str:
    """Return the FROM and WHERE clauses for the live holds of an item. Expired holds don't count, deleted or not."""
    return f"FROM marketplace_hold held WHERE held.item_id = {item} AND held.expires_at > statement_timestamp()"


class Held(Func):
    """Units in live holds on the item with this id."""

    template = f"coalesce((SELECT sum(held.quantity) {_live_holds('%(expressions)s')}), 0)"
    output_field = IntegerField()


class HeldUntil(Func):
    """End of the next live hold on the item with this id."""

    template = f"(SELECT min(held.expires_at) {_live_holds('%(expressions)s')})"
    output_field = DateTimeField()


class HeldAfterLock(Func):
    """Like `Held`, by the clock at the evaluation: for decisions after waiting for a lock."""

    template = Held.template.replace("statement_timestamp", "clock_timestamp")
    output_field = IntegerField()


class HeldByOthers(Func):
    """Like `Held`, without the holds of these owners' checkouts. Holds of their deals count."""

    template = (
        "coalesce((SELECT sum(held.quantity) FROM (VALUES (%(expressions)s)) AS asked (item, holders), "
        "marketplace_hold held JOIN marketplace_order owner ON owner.id = held.order_id "
        "WHERE held.item_id = asked.item AND held.expires_at > statement_timestamp() "
        "AND (owner.holder <> ALL (asked.holders::text[]) OR owner.hold_for IS NOT NULL)), 0)"
    )
    output_field = IntegerField()


class EarlierHold(Func):
    """Deadline, renewal and end of these owners' latest checkout of the item with this id, if it was not paid."""

    template = (
        "(SELECT CASE WHEN earlier.status IN ('cancelled', 'expired') "
        "OR earlier.status = 'pending' AND earlier.expires_at <= clock_timestamp() "
        "THEN ARRAY[earlier.expires_at, earlier.renewed_at, least(earlier.closed_at, earlier.expires_at)] END "
        "FROM (VALUES (%(expressions)s)) AS asked (item, holders) "
        "JOIN marketplace_order earlier ON earlier.holder = ANY (asked.holders::text[]) "
        "JOIN marketplace_orderline line ON line.order_id = earlier.id AND line.item_id = asked.item "
        "WHERE earlier.hold_for IS NULL AND earlier.created_at > statement_timestamp() - interval '1 day' "
        "ORDER BY earlier.id DESC LIMIT 1)"
    )
    output_field = ArrayField(DateTimeField(null=True))


class HeldByHousehold(Func):
    """Units of the item with this id in live holds of checkouts from one network."""

    template = (
        "coalesce((SELECT sum(held.quantity) FROM (VALUES (%(expressions)s)) AS asked (item, household), "
        "marketplace_hold held JOIN marketplace_order owner ON owner.id = held.order_id "
        "WHERE held.item_id = asked.item AND held.expires_at > clock_timestamp() "
        "AND owner.household = asked.household AND owner.hold_for IS NULL), 0)"
    )
    output_field = IntegerField()


class HouseholdTries(Func):
    """Unpaid ended holds of one network on the item with this id since a time; a resumed hold counts once."""

    template = (
        "(SELECT count(DISTINCT (tried.holder, tried.expires_at)) "
        "FROM (VALUES (%(expressions)s)) AS asked (item, household, since) "
        "JOIN marketplace_order tried ON tried.household = asked.household AND tried.household <> '' "
        "JOIN marketplace_orderline line ON line.order_id = tried.id AND line.item_id = asked.item "
        "WHERE tried.hold_for IS NULL AND tried.created_at > asked.since AND (tried.status IN ('cancelled', 'expired') "
        "OR tried.status = 'pending' AND tried.expires_at <= clock_timestamp()))"
    )
    output_field = IntegerField()


class Left(Func):
    """Units available of all items of the product with this id."""

    template = (
        "coalesce((SELECT sum(greatest("  # noqa: S608 - nothing in it is anybody's
        f"one.on_hand - coalesce((SELECT sum(held.quantity) {_live_holds('one.id')}), 0)"
        ", 0)) FROM marketplace_item one WHERE one.product_id = %(expressions)s), 0)"
    )
    output_field = IntegerField()


class OnHand(Func):
    """Units on hand of all items of the product with this id, held or not."""

    template = "coalesce((SELECT sum(one.on_hand) FROM marketplace_item one WHERE one.product_id = %(expressions)s), 0)"
    output_field = IntegerField()
