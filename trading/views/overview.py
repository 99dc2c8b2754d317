"""The overview of all trades, for platform staff."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from marketplace.web.requests import ShopRequest, get_member
from trading.overview import Overview
from trading.views.access import staff_page


@staff_page
@require_safe
def overview_page(request: ShopRequest) -> HttpResponse:
    """Show open trades, presence and latest events."""
    return _render_overview(request, "trading/overview.html")


@staff_page
@require_safe
def overview_list(request: ShopRequest) -> HttpResponse:
    """Render the live parts of the overview."""
    return _render_overview(request, "trading/_overview.html")


def _render_overview(request: ShopRequest, template: str) -> HttpResponse:
    overview = Overview(get_member(request), request.GET)
    return render(request, template, {"overview": overview, "page_obj": overview.page, "form": overview.form})
