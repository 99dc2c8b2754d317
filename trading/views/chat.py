"""The conversation: saying something, what was said meanwhile, and how far one has read."""

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from marketplace.errors import Refused
from marketplace.web.requests import ShopRequest
from trading.chat import Chat
from trading.errors import NotYours
from trading.forms import MessageForm
from trading.models import Seat
from trading.room import Room
from trading.views.access import CONFLICT, FORBIDDEN, TIRED, UNPROCESSABLE, get_own_trade, member, member_page
from trading.views.room import render_room, room_context

NUMBER = "{}: a number, please."
STATUS = {"too_fast": TIRED, "text": UNPROCESSABLE}


@member_page
@require_POST
def post_message(request: ShopRequest, number: str) -> HttpResponse:
    """Say something; htmx gets an empty form for the next line, which arrives by itself as it does at the other's."""
    trade, form = get_own_trade(request, number), MessageForm(request.POST)
    if not form.is_valid():
        return _unsaid(request, number, str(next(iter(form.errors.values()))[0]), UNPROCESSABLE)
    try:
        trade.say(by=member(request), **form.cleaned_data)
    except Refused as refused:
        status = FORBIDDEN if isinstance(refused, NotYours) else STATUS.get(refused.code, CONFLICT)
        return _unsaid(request, number, refused.message, status)
    if not request.htmx:
        return redirect(f"{trade.get_absolute_url()}#chat-{trade.pk}")
    return render(request, "trading/_composer.html", room_context(request, trade))


def _unsaid(request: ShopRequest, number: str, error: str, status: int) -> HttpResponse:
    said = {"key": request.POST.get("key") or uuid.uuid4().hex, "text": request.POST.get("text", ""), "error": error}
    trade = get_own_trade(request, number)
    if request.htmx:
        return render(request, "trading/_composer.html", room_context(request, trade, say=said), status=status)
    return render_room(request, trade, status=status, say=said)


@member_page
@require_safe
def list_messages(request: ShopRequest, number: str) -> HttpResponse:
    """Show what was said after a line, or the latest lines, for a page that puts each in its place."""
    trade, after = get_own_trade(request, number), request.GET.get("after")
    if after is not None and not _is_number(after):
        return HttpResponse(NUMBER.format("after"), status=UNPROCESSABLE)
    chat = Chat(Room(trade, member(request)))
    lines = chat.lines if after is None else chat.after(int(after))
    return render(request, "trading/_caught_up.html", {"trade": trade, "lines": lines, "chat": chat})


@member_page
@require_POST
def mark_read(request: ShopRequest, number: str) -> HttpResponse:
    """Note up to which line the member has read, on a page that was before their eyes."""
    trade, line = get_own_trade(request, number), request.POST.get("line", "")
    if not _is_number(line):
        return HttpResponse(NUMBER.format("line"), status=UNPROCESSABLE)
    Seat.objects.mark_read(member(request), trade, int(line))
    return HttpResponse(status=204)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10
