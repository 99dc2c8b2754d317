"""Pages of the links in reminders: restore the cart, or opt out; and the setting of members."""

from http import HTTPStatus

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from carts.models import CartReminder, MailOptOut
from carts.models.reminder import reminder_lines
from marketplace.errors import Refused
from marketplace.web.requests import ShopRequest, get_member
from marketplace.web.signed_out import sign_in_required

ONE_CLICK = "List-Unsubscribe"
"""Field of the form that a mail program sends by itself (RFC 8058); its response must not be a redirect."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_reminded_cart(request: ShopRequest, token: str) -> HttpResponse:
    """Show the abandoned cart; only a POST restores it, as mail programs open links to check them."""
    reminder = CartReminder.objects.from_token(token)
    if reminder is None:
        raise Http404
    refused = ""
    if request.method == "POST":
        try:
            reminder.restore_cart(request.shopper)
        except Refused as reason:
            refused = reason.message
        else:
            messages.success(request, "Your cart was restored. Please check it: prices and stock may have changed.")
            return redirect("carts:cart")
    is_usable = not refused and reminder.is_usable
    if not is_usable and reminder.is_about_cart_of(request.shopper):
        messages.info(request, "This is your cart already.")
        return redirect("carts:cart")
    context = {"lines": reminder_lines(reminder.cart) if is_usable else [], "is_usable": is_usable, "refused": refused}
    page = render(request, "carts/reminded.html", context, status=HTTPStatus.CONFLICT if refused else HTTPStatus.OK)
    # Other sites must not learn the token from the referrer.
    page["Referrer-Policy"] = "strict-origin"
    return page


# A mail program that unsubscribes by itself has no CSRF token; the signed address is the authorization.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change_opt_out(request: ShopRequest, token: str) -> HttpResponse:
    """Opt the address of a mail out of reminders with one click, or in again."""
    try:
        email = MailOptOut.objects.email_of(token)
    except signing.BadSignature:
        raise Http404 from None
    if request.method == "POST":
        change = MailOptOut.objects.opt_in if request.POST.get("again") else MailOptOut.objects.opt_out
        change(email)
        if ONE_CLICK not in request.POST:
            return redirect(request.path)
    page = render(request, "carts/reminder_opt_out.html", {"email": email, "is_stopped": MailOptOut.objects.has(email)})
    page["Referrer-Policy"] = "strict-origin"
    return page


@require_POST
@sign_in_required
def change_own_setting(request: ShopRequest) -> HttpResponse:
    """Turn the member's reminders on if `remind` was sent, else off, and redirect to the profile."""
    email = get_member(request).email
    if request.POST.get("remind"):
        MailOptOut.objects.opt_in(email)
        messages.success(request, "Cart reminders are on.")
    else:
        MailOptOut.objects.opt_out(email)
        messages.success(request, "Cart reminders are off.")
    return redirect("marketplace:profile")
