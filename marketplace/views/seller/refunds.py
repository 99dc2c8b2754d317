"""Refunds of a shop's part of an order: lines chosen, their sum shown, confirmed and given back.

Each page answers a GET: what was chosen is kept in the session from one page to the next.
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
"""Query parameter of the first page, to show the earlier choice."""


@seller_page
@require_http_methods(["GET", "HEAD", "POST"])
def refund_order(request: ShopRequest, shop: str, number: str) -> HttpResponse:
    """Refund pages: choose the lines, confirm the amount, refund that amount only."""
    part = get_shop_order(get_owned_shop(request, shop), number)
    if part.state == REFUNDED:
        messages.error(request, "This order was already fully refunded.")
        return redirect("marketplace:seller_order", part.shop.slug, number)
    if request.method != "POST":
        form = RefundForm(part, _kept_choice(request, part) if CHOSEN in request.GET else None)
        return _asked(request, part, _without_errors(form), "refund")
    form = RefundForm(part, request.POST)
    if not form.is_valid():
        return _asked(request, part, form, "refund", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if form.cleaned_data["agreed"] != form.amount():
        _keep_choice(request, part, form)
        return redirect("marketplace:seller_refund_confirm", part.shop.slug, number)
    return _refunded(request, part, form)


@seller_page
@require_safe
def confirm_refund(request: ShopRequest, shop: str, number: str) -> HttpResponse:
    """Repeat the amount, and ask whether it goes back."""
    part = get_shop_order(get_owned_shop(request, shop), number)
    form = RefundForm(part, _kept_choice(request, part))
    if form.is_valid():
        return _asked(request, part, form, "refund_confirm")
    if form.is_bound:
        messages.error(request, "The selected items can no longer be refunded.")
    return redirect("marketplace:seller_refund", part.shop.slug, number)


def _refunded(request: ShopRequest, part: ShopOrder, form: RefundForm) -> HttpResponse:
    told = form.cleaned_data
    try:
        given = part.order.refund(told["lines"], by=get_member(request), reason=told["reason"], restock=told["restock"])
    except OrderClosed as refused:
        messages.error(request, refused.message)
    else:
        request.session.pop(_key(part), None)
        # Outside any transaction: the gateway may take its time.
        when = "was refunded to the buyer" if given.send() else "will be refunded soon"
        messages.success(request, f"{money(given.amount, part.order.currency)} {when}.")
    return redirect("marketplace:seller_order", part.shop.slug, part.order.number)


@seller_page
@require_POST
def refund_total(request: ShopRequest, shop: str, number: str) -> HttpResponse:
    """Show the sum of the ticked lines; where no script asks, on the form as it was filled in."""
    part = get_shop_order(get_owned_shop(request, shop), number)
    form = _without_errors(RefundForm(part, request.POST))
    if request.htmx:
        return render(request, "marketplace/seller/orders/_refund_total.html", {"form": form, "order": part.order})
    _keep_choice(request, part, form)
    return redirect(f"{reverse('marketplace:seller_refund', args=[part.shop.slug, number])}?{CHOSEN}")


def _without_errors(form: RefundForm) -> RefundForm:
    """Clear the errors of a form that is still being filled in: nothing is refused yet."""
    form.is_valid()
    form.errors.clear()
    return form


def _key(part: ShopOrder) -> str:
    return f"refund.{part.shop.pk}.{part.order.pk}"


def _keep_choice(request: ShopRequest, part: ShopOrder, form: RefundForm) -> None:
    kept = QueryDict(mutable=True)
    kept.setlist("lines", [str(pk) for pk in sorted(form.chosen())])
    kept["reason"] = form.data.get("reason", "")[:REASON_LENGTH]
    kept["restock"] = "on" if form.cleaned_data.get("restock") else ""
    request.session[_key(part)] = kept.urlencode()


def _kept_choice(request: ShopRequest, part: ShopOrder) -> QueryDict | None:
    kept = request.session.get(_key(part))
    return QueryDict(kept) if kept else None


def _asked(
    request: ShopRequest, part: ShopOrder, form: RefundForm, page: str, status: int = HTTPStatus.OK
) -> HttpResponse:
    context = {"shop": part.shop, "order": part.order, "part": part, "form": form}
    return render(request, f"marketplace/seller/orders/{page}.html", context, status=status)
