"""What the links of reminders lead to: the cart, and an end to reminders; and the switch for members."""

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from carts.models import CartReminder, MailOptOut
from carts.models.reminder import lines_of
from carts.views.desk.access import member
from marketplace.errors import Refused
from marketplace.web.requests import ShopRequest
from marketplace.web.signed_out import sign_in_first

CONFLICT = 409
ONE_CLICK = "List-Unsubscribe"
"""Field of the form that a mail program sends by itself (RFC 8058), which asks for an answer without a redirect."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reminded(request: ShopRequest, token: str) -> HttpResponse:
    """Show what was left behind, and bring it back by POST: a mail program that looks at links must not."""
    reminder = CartReminder.objects.signed(token)
    if reminder is None:
        raise Http404
    refused = ""
    if request.method == "POST":
        try:
            reminder.bring_back(request.shopper)
        except Refused as reason:
            refused = reason.message
        else:
            messages.success(request, "Your cart is back. Please look it over: prices and stock may have changed.")
            return redirect("carts:cart")
    is_good = not refused and reminder.is_good
    if not is_good and reminder.leads_home(request.shopper):
        messages.info(request, "You are back already: this is your cart.")
        return redirect("carts:cart")
    context = {"lines": lines_of(reminder.cart) if is_good else [], "is_good": is_good, "refused": refused}
    page = render(request, "carts/reminded.html", context, status=CONFLICT if refused else 200)
    # Nothing may learn the token from where its reader came from.
    page["Referrer-Policy"] = "strict-origin"
    return page


# A mail program that unsubscribes by itself has no form of ours; the signed address is leave enough.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: ShopRequest, token: str) -> HttpResponse:
    """Send no reminders to the address of a mail any more, by one click, and again if that is wanted."""
    try:
        email = MailOptOut.objects.signed(token)
    except signing.BadSignature:
        raise Http404 from None
    if request.method == "POST":
        change = MailOptOut.objects.allow if request.POST.get("again") else MailOptOut.objects.stop
        change(email)
        if ONE_CLICK not in request.POST:
            return redirect(request.path)
    page = render(request, "carts/reminders_stop.html", {"email": email, "is_stopped": MailOptOut.objects.has(email)})
    page["Referrer-Policy"] = "strict-origin"
    return page


@require_POST
@sign_in_first
def own(request: ShopRequest) -> HttpResponse:
    """Send the member reminders or none from now on, by whether `remind` was sent, and go back to the profile."""
    email = member(request).email
    if request.POST.get("remind"):
        MailOptOut.objects.allow(email)
        messages.success(request, "We remind you again of a cart you leave behind.")
    else:
        MailOptOut.objects.stop(email)
        messages.success(request, "We send you no reminders any more.")
    return redirect("marketplace:profile")
