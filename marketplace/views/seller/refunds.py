"""Refunds of a shop's lines of an order: choose the lines, confirm the amount, refund.

The session keeps the choice between the pages, so that each page can be reloaded by a GET.
"""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marketplace.errors import OrderClosed
from marketplace.forms.orders import REASON_LENGTH, RefundForm
from marketplace.orders.shop_orders import REFUNDED, ShopOrder
from marketplace.templatetags.money import money
from marketplace.views.seller.access import get_owned_shop, seller_page
from marketplace.views.seller.orders import get_shop_order
from marketplace.web.requests import ShopRequest, get_member

CHOSEN = "chosen"
"""Query parameter of the first page: fill the form with the choice kept in the session."""


@seller_page
@require_http_methods(["GET", "HEAD", "POST"])
def refund_order(request: ShopRequest, shop: str, number: str) -> HttpResponse:
    """Show the refund form; refund only an amount that was confirmed (`agreed`)."""
    shop_order = get_shop_order(get_owned_shop(request, shop), number)
    if shop_order.state == REFUNDED:
        messages.error(request, "This order was already fully refunded.")
        return redirect("marketplace:seller_order", shop_order.shop.slug, number)
    if request.method != "POST":
        form = RefundForm(shop_order, _load_choice(request, shop_order) if CHOSEN in request.GET else None)
        return _render_form(request, shop_order, _without_errors(form), "refund")
    form = RefundForm(shop_order, request.POST)
    if not form.is_valid():
        return _render_form(request, shop_order, form, "refund", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if form.cleaned_data["agreed"] != form.amount():
        _save_choice(request, shop_order, form)
        return redirect("marketplace:seller_refund_confirm", shop_order.shop.slug, number)
    return _refund(request, shop_order, form)


@seller_page
@require_safe
def confirm_refund(request: ShopRequest, shop: str, number: str) -> HttpResponse:
    """Ask to confirm the refund, with its amount."""
    shop_order = get_shop_order(get_owned_shop(request, shop), number)
    form = RefundForm(shop_order, _load_choice(request, shop_order))
    if form.is_valid():
        return _render_form(request, shop_order, form, "refund_confirm")
    if form.is_bound:
        messages.error(request, "The selected items can no longer be refunded.")
    return redirect("marketplace:seller_refund", shop_order.shop.slug, number)


def _refund(request: ShopRequest, shop_order: ShopOrder, form: RefundForm) -> HttpResponse:
    try:
        options = {name: form.cleaned_data[name] for name in ("reason", "restock")}
        refund = shop_order.order.refund(form.cleaned_data["lines"], by=get_member(request), **options)
    except OrderClosed as refused:
        messages.error(request, refused.message)
    else:
        request.session.pop(_session_key(shop_order), None)
        # Outside any transaction: the gateway may take seconds.
        when = "was refunded to the buyer" if refund.send() else "will be refunded soon"
        messages.success(request, f"{money(refund.amount, shop_order.order.currency)} {when}.")
    return redirect("marketplace:seller_order", shop_order.shop.slug, shop_order.order.number)


@seller_page
@require_POST
def refund_total(request: ShopRequest, shop: str, number: str) -> HttpResponse:
    """Render the total of the chosen lines; without scripts, redirect to the form with its values kept."""
    shop_order = get_shop_order(get_owned_shop(request, shop), number)
    form = _without_errors(RefundForm(shop_order, request.POST))
    if request.htmx:
        return render(
            request, "marketplace/seller/orders/_refund_total.html", {"form": form, "order": shop_order.order}
        )
    _save_choice(request, shop_order, form)
    return redirect(f"{reverse('marketplace:seller_refund', args=[shop_order.shop.slug, number])}?{CHOSEN}")


def _without_errors(form: RefundForm) -> RefundForm:
    """Clear the errors of a form that is still being filled in."""
    form.is_valid()
    form.errors.clear()
    return form


def _session_key(shop_order: ShopOrder) -> str:
    return f"refund.{shop_order.shop.pk}.{shop_order.order.pk}"


def _save_choice(request: ShopRequest, shop_order: ShopOrder, form: RefundForm) -> None:
    kept = QueryDict(mutable=True)
    kept.setlist("lines", [str(pk) for pk in sorted(form.chosen())])
    kept["reason"] = form.data.get("reason", "")[:REASON_LENGTH]
    kept["restock"] = "on" if form.cleaned_data.get("restock") else ""
    request.session[_session_key(shop_order)] = kept.urlencode()


def _load_choice(request: ShopRequest, shop_order: ShopOrder) -> QueryDict | None:
    kept = request.session.get(_session_key(shop_order))
    return QueryDict(kept) if kept else None


def _render_form(
    request: ShopRequest, shop_order: ShopOrder, form: RefundForm, page: str, status: int = HTTPStatus.OK
) -> HttpResponse:
    context = {"shop": shop_order.shop, "order": shop_order.order, "shop_order": shop_order, "form": form}
    return render(request, f"marketplace/seller/orders/{page}.html", context, status=status)
