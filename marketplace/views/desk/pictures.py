"""Pictures of a product: added, described, put in order, deleted."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from marketplace.errors import Refused
from marketplace.forms.pictures import AltForm, PicturesForm
from marketplace.models import Product, ProductImage
from marketplace.requests import ShopRequest
from marketplace.views.desk.listings_edit import UNPROCESSABLE, product_page
from marketplace.views.desk.reach import desk_page, own_product


@desk_page
@require_POST
def add(request: ShopRequest, shop: str, pk: int) -> HttpResponse:
    """Take uploads in; all of them or none."""
    product, form = own_product(request, shop, pk), PicturesForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            ProductImage.objects.add(product, form.cleaned_data["pictures"])
        except Refused as refused:
            form.add_error("pictures", refused.message)
        else:
            return _done(request, product, "Your pictures are up.")
    return product_page(request, product, pictures=form, status=UNPROCESSABLE)


@desk_page
@require_POST
def describe(request: ShopRequest, shop: str, pk: int, picture: int) -> HttpResponse:
    """Say what a picture shows."""
    image, form = _own(request, shop, pk, picture), AltForm(request.POST)
    if form.is_valid():
        image.describe(form.cleaned_data["alt"])
        return _done(request, image.product, "Saved.")
    return product_page(request, image.product, alt=form, described=image, status=UNPROCESSABLE)


@desk_page
@require_POST
def move(request: ShopRequest, shop: str, pk: int, picture: int) -> HttpResponse:
    """Move a picture one place towards the cover, or, with `to=later`, away from it."""
    image = _own(request, shop, pk, picture)
    image.move(1 if request.POST.get("to") == "later" else -1)
    return _done(request, image.product)


@desk_page
@require_POST
def remove(request: ShopRequest, shop: str, pk: int, picture: int) -> HttpResponse:
    """Delete a picture."""
    image = _own(request, shop, pk, picture)
    image.remove()
    return _done(request, image.product, "The picture is gone.")


def _own(request: ShopRequest, shop: str, pk: int, picture: int) -> ProductImage:
    product = own_product(request, shop, pk)
    image = get_object_or_404(product.images, pk=picture)
    image.product = product
    return image


def _done(request: ShopRequest, product: Product, message: str = "") -> HttpResponse:
    if message:
        messages.success(request, message)
    page = reverse("marketplace:desk_listing", args=[product.shop.slug, product.pk])
    return redirect(f"{page}#pictures")
