"""The link in an order's mail: it opens the order in any browser, after a confirmation."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from marketplace.accounts.rate_limits import is_network_within_limit, render_too_many
from marketplace.models import Order, OrderReader
from marketplace.models.order_access import find_visible_orders, is_order_token
from marketplace.orders import order_mails
from marketplace.web.requests import ShopRequest


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_order_link(request: ShopRequest, number: str, token: str) -> HttpResponse:
    """Ask for confirmation, then open an order; only by POST, because mail programs follow links.

    For an expired link, POST mails a new one to the order's address.
    """
    if mine := find_visible_orders(request.shopper.holders, request.visitor.digest).filter(number=number).first():
        return redirect(mine)
    if not is_network_within_limit("order_link", request):
        return render_too_many(request)
    order = get_object_or_404(Order, number=number)
    if not is_order_token(order, token, at_any_age=True):
        raise Http404
    is_open = is_order_token(order, token)
    if request.method == "POST":
        return _grant_access(request, order) if is_open else _mail_new_link(request, order)
    page = render(request, "marketplace/orders/open_link.html", {"order": order, "is_open": is_open})
    # The URL contains the token: no `Referer` header may carry it. "no-referrer" would also remove the origin from
    # the form's POST, which then fails the CSRF check.
    page["Referrer-Policy"] = "strict-origin"
    return page


def _grant_access(request: ShopRequest, order: Order) -> HttpResponse:
    OrderReader.objects.grant_access(order, request.visitor.digest)
    return redirect(order)


def _mail_new_link(request: ShopRequest, order: Order) -> HttpResponse:
    order_mails.mail_order_link(order)
    messages.success(request, "We sent a new link. We send one per day, so check for an earlier email too.")
    return redirect("marketplace:home")
