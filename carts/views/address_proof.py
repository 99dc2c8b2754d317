"""Address verification: guests enter a mailed code to buy a limited product."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from carts.forms import PayForm, ProofForm
from carts.views.checkout import get_own_order, order_context, order_path, render_expired, render_pay_page
from marketplace.errors import HoldLapsed, OrderClosed, Refused
from marketplace.models import AddressProof, Order
from marketplace.models.address_proofs import REFUSALS
from marketplace.web.requests import ShopRequest
from marketplace.web.signed_out import order_page

ERRORS = {"form": "Enter the six digits of the mail.", **REFUSALS}
"""Error messages by the query parameter `refused`: after a refused code the browser is redirected to a GET page."""


def request_proof(request: ShopRequest, order: Order, form: PayForm) -> HttpResponse:
    """Mail a code to the address of the payment form, and redirect to the page that asks for it."""
    try:
        order.ask_for_proof(form.address())
    except HoldLapsed:
        return render_expired(request, order)
    except OrderClosed:
        order.refresh_from_db()
        return redirect(order_path(order))
    except Refused as refused:
        form.add_error("email", refused.message)
        return render_pay_page(request, order, form, status=HTTPStatus.TOO_MANY_REQUESTS)
    return redirect("carts:proof", order.number)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@order_page("carts:pay_page")
def prove_address(request: ShopRequest, number: str) -> HttpResponse:
    """Ask for the mailed code, mail another one, or check the code and redirect to payment."""
    order = get_own_order(request, number)
    if not order.is_unpaid or not order.email or order.buyer_id:
        return redirect(order_path(order))
    if not order.is_payable():
        return render_expired(request, order)
    if request.method != "POST":
        return _render_page(request, order)
    if "again" in request.POST:
        return _mail_again(request, order)
    form = ProofForm(request.POST)
    if not form.is_valid():
        return _redirect_refused(order, "form")
    try:
        AddressProof.objects.prove(order, form.cleaned_data["code"])
    except Refused as refused:
        return _redirect_refused(order, refused.code)
    messages.success(request, "Thank you, your address is verified. Now choose a payment method.")
    return redirect("carts:pay_page", order.number)


def _mail_again(request: ShopRequest, order: Order) -> HttpResponse:
    try:
        order.mail_proof()
    except Refused as refused:
        return _redirect_refused(order, refused.code)
    messages.success(request, "We mailed you a new code. Earlier codes no longer work.")
    return redirect("carts:proof", order.number)


def _redirect_refused(order: Order, reason: str) -> HttpResponse:
    """Redirect to the page with the reason of the refusal."""
    return redirect(f"{reverse('carts:proof', args=[order.number])}?{urlencode({'refused': reason})}")


def _render_page(request: ShopRequest, order: Order) -> HttpResponse:
    reason = request.GET.get("refused", "")
    is_about_code = reason in {"form", "proof"}
    form = ProofForm({} if is_about_code else None)
    if is_about_code:
        form.errors.clear()
        form.add_error("code", ERRORS[reason])
    refused = "" if is_about_code else ERRORS.get(reason, "")
    return render(request, "carts/proof.html", {"form": form, "refused": refused, **order_context(order)})
