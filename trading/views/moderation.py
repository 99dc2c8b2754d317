"""Views to block or report the other participant."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from marketplace.errors import Refused
from marketplace.models import User
from marketplace.web.requests import ShopRequest, get_member
from trading.forms import ReportForm
from trading.models import Report, Trade
from trading.moderation import block_person, unblock_person
from trading.views.access import get_own_trade, member_page
from trading.views.room import render_room


@member_page
@require_POST
def block_participant(request: ShopRequest, number: str) -> HttpResponse:
    """Block the other participant."""
    trade, other = _get_trade_and_counterparty(request, number)
    block_person(get_member(request), other)
    messages.success(request, "Blocked. You can no longer make each other offers or send messages.")
    return redirect(trade)


@member_page
@require_POST
def unblock_participant(request: ShopRequest, number: str) -> HttpResponse:
    """Remove the user's block."""
    trade, other = _get_trade_and_counterparty(request, number)
    unblock_person(get_member(request), other)
    messages.success(request, "Unblocked. You can trade with each other again.")
    return redirect(trade)


@member_page
@require_POST
def report_room(request: ShopRequest, number: str) -> HttpResponse:
    """Report the trade to platform staff."""
    trade, _ = _get_trade_and_counterparty(request, number)
    form = ReportForm(request.POST)
    if not form.is_valid():
        return render_room(request, trade, status=HTTPStatus.UNPROCESSABLE_ENTITY, report_form=form)
    try:
        Report.objects.submit(trade, by=get_member(request), text=form.cleaned_data["complaint"])
    except Refused as refused:
        form.add_error("complaint", refused.message)
        return render_room(request, trade, status=HTTPStatus.CONFLICT, report_form=form)
    messages.success(request, "Thank you for your report. Our staff will review it.")
    return redirect(trade)


def _get_trade_and_counterparty(request: ShopRequest, number: str) -> tuple[Trade, User]:
    """Return a trade of the user with the other participant; 404 if there is none."""
    trade = get_own_trade(request, number)
    other = trade.counterparty_of(get_member(request))
    if other is None:
        raise Http404
    return trade, other
