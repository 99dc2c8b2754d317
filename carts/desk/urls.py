"""Routes of live carts: each page is there for a shop, under its desk, and for the platform."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import URLPattern, path

from carts.views.desk import analytics, live

PAGES: list[tuple[str, Callable[..., HttpResponse], str]] = [
    ("", live.carts, "carts"),
    ("list/", live.carts_list, "carts_list"),
    ("pressure/", analytics.pressure, "pressure"),
    ("numbers/", analytics.numbers, "numbers"),
    ("<str:code>/", live.cart, "cart"),
    ("<str:code>/state/", live.cart_state, "cart_state"),
    ("<str:code>/unmask/", live.unmask, "unmask"),
]


def _both(route: str, view: Any, name: str) -> list[URLPattern]:
    return [
        path(f"desk/<slug:shop>/carts/{route}", view, name=f"desk_{name}"),
        path(f"live-carts/{route}", view, name=f"all_{name}"),
    ]


urlpatterns = [pattern for page in PAGES for pattern in _both(*page)]
