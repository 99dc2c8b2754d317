"""Add, sort and delete a product's pictures; each action saves the rest of the form too."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from marketplace.forms.pictures import PicturesForm
from marketplace.models import Product, ProductImage
from marketplace.views.seller.access import get_owned_product, seller_page
from marketplace.views.seller.product_form import ProductPage
from marketplace.web.requests import ShopRequest


@seller_page
@require_POST
def add_pictures(request: ShopRequest, shop: str, pk: int) -> HttpResponse:
    """Add uploaded pictures; a message names each unreadable file."""
    product = get_owned_product(request, shop, pk)
    page = ProductPage(request, product)
    page.pictures = PicturesForm(request, room=page.room)
    if page.submit(lambda: None if page.is_sent else page.add_pictures(), page.pictures):
        return _redirect_to_product(request, product, "Pictures uploaded.")
    return page.render()


@seller_page
@require_POST
def move_picture(request: ShopRequest, shop: str, pk: int, picture: int) -> HttpResponse:
    """Move a picture one place towards the cover, or, with `to=later`, away from it."""
    image = _get_picture(request, shop, pk, picture)
    return _submit(request, image.product, lambda: image.move(1 if request.POST.get("to") == "later" else -1))


@seller_page
@require_POST
def remove_picture(request: ShopRequest, shop: str, pk: int, picture: int) -> HttpResponse:
    """Delete a picture."""
    image = _get_picture(request, shop, pk, picture)
    return _submit(request, image.product, image.remove, "Picture deleted.")


def _submit(request: ShopRequest, product: Product, act: Callable[[], None], message: str = "") -> HttpResponse:
    page = ProductPage(request, product)
    return _redirect_to_product(request, product, message) if page.submit(act) else page.render()


def _get_picture(request: ShopRequest, shop: str, pk: int, picture: int) -> ProductImage:
    product = get_owned_product(request, shop, pk)
    image = get_object_or_404(product.images, pk=picture)
    image.product = product
    return image


def _redirect_to_product(request: ShopRequest, product: Product, message: str) -> HttpResponse:
    if message:
        messages.success(request, message)
    page = reverse("marketplace:seller_product", args=[product.shop.slug, product.pk])
    return redirect(f"{page}#pictures")
