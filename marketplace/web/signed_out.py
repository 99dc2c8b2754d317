"""Sign-in for private pages: explains an ended session, and returns to the page after the sign-in.

No answer reveals whether an object exists: signed-out visitors get the same answer either way.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from marketplace.web.requests import ShopRequest

View = Callable[..., HttpResponse]
HEADER = "Signed-Out"
"""Response header for scripts: the request failed because nobody is signed in."""
OWN = ("/account/", "/desk/", "/trades/", "/orders/", "/checkout/", "/live-carts/")
"""Path prefixes of members' private pages."""


def sign_in_required(view: View) -> View:
    """Restrict a view to members; others are redirected to the sign-in page and back afterwards."""

    @wraps(view)
    def guarded(request: ShopRequest, *args: Any, **named: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **named)
        answer = redirect_to_login(return_path(request))
        answer[HEADER] = "1"
        return answer

    return guarded


def order_page(route: str) -> Callable[[View], View]:
    """Make an order's 404 page ask signed-out visitors to sign in.

    `route` names the page to return to, with the order's number: the view itself may be a form action or a fragment.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: ShopRequest, number: str, **named: Any) -> HttpResponse:
            try:
                return view(request, number, **named)
            except Http404:
                if request.user.is_authenticated:
                    raise
            context = {"back": reverse(route, args=[number])}
            page = render(request, "marketplace/orders/signed_out.html", context, status=HTTPStatus.NOT_FOUND)
            page[HEADER] = "1"
            return page

        return guarded

    return wrap


def return_path(request: ShopRequest) -> str:
    """Return the path to return to: the requested page, or the page with the form or fragment."""
    asked = request.get_full_path()
    is_whole = request.method in {"GET", "HEAD"} and not request.headers.get("HX-Request")
    return asked if is_whole else _find_previous_page(request) or asked


def _find_previous_page(request: ShopRequest) -> str:
    for name in ("HX-Current-URL", "Referer"):
        page = request.headers.get(name, "")
        if page and url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
            parts = urlsplit(page)
            return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return ""
