"""The room: terms, timeline, and the actions of seller and buyer."""

import uuid
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from marketplace.errors import Refused
from marketplace.models import Order
from marketplace.operations.maintenance import switch
from marketplace.web.requests import ShopRequest, get_member
from trading.chat import Chat
from trading.errors import NotYours, TermsChanged
from trading.forms import ACTION_FORMS, ReportForm
from trading.models import Seat, Trade
from trading.room import Room
from trading.views.access import get_own_trade, member_page

DONE = {
    "reject": "You rejected the offer.",
    "counter": "Your counter-offer was sent.",
    "amend": "The new terms were proposed.",
    "apply": "You took over the counter-offer as new terms. The buyer can now accept them.",
    "decline": "You declined the counter-offer.",
    "withdraw": "You withdrew the offer.",
}


@member_page
@require_safe
def room_page(request: ShopRequest, number: str) -> HttpResponse:
    """Show the room of a trade."""
    return render_room(request, get_own_trade(request, number))


@member_page
@require_safe
def room_update(request: ShopRequest, number: str) -> HttpResponse:
    """Render the live parts of the room: terms, timeline, intro, block and report."""
    return render(request, "trading/_room_update.html", room_context(request, get_own_trade(request, number)))


@member_page
@require_POST
def mark_seen(request: ShopRequest, number: str) -> HttpResponse:
    """Record the last event that the user has seen on a visible page."""
    trade, step = get_own_trade(request, number), request.POST.get("step", "")
    if not step.isascii() or not step.isdigit() or len(step) > 9:
        return HttpResponse("step must be a number.", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    Seat.objects.mark_seen(get_member(request), trade, int(step))
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@member_page
@require_POST
def take_action(request: ShopRequest, number: str, verb: str) -> HttpResponse:
    """Take one action of the trade."""
    trade = get_own_trade(request, number)
    if verb not in ACTION_FORMS:
        raise Http404
    form = ACTION_FORMS[verb](request.POST, auto_id=f"{verb}-%s")
    if not form.is_valid():
        return render_room(request, trade, status=HTTPStatus.UNPROCESSABLE_ENTITY, refused_verb=verb, form=form)
    try:
        outcome = getattr(trade, verb)(by=get_member(request), **form.cleaned_data)
    except Refused as refused:
        return render_refusal(request, trade, verb, form, refused)
    if isinstance(outcome, Order):
        return redirect("carts:pay_page", outcome.number)
    messages.success(request, DONE[verb])
    return redirect(trade)


@member_page
@require_safe
def receipt_page(request: ShopRequest, number: str) -> HttpResponse:
    """Show the printable receipt of the deal, with all versions; 404 without a deal."""
    trade = get_own_trade(request, number)
    if trade.order is None:
        raise Http404
    return render(request, "trading/receipt.html", {"room": Room(trade, get_member(request)), "trade": trade})


def render_refusal(request: ShopRequest, trade: Trade, verb: str, form: forms.Form, refused: Refused) -> HttpResponse:
    """Render the room after a refused action, with the reason and any changed terms."""
    if refused.field in form.fields and not isinstance(refused, TermsChanged):
        form.add_error(refused.field, refused.message)
        return render_room(
            request,
            get_own_trade(request, trade.number),
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            refused_verb=verb,
            form=form,
        )
    fresh = get_own_trade(request, trade.number)
    viewer = get_member(request)
    changes = Room(fresh, viewer).compare_with_current(refused.seen) if isinstance(refused, TermsChanged) else None
    status = HTTPStatus.FORBIDDEN if isinstance(refused, NotYours) else HTTPStatus.CONFLICT
    return render_room(request, fresh, status=status, refused=refused, term_changes=changes)


def render_room(request: ShopRequest, trade: Trade, *, status: int = HTTPStatus.OK, **more: Any) -> HttpResponse:
    """Render the whole page, and mark its events as seen. During the maintenance mode they stay new."""
    if not switch.was_on:
        Seat.objects.mark_seen(get_member(request), trade, trade.revision)
    before = request.GET.get("before", "")
    earlier = int(before) if before.isascii() and before.isdigit() and len(before) < 10 else None
    room = room_context(request, trade, **more)
    return render(request, "trading/room.html", {**room, "chat": Chat(room["room"], earlier)}, status=status)


def room_context(request: ShopRequest, trade: Trade, **more: Any) -> dict[str, Any]:
    """Return the context of the room's templates; `forms` by action, a refused form with its entered values."""
    room = Room(trade, get_member(request))
    refused_verb, form = more.get("refused_verb"), more.pop("form", None)
    allowed = [action for action, is_allowed in room.may.items() if is_allowed]
    filled = {action: form if action == refused_verb else _make_form(room, action) for action in allowed}
    blank = {"key": uuid.uuid4().hex}
    more.setdefault("report_form", ReportForm())
    shown = {"room": room, "trade": trade, "forms": filled}
    return {"say": blank, **shown, "refused_form": form, "is_form_missing": refused_verb not in filled, **more}


def _make_form(room: Room, verb: str) -> forms.Form | None:
    if verb not in ACTION_FORMS:
        return None
    terms, counter = room.terms, room.counter
    start = {"version": terms.number, "price": terms.price, "quantity": terms.quantity}
    start |= {"description": terms.description, "counter": counter.number if counter else None}
    if verb == "counter":
        start.pop("price")
    return ACTION_FORMS[verb](initial=start, auto_id=f"{verb}-%s")
