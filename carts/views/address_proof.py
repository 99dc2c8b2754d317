"""Proving an address: a guest who buys something limited enters the code that was mailed to them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from carts.forms import PayForm, ProofForm
from carts.views.checkout import lapsed, own, page_of, pay_page, summary_of
from marketplace.errors import HoldLapsed, OrderClosed, Refused
from marketplace.models import AddressProof, Order
from marketplace.models.address_proofs import REFUSALS
from marketplace.web.requests import ShopRequest
from marketplace.web.signed_out import own_page

TOO_MANY = 429
SENTENCES = {"form": "Enter the six digits of the mail.", **REFUSALS}
"""Sentences of the page, by the word in its address: a refused code leads back to a page that answers a GET."""


def ask_for_proof(request: ShopRequest, order: Order, form: PayForm) -> HttpResponse:
    """Mail a code to the address of the payment form, and go to the page that asks for it."""
    try:
        order.ask_for_proof(form.address())
    except HoldLapsed:
        return lapsed(request, order)
    except OrderClosed:
        order.refresh_from_db()
        return redirect(page_of(order))
    except Refused as refused:
        form.add_error("email", refused.message)
        return pay_page(request, order, form, status=TOO_MANY)
    return redirect("carts:proof", order.number)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@own_page("carts:pay_page")
def prove(request: ShopRequest, number: str) -> HttpResponse:
    """Ask for the mailed code, mail another one, or take the code and go on to payment."""
    order = own(request, number)
    if not order.is_unpaid or not order.email or order.buyer_id:
        return redirect(page_of(order))
    if not order.is_payable():
        return lapsed(request, order)
    if request.method != "POST":
        return _page(request, order)
    if "again" in request.POST:
        return _mail_again(request, order)
    form = ProofForm(request.POST)
    if not form.is_valid():
        return _refused(order, "form")
    try:
        AddressProof.objects.prove(order, form.cleaned_data["code"])
    except Refused as refused:
        return _refused(order, refused.code)
    messages.success(request, "Thank you, the address is yours. Now choose how you pay.")
    return redirect("carts:pay_page", order.number)


def _mail_again(request: ShopRequest, order: Order) -> HttpResponse:
    try:
        order.mail_proof()
    except Refused as refused:
        return _refused(order, refused.code)
    messages.success(request, "Another code is in the mail. Only the newest one counts.")
    return redirect("carts:proof", order.number)


def _refused(order: Order, reason: str) -> HttpResponse:
    """Lead back to the page, which says the reason."""
    return redirect(f"{reverse('carts:proof', args=[order.number])}?{urlencode({'refused': reason})}")


def _page(request: ShopRequest, order: Order) -> HttpResponse:
    reason = request.GET.get("refused", "")
    is_about_code = reason in {"form", "proof"}
    form = ProofForm({} if is_about_code else None)
    if is_about_code:
        form.errors.clear()
        form.add_error("code", SENTENCES[reason])
    refused = "" if is_about_code else SENTENCES.get(reason, "")
    return render(request, "carts/proof.html", {"form": form, "refused": refused, **summary_of(order)})
