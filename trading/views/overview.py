"""The dashboard of all trades, for those who work for the platform."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from marketplace.web.requests import ShopRequest
from trading.overview import Overview
from trading.views.access import member, staff_page


@staff_page
@require_safe
def overview_page(request: ShopRequest) -> HttpResponse:
    """Show all live trades, who is present where, and what just happened."""
    return _shown(request, "trading/dashboard.html")


@staff_page
@require_safe
def overview_list(request: ShopRequest) -> HttpResponse:
    """Show the parts of the dashboard that follow it live."""
    return _shown(request, "trading/_dashboard.html")


def _shown(request: ShopRequest, template: str) -> HttpResponse:
    board = Overview(member(request), request.GET)
    return render(request, template, {"board": board, "page_obj": board.page, "form": board.form})
