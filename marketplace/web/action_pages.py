"""Redirects a GET of an action's address to the action's page, instead of the browser's own error page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse

FOR_PROGRAMS = ("/api/", "/payments/")
ELSEWHERE = {"carts:checkout": "carts:cart", "carts:reminder_setting": "marketplace:profile"}
"""Actions whose page is not the nearest address above theirs."""


class ActionPageMiddleware:
    """Redirects a GET of an address that only answers a POST to the page of the action.

    Such a GET comes from a reload after a refused form, a sign-in in between, or a stale tab. The page checks access
    itself, so a stranger still finds nothing there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, or redirect it."""
        response = self.get_response(request)
        is_opened = request.method in {"GET", "HEAD"} and not request.path.startswith(FOR_PROGRAMS)
        if not is_opened or not isinstance(response, HttpResponseNotAllowed):
            return response
        found = redirect(_page_of(request))
        found["Cache-Control"] = "no-store"
        return found


def _page_of(request: HttpRequest) -> str:
    """Return the page of an action: the nearest address above it. Should that be an action too, it leads on."""
    match = request.resolver_match
    if match and match.view_name in ELSEWHERE:
        return reverse(ELSEWHERE[match.view_name])
    path = request.path
    while path.strip("/"):
        path = path.rstrip("/").rpartition("/")[0] + "/"
        try:
            resolve(path)
        except Resolver404:
            continue
        break
    return path
