"""Coming in by an invitation: by its link or its code, which nothing but a press of the button uses up."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from marketplace.web.requests import ShopRequest
from trading.code_attempts import has_too_many_wrong_codes, record_wrong_code
from trading.forms import CodeForm
from trading.models import Invitation
from trading.room import Room
from trading.views.access import NOT_THERE, TIRED, UNPROCESSABLE, member, member_page

WRONG = "This code opens no room. It may be mistyped, used or replaced by a newer one: ask the seller."
ENOUGH = "Too many wrong codes. Try again in an hour."


@member_page
@require_safe
def join_by_link(request: ShopRequest, code: str) -> HttpResponse:
    """Show what an invitation leads to, with the button to come in; a look uses nothing up."""
    if has_too_many_wrong_codes(request):
        return _asked(request, CodeForm(), ENOUGH, TIRED)
    trade = Invitation.objects.find_trade(code, member(request))
    if trade is None:
        record_wrong_code(request)
        raise Http404
    if trade.role_of(member(request)):
        return redirect(trade)
    return render(request, "trading/join_link.html", {"room": Room(trade, member(request)), "code": code})


@member_page
@require_http_methods(["GET", "HEAD", "POST"])
def join_by_code(request: ShopRequest) -> HttpResponse:
    """Come in by a code."""
    if request.method != "POST":
        return _asked(request, CodeForm())
    form = CodeForm(request.POST)
    if has_too_many_wrong_codes(request):
        return _asked(request, form, ENOUGH, TIRED)
    if not form.is_valid():
        return _asked(request, form, status=UNPROCESSABLE)
    trade = Invitation.objects.redeem(form.cleaned_data["code"], by=member(request))
    if trade is None:
        record_wrong_code(request)
        return _asked(request, form, WRONG, NOT_THERE)
    return redirect(trade)


def _asked(request: ShopRequest, form: CodeForm, error: str = "", status: int = 200) -> HttpResponse:
    if error and form.is_bound:
        form.is_valid()
        form.add_error("code", error)
    return render(request, "trading/join.html", {"form": form, "error": error}, status=status)
