"""How many units there are, as expressions of the database, written in its own language.

Every page with products asks for them; put together of querysets, they cost it more than all other queries' text.
"""

from django.db.models import Func, IntegerField

_HELD = (
    "coalesce((SELECT sum(held.quantity) FROM marketplace_hold held"
    " WHERE held.item_id = {item} AND held.expires_at > statement_timestamp()), 0)"
)


class Held(Func):
    """Units that live holds keep of the item with this id; an expired hold keeps none, swept or not."""

    template = _HELD.format(item="%(expressions)s")
    output_field = IntegerField()


class Left(Func):
    """Units available of all items of the product with this id."""

    template = (
        f"coalesce((SELECT sum(greatest(one.on_hand - {_HELD.format(item='one.id')}, 0)) FROM marketplace_item one"  # noqa: S608
        " WHERE one.product_id = %(expressions)s), 0)"
    )
    output_field = IntegerField()
