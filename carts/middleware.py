"""What a browser has to be told about its cart around signing in and out."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from carts import topics

SESSION_KEY = "cart_left"
FORGET_COOKIE = "cart_forget"
FORGET_SECONDS = 24 * 3600


class CartHandOver:
    """Tells tabs opened before a sign-in to look again, and a browser that signed out to drop its copy of the cart."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        # A tab told during the sign-in itself would ask again with the old cookie and see an empty guest's cart. The
        # first request with the new session proves that the browser has it.
        if holder := request.session.pop(SESSION_KEY, None):
            topics.cart.push(holder)
        response = self.get_response(request)
        if holder := getattr(request, "cart_left", None):
            request.session[SESSION_KEY] = holder
        if getattr(request, "cart_forgotten", False):
            response.set_cookie(FORGET_COOKIE, "1", max_age=FORGET_SECONDS, samesite="Lax", secure=request.is_secure())
        return response
