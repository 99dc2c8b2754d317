"""Product actions of one button each."""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from marketplace.errors import Refused
from marketplace.forms.release import ReleaseForm, ScheduleForm
from marketplace.models import Product
from marketplace.text.bidi import isolate
from marketplace.views.seller.access import get_owned_product, seller_page
from marketplace.views.seller.product_form import ProductPage
from marketplace.views.seller.products import render_product_list
from marketplace.web.requests import ShopRequest

ACTIONS: dict[str, tuple[Callable[[Product], None], str]] = {
    "withdraw": (Product.withdraw, "is no longer on sale"),
    "release": (Product.release, "is now on sale"),
    "mark-sold": (Product.mark_sold, "is marked as sold"),
    "undo-sold": (Product.undo_sold, "is on sale again"),
}


@seller_page
@require_POST
def perform_action(request: ShopRequest, shop: str, pk: int, verb: str) -> HttpResponse:
    """Do one thing with a product; where it can't be done (any more), the list of now says why.

    What htmx asked for is answered by the page it was asked on, which takes out of it what it shows.
    """
    product = get_owned_product(request, shop, pk)
    if verb not in ACTIONS:
        raise Http404
    do, outcome = ACTIONS[verb]
    page = ProductPage(request, product)
    try:
        if not page.submit(lambda: do(product)):
            return page.render()
    except Refused as refused:
        return _refuse(page, refused.message)
    messages.success(request, f"{isolate(product.title)} {outcome}.")
    return _back(request, product)


@seller_page
@require_POST
def publish_product(request: ShopRequest, shop: str, pk: int) -> HttpResponse:
    """Publish a draft as it was typed, at once or as a drop."""
    product, opening = get_owned_product(request, shop, pk), ReleaseForm(request.POST)
    page = ProductPage(request, product)
    page.opening = opening
    try:
        if page.submit(lambda: product.publish(opening.release()), opening):
            messages.success(request, f"{isolate(product.title)} is {opening.outcome()}.")
            return _back(request, product)
    except Refused as refused:
        opening.add_error("at" if refused.field == "released_at" else None, refused.message)
    return page.render()


@seller_page
@require_POST
def schedule_release(request: ShopRequest, shop: str, pk: int) -> HttpResponse:
    """Say when a drop opens by itself, or that it doesn't."""
    product, form = get_owned_product(request, shop, pk), ScheduleForm(request.POST)
    page = ProductPage(request, product)
    page.schedule = form
    try:
        if page.submit(lambda: product.schedule(form.cleaned_data["at"]), form):
            outcome = "is scheduled" if form.cleaned_data["at"] else "now has a manual release"
            messages.success(request, f"{isolate(product.title)} {outcome}.")
            return _back(request, product)
    except Refused as refused:
        form.add_error("at", refused.message)
    return page.render()


def _refuse(page: ProductPage, reason: str) -> HttpResponse:
    """Show the reason on the page where the button was pressed: that of the product, the list, or one of htmx."""
    told = f"{page.product.title}: {reason}"
    if page.is_sent:
        page.conflict = told
        return page.render(HTTPStatus.CONFLICT)
    if not page.request.htmx:
        return render_product_list(page.request, page.product.shop, told, HTTPStatus.CONFLICT)
    messages.error(page.request, told)
    return _back(page.request, page.product)


def _back(request: ShopRequest, product: Product) -> HttpResponse:
    """Redirect to the seller page with the pressed button."""
    desk = reverse("marketplace:seller_products", args=[product.shop.slug])
    back = request.POST.get("back", "")
    is_ours = back.startswith(desk) and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if is_ours else desk)
