"""Paying: one attempt at a time, written down before the gateway hears of it."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from carts.forms import PayForm
from carts.models import Cart
from carts.views.address_proof import ask_for_proof
from carts.views.checkout import lapsed, own, page_of, pay_page, summary_of
from carts.views.responses import CONFLICT, UNPROCESSABLE
from marketplace.errors import HoldLapsed, OrderClosed, ProofNeeded, Refused
from marketplace.models import Order, Payment
from marketplace.orders.settlement import begin_payment, charge_payment, confirm_payment, finish_payment
from marketplace.tracking.new_visitor_limits import REMINDERS
from marketplace.tracking.view_filter import is_counted
from marketplace.web.requests import ShopRequest
from marketplace.web.signed_out import own_page

STILL_ASKING = "Your payment provider takes its time. This page shows the answer as soon as it comes; don’t pay again."
NOT_REMINDED = (
    "We can send no reminder of this cart: too many guests of your network asked for one within the last hour. "
    "Everything else of your checkout is as you left it."
)


class SeeOther(HttpResponseRedirect):
    """A redirect that is followed by GET, to a page of somebody else's."""

    status_code = 303


@never_cache
@require_POST
@own_page("carts:pay_page")
def pay(request: ShopRequest, number: str) -> HttpResponse:
    """Try to pay with the address and method of the form."""
    order = own(request, number)
    form = PayForm(request.POST)
    if not form.is_valid():
        if order.is_unpaid and not order.is_payable():
            return _too_late(request, order, form)
        return pay_page(request, order, form, status=UNPROCESSABLE, key=form.cleaned_data.get("key", ""))
    key, method = form.cleaned_data["key"], form.cleaned_data["method"]
    try:
        payment = begin_payment(order, key=key, method=method, address=form.address())
    except HoldLapsed:
        return _too_late(request, order, form)
    except OrderClosed as refused:
        messages.info(request, refused.message)
        order.refresh_from_db()
        return redirect(page_of(order))
    except ProofNeeded:
        return ask_for_proof(request, order, form)
    except Refused as refused:
        is_shown = refused.field in form.fields and not form[refused.field].is_hidden
        form.add_error(refused.field if is_shown else None, refused.message)
        return pay_page(request, order, form, status=CONFLICT)
    is_noted = keep_reminder_wish(request, order, form)
    # Outside any transaction: the gateway may take its time.
    charge_payment(payment)
    if not is_noted and payment.status != Payment.Status.CAPTURED:
        messages.warning(request, NOT_REMINDED)
    return _go_on(request, order, payment)


def _too_late(request: ShopRequest, order: Order, form: PayForm) -> HttpResponse:
    """Say that the time to pay is over, and keep what was filled in for the next checkout."""
    order.keep_address(form.known())
    return lapsed(request, order)


def keep_reminder_wish(request: ShopRequest, order: Order, form: PayForm) -> bool:
    """Note where a guest wants to be reminded of the cart, or nowhere; False if that can't be noted.

    Anybody can name a stranger's address, so one network may only bring so many guests an hour who ask for it.
    """
    if request.shopper.user is not None:
        return True
    is_wanted = form.cleaned_data["remind_me"]
    is_noted = not is_wanted or is_counted(request, REMINDERS, request.shopper.holder)
    Cart.objects.remind_at(order, form.cleaned_data["email"] if is_wanted and is_noted else "")
    return is_noted


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@own_page("carts:pay_page")
def confirm(request: ShopRequest, number: str) -> HttpResponse:
    """Pass the bank's question on to the buyer, and the buyer's answer back; past the deadline it is no.

    Where the gateway has a page of its own, this is where that page leads back to: how did it go?
    """
    order = own(request, number)
    payment = order.payments.filter(status=Payment.Status.CONFIRMING).last()
    if payment is None:
        return redirect(page_of(order))
    if request.method == "POST":
        confirm_payment(payment, approved=request.POST.get("answer") == "yes" and order.is_payable())
    elif payment.provider.asks_here:
        return render(request, "carts/confirm.html", summary_of(order))
    else:
        finish_payment(payment)
    return _go_on(request, order, payment)


def _go_on(request: ShopRequest, order: Order, payment: Payment) -> HttpResponse:
    """Send the buyer where the attempt leads: the gateway's page, the bank's question, another try, or the order."""
    if payment.url:
        return SeeOther(payment.url)
    if payment.is_unanswered:
        # The order's page follows by itself when the answer comes.
        messages.info(request, STILL_ASKING)
        return redirect(order)
    if payment.status == Payment.Status.CONFIRMING and payment.provider.asks_here:
        return redirect("carts:confirm", order.number)
    if payment.status == Payment.Status.FAILED:
        return redirect("carts:pay_page", order.number)
    return redirect(order)
