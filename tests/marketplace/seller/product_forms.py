"""Form data of the seller's product pages."""

from typing import Any

from django.urls import reverse

from marketplace.models import Item, Product, Shop
from tests import cast


def product_url(product: Product, name: str = "seller_product", *more: object) -> str:
    """Return the URL of a seller page of this product."""
    return reverse(f"marketplace:{name}", args=[product.shop.slug, product.pk, *more])


def new_product_url(shop: Shop) -> str:
    """Return the URL of the form for a new product."""
    return reverse("marketplace:seller_product_new", args=[shop.slug])


def size_rows(*sizes: dict[str, Any]) -> dict[str, Any]:
    """Return the formset fields of these sizes."""
    sent = {f"sizes-{n}-{name}": value for n, size in enumerate(sizes) for name, value in size.items()}
    return {"sizes-TOTAL_FORMS": len(sizes), "sizes-INITIAL_FORMS": 0, **sent}


def size_row(item: Item, **changed: Any) -> dict[str, Any]:
    """Return the form row of an item as its page shows it, with changes."""
    shown = {"item": item.pk, "seen": item.on_hand, "label": item.label, "sku": item.sku, "on_hand": item.on_hand}
    return {**shown, **changed}


def product_details(**changed: Any) -> dict[str, Any]:
    """Return the details of a product, with changes."""
    category = cast.category().pk
    return {"title": "Sea Runner", "category": category, "price": "80.00", "show_amount": "on", **changed}


def new_product_form(**changed: Any) -> dict[str, Any]:
    """Return the whole form of a new product in one size, with changes."""
    return {**product_details(), **size_rows({"on_hand": 3, "sku": "SEA"}), "opens": "draft", **changed}
