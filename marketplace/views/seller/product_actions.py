"""Product actions with one button each: publish, schedule, unlist, mark as sold."""

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
    """Perform one of `ACTIONS`; a refused action shows its reason on the page with the button.

    An htmx request is answered with that whole page; htmx swaps in the changed part.
    """
    product = get_owned_product(request, shop, pk)
    if verb not in ACTIONS:
        raise Http404
    act, outcome = ACTIONS[verb]
    page = ProductPage(request, product)
    try:
        if not page.submit(lambda: act(product)):
            return page.render()
    except Refused as refused:
        return _render_refusal(page, refused.message)
    messages.success(request, f"{isolate(product.title)} {outcome}.")
    return _redirect_back(request, product)


@seller_page
@require_POST
def publish_product(request: ShopRequest, shop: str, pk: int) -> HttpResponse:
    """Save a draft and publish it, at once or as a drop."""
    product, release = get_owned_product(request, shop, pk), ReleaseForm(request.POST)
    page = ProductPage(request, product)
    page.release = release
    try:
        if page.submit(lambda: product.publish(release.release()), release):
            messages.success(request, f"{isolate(product.title)} is {release.outcome()}.")
            return _redirect_back(request, product)
    except Refused as refused:
        release.add_error("at" if refused.field == "released_at" else None, refused.message)
    return page.render()


@seller_page
@require_POST
def schedule_release(request: ShopRequest, shop: str, pk: int) -> HttpResponse:
    """Set the release time of a drop, or none for a manual release."""
    product, form = get_owned_product(request, shop, pk), ScheduleForm(request.POST)
    page = ProductPage(request, product)
    page.schedule = form
    try:
        if page.submit(lambda: product.schedule(form.cleaned_data["at"]), form):
            outcome = "is scheduled" if form.cleaned_data["at"] else "now has a manual release"
            messages.success(request, f"{isolate(product.title)} {outcome}.")
            return _redirect_back(request, product)
    except Refused as refused:
        form.add_error("at", refused.message)
    return page.render()


def _render_refusal(page: ProductPage, reason: str) -> HttpResponse:
    """Show the reason on the page with the button: the product's page, the list, or after a redirect for htmx."""
    message = f"{page.product.title}: {reason}"
    if page.is_sent:
        page.conflict = message
        return page.render(HTTPStatus.CONFLICT)
    if not page.request.htmx:
        return render_product_list(page.request, page.product.shop, message, HTTPStatus.CONFLICT)
    messages.error(page.request, message)
    return _redirect_back(page.request, page.product)


def _redirect_back(request: ShopRequest, product: Product) -> HttpResponse:
    """Redirect to the seller page with the button; `back` is checked, since any form may send it."""
    product_list = reverse("marketplace:seller_products", args=[product.shop.slug])
    back = request.POST.get("back", "")
    is_ours = back.startswith(product_list) and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if is_ours else product_list)
