"""Middleware that updates other tabs after a sign-in, and deletes a browser's copy of the cart after a sign-out."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from carts import topics

SESSION_KEY = "cart_left"
FORGET_COOKIE = "cart_forget"
FORGET_SECONDS = 24 * 3600


class CartSessionMiddleware:
    """Push the new cart to tabs opened before a sign-in; after a sign-out let the browser delete its copy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the response."""
        # A push during the sign-in itself would let the tab read with its old cookie and see an empty guest's cart. The
        # first request with the new session proves that the browser has the new cookie.
        if holder := request.session.pop(SESSION_KEY, None):
            topics.cart.push(holder)
        response = self.get_response(request)
        if holder := getattr(request, "cart_left", None):
            request.session[SESSION_KEY] = holder
        if getattr(request, "cart_forgotten", False):
            response.set_cookie(FORGET_COOKIE, "1", max_age=FORGET_SECONDS, samesite="Lax", secure=request.is_secure())
        return response
