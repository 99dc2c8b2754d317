"""Access to the seller pages: staff may view and ship, the owner may do everything; others get 404."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from marketplace.models import Product, Shop
from marketplace.web.requests import ShopRequest, get_member
from marketplace.web.signed_out import sign_in_required

View = Callable[..., HttpResponse]


def seller_page(view: View) -> View:
    """Make a view a page of the seller dashboard: it requires sign-in, and browsers never cache it."""
    return never_cache(sign_in_required(view))


def get_staffed_shop(request: ShopRequest, slug: str) -> Shop:
    """Return the shop if the member owns it or is on its staff; otherwise 404."""
    return get_object_or_404(Shop.objects.run_by(get_member(request)), slug=slug)


def get_owned_shop(request: ShopRequest, slug: str) -> Shop:
    """Return the shop if the member owns it; otherwise 404."""
    return get_object_or_404(Shop.objects.open(), slug=slug, owner=get_member(request))


def get_owned_product(request: ShopRequest, slug: str, pk: int, **lookups: Any) -> Product:
    """Return a product of the shop if the member owns the shop; otherwise 404."""
    products: QuerySet[Product] = Product.objects.select_related("shop", "category")
    return get_object_or_404(products, pk=pk, shop=get_owned_shop(request, slug), **lookups)
