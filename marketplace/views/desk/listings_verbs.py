"""What can be done with a product by one button."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from marketplace.errors import Refused
from marketplace.forms.opening import OpeningForm, ScheduleForm
from marketplace.models import Product
from marketplace.requests import ShopRequest
from marketplace.views.desk.listings import listed
from marketplace.views.desk.listings_edit import UNPROCESSABLE, product_page
from marketplace.views.desk.reach import desk_page, own_product

CONFLICT = 409
VERBS: dict[str, tuple[Callable[[Product], None], str]] = {
    "withdraw": (Product.withdraw, "is off the stall"),
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
    try:
        do(product)
    except Refused as refused:
        told = f"{product.title}: {refused.message}"
        if not request.htmx:
            return listed(request, product.shop, told, CONFLICT)
        messages.error(request, told)
    else:
        messages.success(request, f"{product.title} {outcome}.")
    return _back(request, product)


@desk_page
@require_POST
def publish(request: ShopRequest, shop: str, pk: int) -> HttpResponse:
    """Put a draft on the stall, open or as a drop."""
    product, opening = own_product(request, shop, pk), OpeningForm(request.POST)
    if opening.is_valid():
        try:
            product.publish(opening.release())
        except Refused as refused:
            opening.add_error("at" if refused.field == "released_at" else None, refused.message)
        else:
            messages.success(request, f"{product.title} is {opening.outcome()}.")
            return _back(request, product)
    return product_page(request, product, opening=opening, status=UNPROCESSABLE)


@desk_page
@require_POST
def schedule(request: ShopRequest, shop: str, pk: int) -> HttpResponse:
    """Say when a drop opens by itself, or that it doesn't."""
    product, form = own_product(request, shop, pk), ScheduleForm(request.POST)
    if form.is_valid():
        try:
            product.schedule(form.cleaned_data["at"])
        except Refused as refused:
            form.add_error("at", refused.message)
        else:
            messages.success(request, f"{product.title} opens {'then' if form.cleaned_data['at'] else 'by hand'}.")
            return _back(request, product)
    return product_page(request, product, schedule=form, status=UNPROCESSABLE)


def _back(request: ShopRequest, product: Product) -> HttpResponse:
    """Return to the page of the desk on which the button was pressed."""
    desk = reverse("marketplace:desk_listings", args=[product.shop.slug])
    back = request.POST.get("back", "")
    is_ours = back.startswith(desk) and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if is_ours else desk)
