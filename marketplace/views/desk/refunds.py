"""Refunds of a shop's part of an order: lines chosen, their sum shown, confirmed and given back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from marketplace.errors import OrderClosed
from marketplace.parts import REFUNDED, Part
from marketplace.requests import ShopRequest
from marketplace.templatetags.money import money
from marketplace.views.desk.order_forms import RefundForm
from marketplace.views.desk.orders import part_of_order
from marketplace.views.desk.reach import desk_page, member, owned


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def refund(request: ShopRequest, shop: str, number: str) -> HttpResponse:
    """Ask what goes back, repeat the amount, and give it back once the owner agrees to that amount."""
    part = part_of_order(owned(request, shop), number)
    if part.state == REFUNDED:
        messages.error(request, "All of it was refunded before.")
        return redirect("marketplace:desk_order", part.shop.slug, number)
    form = RefundForm(part, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _asked(request, part, form, "refund", status=422 if form.errors else 200)
    if form.cleaned_data["agreed"] != form.amount():
        return _asked(request, part, form, "refund_confirm")
    return _refunded(request, part, form)


def _refunded(request: ShopRequest, part: Part, form: RefundForm) -> HttpResponse:
    told = form.cleaned_data
    try:
        given = part.order.refund(told["lines"], by=member(request), reason=told["reason"], restock=told["restock"])
    except OrderClosed as refused:
        messages.error(request, refused.message)
    else:
        # Outside any transaction: the gateway may take its time.
        when = "is on its way back to the buyer" if given.send() else "goes back as soon as the bank answers"
        messages.success(request, f"{money(given.amount, part.order.currency)} {when}.")
    return redirect("marketplace:desk_order", part.shop.slug, part.order.number)


@desk_page
@require_POST
def refund_sum(request: ShopRequest, shop: str, number: str) -> HttpResponse:
    """Show what the ticked lines come to; with it, where no script asks, the whole form as it was filled in."""
    part = part_of_order(owned(request, shop), number)
    form = RefundForm(part, request.POST)
    form.is_valid()
    # Nothing is refused yet: the form is still being filled in.
    form.errors.clear()
    if request.htmx:
        return render(request, "marketplace/desk/_refund_sum.html", {"form": form, "order": part.order})
    return _asked(request, part, form, "refund")


def _asked(request: ShopRequest, part: Part, form: RefundForm, page: str, status: int = 200) -> HttpResponse:
    context = {"shop": part.shop, "order": part.order, "part": part, "form": form}
    return render(request, f"marketplace/desk/order_{page}.html", context, status=status)
