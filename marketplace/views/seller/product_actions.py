"""What can be done with a product by one button."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from marketplace.errors import Refused
from marketplace.forms.release import OpeningForm, ScheduleForm
from marketplace.models import Product
from marketplace.text.bidi import isolate
from marketplace.views.seller.access import desk_page, own_product
from marketplace.views.seller.product_form import CONFLICT, ProductPage
from marketplace.views.seller.products import listed
from marketplace.web.requests import ShopRequest

VERBS: dict[str, tuple[Callable[[Product], None], str]] = {
    "withdraw": (Product.withdraw, "is off sale"),
    "release": (Product.release, "is open"),
    "mark-sold": (Product.mark_sold, "is marked as sold"),
    "undo-sold": (Product.undo_sold, "is on sale again"),
}


@desk_page
@require_POST
def act(request: ShopRequest, shop: str, pk: int, verb: str) -> HttpResponse:
    """Do one thing with a product; where it can't be done (any more), the list of now says why.

    What htmx asked for is answered by the page it was asked on, which takes out of it what it shows.
    """
    product = own_product(request, shop, pk)
    if verb not in VERBS:
        raise Http404
    do, outcome = VERBS[verb]
    page = ProductPage(request, product)
    try:
        if not page.submit(lambda: do(product)):
            return page.render()
    except Refused as refused:
        return _refuse(page, refused.message)
    messages.success(request, f"{isolate(product.title)} {outcome}.")
    return _back(request, product)


@desk_page
@require_POST
def publish(request: ShopRequest, shop: str, pk: int) -> HttpResponse:
    """Publish a draft as it was typed, at once or as a drop."""
    product, opening = own_product(request, shop, pk), OpeningForm(request.POST)
    page = ProductPage(request, product)
    page.opening = opening
    try:
        if page.submit(lambda: product.publish(opening.release()), opening):
            messages.success(request, f"{isolate(product.title)} is {opening.outcome()}.")
            return _back(request, product)
    except Refused as refused:
        opening.add_error("at" if refused.field == "released_at" else None, refused.message)
    return page.render()


@desk_page
@require_POST
def schedule(request: ShopRequest, shop: str, pk: int) -> HttpResponse:
    """Say when a drop opens by itself, or that it doesn't."""
    product, form = own_product(request, shop, pk), ScheduleForm(request.POST)
    page = ProductPage(request, product)
    page.schedule = form
    try:
        if page.submit(lambda: product.schedule(form.cleaned_data["at"]), form):
            messages.success(
                request, f"{isolate(product.title)} opens {'then' if form.cleaned_data['at'] else 'by hand'}."
            )
            return _back(request, product)
    except Refused as refused:
        form.add_error("at", refused.message)
    return page.render()


def _refuse(page: ProductPage, reason: str) -> HttpResponse:
    """Show the reason on the page where the button was pressed: that of the product, the list, or one of htmx."""
    told = f"{page.product.title}: {reason}"
    if page.is_sent:
        page.conflict = told
        return page.render(CONFLICT)
    if not page.request.htmx:
        return listed(page.request, page.product.shop, told, CONFLICT)
    messages.error(page.request, told)
    return _back(page.request, page.product)


def _back(request: ShopRequest, product: Product) -> HttpResponse:
    """Return to the page of the desk on which the button was pressed."""
    desk = reverse("marketplace:seller_products", args=[product.shop.slug])
    back = request.POST.get("back", "")
    is_ours = back.startswith(desk) and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if is_ours else desk)
