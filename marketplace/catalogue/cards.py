"""Loading of products with all data of their cards, in one statement: a list has dozens of cards."""

from collections.abc import Iterable

from marketplace.database.raw_rows import JoinedModels
from marketplace.models import Product, ProductImage, Shop
from marketplace.models.stock_expressions import Left, OnHand

PARTS = JoinedModels(product=Product, shop=Shop, cover=ProductImage, without=frozenset({"description"}))
# The conditions in `CARDS` are those of `ProductQuerySet.visible`.
PRODUCT = {"expressions": "product.id"}
CARDS = f"""
    SELECT {Left.template % PRODUCT}, {OnHand.template % PRODUCT}, {PARTS.columns}
    FROM unnest(%s::bigint[]) WITH ORDINALITY AS asked (id, place)
    JOIN marketplace_product product ON product.id = asked.id AND product.status <> 'draft'
    JOIN marketplace_shop shop ON shop.id = product.shop_id AND shop.closed_at IS NULL
    LEFT JOIN LATERAL (
        SELECT * FROM marketplace_productimage WHERE product_id = product.id ORDER BY position, id LIMIT 1
    ) cover ON true
    ORDER BY asked.place
"""  # noqa: S608 - names of columns, from the models


def load_cards(ids: Iterable[int]) -> list[Product]:
    """Return the visible ones among these products, in the order of `ids`, with all data of their cards."""
    wanted, found = list(ids), []
    for (left, on_hand), (product, shop, cover) in PARTS.rows(CARDS, [wanted]) if wanted else ():
        product.left, product.on_hand, product.shop, product.cover = left, on_hand, shop, cover
        found.append(product)
    return found
