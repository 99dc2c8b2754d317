"""How many units there are, as expressions of the database, written in its own language.

Every page with products asks for them; put together of querysets, they cost it more than all other queries' text.
"""

from django.db.models import DateTimeField, Func, IntegerField


def _live_holds(item: str) -> str:
    """Return where to look for the holds that keep units of an item; an expired one keeps none, swept or not."""
    return f"FROM marketplace_hold held WHERE held.item_id = {item} AND held.expires_at > statement_timestamp()"


class Held(Func):
    """Units that live holds keep of the item with this id."""

    template = f"coalesce((SELECT sum(held.quantity) {_live_holds('%(expressions)s')}), 0)"
    output_field = IntegerField()


class HeldUntil(Func):
    """When the next of the live holds on the item with this id ends."""

    template = f"(SELECT min(held.expires_at) {_live_holds('%(expressions)s')})"
    output_field = DateTimeField()


class HeldAfterLock(Func):
    """Like `Held`, by the clock at this very moment: for decisions made after waiting for a lock."""

    template = Held.template.replace("statement_timestamp", "clock_timestamp")
    output_field = IntegerField()


class HeldByOthers(Func):
    """Like `Held`, of the item with this id but for what the checkout of these holders keeps; their deals count."""

    template = (
        "coalesce((SELECT sum(held.quantity) FROM (VALUES (%(expressions)s)) AS asked (item, holders), "
        "marketplace_hold held JOIN marketplace_order owner ON owner.id = held.order_id "
        "WHERE held.item_id = asked.item AND held.expires_at > statement_timestamp() "
        "AND (owner.holder <> ALL (asked.holders::text[]) OR owner.hold_for IS NOT NULL)), 0)"
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
