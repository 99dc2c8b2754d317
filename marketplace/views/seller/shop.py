"""Open a shop, and edit its settings."""

from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from marketplace.errors import Refused
from marketplace.forms.shops import ShopForm
from marketplace.models import Shop
from marketplace.views.seller.access import get_owned_shop, seller_page
from marketplace.web.requests import ShopRequest, get_member


@seller_page
@require_http_methods(["GET", "HEAD", "POST"])
def open_shop(request: ShopRequest) -> HttpResponse:
    """Open a shop; the owner of a shop is redirected to it."""
    owned_shop = Shop.objects.owned_by(get_member(request)).first()
    if owned_shop:
        return redirect("marketplace:seller_products", owned_shop.slug)
    form = ShopForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            new_shop = Shop.objects.found(get_member(request), **form.cleaned_data)
        except Refused as refused:
            _add_refusal(form, refused)
        else:
            messages.success(request, "Your shop is open. Add your first product.")
            return redirect("marketplace:seller_products", new_shop.slug)
    return render(
        request,
        "marketplace/seller/shop/open.html",
        {"form": form},
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK,
    )


@seller_page
@require_http_methods(["GET", "HEAD", "POST"])
def edit_shop(request: ShopRequest, shop: str) -> HttpResponse:
    """Show and change a shop's name and description."""
    owned_shop = get_owned_shop(request, shop)
    # The form writes into the instance it gets, even when it is invalid: the page's own shop must stay as it is.
    form = ShopForm(request.POST if request.method == "POST" else None, instance=get_owned_shop(request, shop))
    if request.method == "POST" and form.is_valid():
        try:
            form.instance.change(**form.cleaned_data)
        except Refused as refused:
            _add_refusal(form, refused)
        else:
            messages.success(request, "Shop settings saved.")
            return redirect("marketplace:seller_shop", owned_shop.slug)
    context = {"shop": owned_shop, "form": form}
    return render(
        request,
        "marketplace/seller/shop/settings.html",
        context,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK,
    )


def _add_refusal(form: forms.BaseForm, refused: Refused) -> None:
    form.add_error(refused.field if refused.field in form.fields else None, refused.message)
