"""Routes of live carts: each page exists for a shop and for the platform."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import URLPattern, path

from carts.views.staff import analytics, live

PAGES: list[tuple[str, Callable[..., HttpResponse], str]] = [
    ("", live.list_carts, "carts"),
    ("list/", live.list_carts_partial, "carts_list"),
    ("pressure/", analytics.show_stock_demand, "pressure"),
    ("numbers/", analytics.show_analytics, "numbers"),
    ("<str:code>/", live.show_cart, "cart"),
    ("<str:code>/state/", live.show_cart_partial, "cart_state"),
    ("<str:code>/unmask/", live.unmask_member, "unmask"),
]


def _both(route: str, view: Any, name: str) -> list[URLPattern]:
    return [
        path(f"desk/<slug:shop>/carts/{route}", view, name=f"shop_{name}"),
        path(f"live-carts/{route}", view, name=f"all_{name}"),
    ]


urlpatterns = [pattern for page in PAGES for pattern in _both(*page)]
