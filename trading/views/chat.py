"""Views of the chat: post a message, list messages, mark messages as read."""

import uuid
from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from marketplace.errors import Refused
from marketplace.web.requests import ShopRequest, get_member
from trading.chat import Chat
from trading.errors import NotYours
from trading.forms import MessageForm
from trading.models import Seat
from trading.room import Room
from trading.views.access import get_own_trade, member_page
from trading.views.room import render_room, room_context

NUMBER = "{} must be a number."
STATUS = {"too_fast": HTTPStatus.TOO_MANY_REQUESTS, "text": HTTPStatus.UNPROCESSABLE_ENTITY}


@member_page
@require_POST
def post_message(request: ShopRequest, number: str) -> HttpResponse:
    """Post a message. htmx gets an empty form; the message itself arrives by the live topic, on both sides."""
    trade, form = get_own_trade(request, number), MessageForm(request.POST)
    if not form.is_valid():
        return _render_not_sent(
            request, number, str(next(iter(form.errors.values()))[0]), HTTPStatus.UNPROCESSABLE_ENTITY
        )
    try:
        trade.say(by=get_member(request), **form.cleaned_data)
    except Refused as refused:
        status = (
            HTTPStatus.FORBIDDEN if isinstance(refused, NotYours) else STATUS.get(refused.code, HTTPStatus.CONFLICT)
        )
        return _render_not_sent(request, number, refused.message, status)
    if not request.htmx:
        return redirect(f"{trade.get_absolute_url()}#chat-{trade.pk}")
    return render(request, "trading/_composer.html", room_context(request, trade))


def _render_not_sent(request: ShopRequest, number: str, error: str, status: int) -> HttpResponse:
    said = {"key": request.POST.get("key") or uuid.uuid4().hex, "text": request.POST.get("text", ""), "error": error}
    trade = get_own_trade(request, number)
    if request.htmx:
        return render(request, "trading/_composer.html", room_context(request, trade, say=said), status=status)
    return render_room(request, trade, status=status, say=said)


@member_page
@require_safe
def list_messages(request: ShopRequest, number: str) -> HttpResponse:
    """Return the messages after a number, or the latest ones, for the page to insert."""
    trade, after = get_own_trade(request, number), request.GET.get("after")
    if after is not None and not _is_number(after):
        return HttpResponse(NUMBER.format("after"), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    chat = Chat(Room(trade, get_member(request)))
    lines = chat.lines if after is None else chat.after(int(after))
    return render(request, "trading/_missed_messages.html", {"trade": trade, "lines": lines, "chat": chat})


@member_page
@require_POST
def mark_read(request: ShopRequest, number: str) -> HttpResponse:
    """Record the last message that the user has read on a visible page."""
    trade, line = get_own_trade(request, number), request.POST.get("line", "")
    if not _is_number(line):
        return HttpResponse(NUMBER.format("line"), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    Seat.objects.mark_read(get_member(request), trade, int(line))
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10
