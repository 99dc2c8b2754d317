"""What a seller's browser sends from the pages of a product."""

from typing import Any

from django.urls import reverse

from marketplace.models import Item, Product, Shop
from tests import cast


def product_url(product: Product, name: str = "seller_product", *more: object) -> str:
    """Return the address of a page of the desk about this product."""
    return reverse(f"marketplace:{name}", args=[product.shop.slug, product.pk, *more])


def new_product_url(shop: Shop) -> str:
    """Return the address of the form for a new product."""
    return reverse("marketplace:seller_product_new", args=[shop.slug])


def size_rows(*sizes: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of so many rows of sizes."""
    sent = {f"sizes-{n}-{name}": value for n, size in enumerate(sizes) for name, value in size.items()}
    return {"sizes-TOTAL_FORMS": len(sizes), "sizes-INITIAL_FORMS": 0, **sent}


def size_row(item: Item, **changed: Any) -> dict[str, Any]:
    """Return the row of an item as its page shows it, with what was changed."""
    shown = {"item": item.pk, "seen": item.on_hand, "label": item.label, "sku": item.sku, "on_hand": item.on_hand}
    return {**shown, **changed}


def product_details(**changed: Any) -> dict[str, Any]:
    """Return the details of a product, with what was changed."""
    category = cast.category().pk
    return {"title": "Sea Runner", "category": category, "price": "80.00", "show_amount": "on", **changed}


def new_product_form(**changed: Any) -> dict[str, Any]:
    """Return the whole form of a new product in one size, with what was changed."""
    return {**product_details(), **size_rows({"on_hand": 3, "sku": "SEA"}), "opens": "draft", **changed}
