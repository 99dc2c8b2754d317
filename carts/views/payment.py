"""Payment of an order: one attempt at a time, recorded before the gateway is called."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from carts.checkout import record_reminder_email
from carts.forms import PayForm
from carts.views.address_proof import request_proof
from carts.views.checkout import get_own_order, order_context, order_path, render_expired, render_pay_page
from marketplace.errors import HoldLapsed, OrderClosed, ProofNeeded, Refused
from marketplace.models import Order, Payment
from marketplace.orders.settlement import begin_payment, charge_payment, confirm_payment, finish_payment
from marketplace.tracking.new_visitor_limits import REMINDERS
from marketplace.tracking.view_filter import is_counted
from marketplace.web.requests import ShopRequest
from marketplace.web.signed_out import order_page

STILL_WAITING = (
    "Your payment is still being processed. This page shows the result as soon as it is there; don’t pay again."
)
NOT_REMINDED = (
    "We can’t send a reminder for this cart: too many guests on your network asked for one within the last hour. "
    "Your checkout is not affected."
)


class SeeOther(HttpResponseRedirect):
    """A redirect to another site that the browser follows with GET."""

    status_code = 303


@never_cache
@require_POST
@order_page("carts:pay_page")
def pay_order(request: ShopRequest, number: str) -> HttpResponse:
    """Attempt a payment with the address and method of the form."""
    order = get_own_order(request, number)
    form = PayForm(request.POST)
    if not form.is_valid():
        if order.is_unpaid and not order.is_payable():
            return _render_too_late(request, order, form)
        return render_pay_page(
            request, order, form, status=HTTPStatus.UNPROCESSABLE_ENTITY, key=form.cleaned_data.get("key", "")
        )
    key, method = form.cleaned_data["key"], form.cleaned_data["method"]
    try:
        payment = begin_payment(order, key=key, method=method, address=form.address())
    except HoldLapsed:
        return _render_too_late(request, order, form)
    except OrderClosed as refused:
        messages.info(request, refused.message)
        order.refresh_from_db()
        return redirect(order_path(order))
    except ProofNeeded:
        return request_proof(request, order, form)
    except Refused as refused:
        is_shown = refused.field in form.fields and not form[refused.field].is_hidden
        form.add_error(refused.field if is_shown else None, refused.message)
        return render_pay_page(request, order, form, status=HTTPStatus.CONFLICT)
    is_saved = save_reminder_email(request, order, form)
    # Outside any transaction: the gateway may be slow.
    charge_payment(payment)
    if not is_saved and payment.status != Payment.Status.CAPTURED:
        messages.warning(request, NOT_REMINDED)
    return _redirect_after(request, order, payment)


def _render_too_late(request: ShopRequest, order: Order, form: PayForm) -> HttpResponse:
    """Render that the time to pay is over, and keep the entered address for the next checkout."""
    order.keep_address(form.known())
    return render_expired(request, order)


def save_reminder_email(request: ShopRequest, order: Order, form: PayForm) -> bool:
    """Save or clear a guest's address for reminders; False if the limit of the network is reached.

    Anybody can enter a stranger's address, so the number of such guests per network and hour is limited.
    """
    if request.shopper.user is not None:
        return True
    is_wanted = form.cleaned_data["remind_me"]
    is_saved = not is_wanted or is_counted(request, REMINDERS, request.shopper.holder)
    record_reminder_email(order, form.cleaned_data["email"] if is_wanted and is_saved else "")
    return is_saved


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@order_page("carts:pay_page")
def show_confirmation(request: ShopRequest, number: str) -> HttpResponse:
    """Show the bank's confirmation question and pass on the answer; after the deadline the answer is no.

    A gateway with its own confirmation page redirects back here; then the result is read from the gateway.
    """
    order = get_own_order(request, number)
    payment = order.payments.filter(status=Payment.Status.CONFIRMING).last()
    if payment is None:
        return redirect(order_path(order))
    if request.method == "POST":
        confirm_payment(payment, approved=request.POST.get("answer") == "yes" and order.is_payable())
    elif payment.provider.asks_here:
        return render(request, "carts/confirm.html", order_context(order))
    else:
        finish_payment(payment)
    return _redirect_after(request, order, payment)


def _redirect_after(request: ShopRequest, order: Order, payment: Payment) -> HttpResponse:
    """Redirect to the gateway's page, the bank's question, another attempt, or the order."""
    if payment.url:
        return SeeOther(payment.url)
    if payment.is_unanswered:
        # The order page is pushed when the result arrives.
        messages.info(request, STILL_WAITING)
        return redirect(order)
    if payment.status == Payment.Status.CONFIRMING and payment.provider.asks_here:
        return redirect("carts:confirm", order.number)
    if payment.status == Payment.Status.FAILED:
        return redirect("carts:pay_page", order.number)
    return redirect(order)
