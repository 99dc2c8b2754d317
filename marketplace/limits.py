"""How much of a product one shopper may have; carts, checkouts and payments all ask here."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from marketplace.errors import Problem
from marketplace.text.directions import isolate

if TYPE_CHECKING:
    from marketplace.models import Product
    from marketplace.models.lines import OrderLineQuerySet


def over_limit(wanted: "Mapping[Product, int]", had: "OrderLineQuerySet | None" = None) -> "list[Product]":
    """Return the products of which somebody would have more than one shopper may: what is wanted and was had.

    `wanted` are units by product, over all its sizes; `had` are the lines that count already. One query, and none
    where nothing is limited.
    """
    limited = {product: product.limit_per_shopper for product in wanted if product.limit_per_shopper is not None}
    before = had.units_of([product.pk for product in limited]) if limited and had is not None else {}
    return [product for product, most in limited.items() if wanted[product] + before.get(product.pk, 0) > most]


def limit_problem(item_id: int, product: "Product") -> Problem:
    """Return what a line says that is over its product's limit."""
    return Problem(item_id, "limit", f"{isolate(product.title)}: at most {product.limit_per_shopper} per shopper.")
