"""Joining a trade by the link or the code of an invitation. Only pressing the button uses the code up."""

from http import HTTPStatus

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from marketplace.web.requests import ShopRequest, get_member
from trading.code_attempts import has_too_many_wrong_codes, record_wrong_code
from trading.forms import CodeForm
from trading.models import Invitation
from trading.room import Room
from trading.views.access import member_page

WRONG = "This code is not valid. It may be mistyped, used or replaced by a newer one. Ask the seller."
ENOUGH = "Too many wrong codes. Try again in an hour."


@member_page
@require_safe
def join_by_link(request: ShopRequest, code: str) -> HttpResponse:
    """Show the terms of an invitation, with the button to join."""
    if has_too_many_wrong_codes(request):
        return _render_join_form(request, CodeForm(), ENOUGH, HTTPStatus.TOO_MANY_REQUESTS)
    trade = Invitation.objects.find_trade(code, get_member(request))
    if trade is None:
        record_wrong_code(request)
        raise Http404
    if trade.role_of(get_member(request)):
        return redirect(trade)
    return render(request, "trading/join_link.html", {"room": Room(trade, get_member(request)), "code": code})


@member_page
@require_http_methods(["GET", "HEAD", "POST"])
def join_by_code(request: ShopRequest) -> HttpResponse:
    """Join by a code."""
    if request.method != "POST":
        return _render_join_form(request, CodeForm())
    form = CodeForm(request.POST)
    if has_too_many_wrong_codes(request):
        return _render_join_form(request, form, ENOUGH, HTTPStatus.TOO_MANY_REQUESTS)
    if not form.is_valid():
        return _render_join_form(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    trade = Invitation.objects.redeem(form.cleaned_data["code"], by=get_member(request))
    if trade is None:
        record_wrong_code(request)
        return _render_join_form(request, form, WRONG, HTTPStatus.NOT_FOUND)
    return redirect(trade)


def _render_join_form(
    request: ShopRequest, form: CodeForm, error: str = "", status: int = HTTPStatus.OK
) -> HttpResponse:
    if error and form.is_bound:
        form.is_valid()
        form.add_error("code", error)
    return render(request, "trading/join.html", {"form": form, "error": error}, status=status)
