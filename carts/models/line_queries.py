"""Reads the lines of a cart with product, shop and availability in one statement: every page shows the cart."""

from carts.models.line import CartLine
from marketplace.database.raw_rows import JoinedModels
from marketplace.models import Item, Product, ProductImage, Shop

JOINED = JoinedModels(
    line=CartLine, item=Item, product=Product, shop=Shop, cover=ProductImage, without=frozenset({"description"})
)
LINES = f"""
    SELECT held.units, held.own, held.until, coalesce(product.released_at <= statement_timestamp(), false),
        {JOINED.columns}
    FROM carts_cartline line
    JOIN marketplace_item item ON item.id = line.item_id
    JOIN marketplace_product product ON product.id = item.product_id
    JOIN marketplace_shop shop ON shop.id = product.shop_id
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(quantity), 0) AS units, min(hold.expires_at) AS until,
            coalesce(sum(quantity) FILTER (WHERE owner.holder = ANY(%s) AND owner.hold_for IS NULL), 0) AS own
        FROM marketplace_hold hold JOIN marketplace_order owner ON owner.id = hold.order_id
        WHERE hold.item_id = item.id AND hold.expires_at > statement_timestamp()
    ) held
    LEFT JOIN LATERAL (
        SELECT * FROM marketplace_productimage WHERE product_id = product.id ORDER BY position, id LIMIT 1
    ) cover ON true
    WHERE line.cart_id = %s ORDER BY line.added_at, line.id
"""  # noqa: S608 - column names of the models


def load_lines(cart: int, holders: list[str]) -> list[CartLine]:
    """Return a cart's lines with product, shop, picture and availability, as of now; one query.

    Units held by these holders' own checkout count as available: their next checkout replaces it.
    """
    lines = []
    for (units, own, until, is_open), (line, item, product, shop, cover) in JOINED.rows(LINES, [holders, cart]):
        line.item, item.product, product.shop, product.cover = item, product, shop, cover
        line.set_availability(units=units, own=own, until=until, is_open=is_open)
        lines.append(line)
    return lines
