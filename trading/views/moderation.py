"""Having nothing to do with somebody any more, and telling the platform about them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from marketplace.errors import Refused
from marketplace.models import User
from marketplace.web.requests import ShopRequest
from trading.forms import ReportForm
from trading.models import Report, Trade
from trading.moderation import block_person, unblock_person
from trading.views.access import CONFLICT, UNPROCESSABLE, get_own_trade, member, member_page
from trading.views.room import render_room


@member_page
@require_POST
def block_participant(request: ShopRequest, number: str) -> HttpResponse:
    """Block whoever sits opposite."""
    trade, other = _faced(request, number)
    block_person(member(request), other)
    messages.success(request, "Blocked. Neither of you can make the other an offer, or write, from now on.")
    return redirect(trade)


@member_page
@require_POST
def unblock_participant(request: ShopRequest, number: str) -> HttpResponse:
    """Take the own block back."""
    trade, other = _faced(request, number)
    unblock_person(member(request), other)
    messages.success(request, "You can trade with each other again.")
    return redirect(trade)


@member_page
@require_POST
def report_room(request: ShopRequest, number: str) -> HttpResponse:
    """Tell the platform what is wrong here."""
    trade, _ = _faced(request, number)
    form = ReportForm(request.POST)
    if not form.is_valid():
        return render_room(request, trade, status=UNPROCESSABLE, report_form=form)
    try:
        Report.objects.submit(trade, by=member(request), text=form.cleaned_data["complaint"])
    except Refused as refused:
        form.add_error("complaint", refused.message)
        return render_room(request, trade, status=CONFLICT, report_form=form)
    messages.success(request, "Thank you. Somebody who works here will look at it.")
    return redirect(trade)


def _faced(request: ShopRequest, number: str) -> tuple[Trade, User]:
    """Return a trade of the member's with whoever sits opposite; 404 where nobody does."""
    trade = get_own_trade(request, number)
    other = trade.counterparty_of(member(request))
    if other is None:
        raise Http404
    return trade, other
