"""Coming in by an invitation: by its link or its code, which nothing but a press of the button uses up."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from marketplace.web.requests import ShopRequest
from trading.code_attempts import is_tired, note_wrong
from trading.forms import CodeForm
from trading.models import Invitation
from trading.room import Room
from trading.views.access import NOT_THERE, TIRED, UNPROCESSABLE, member, table_page

WRONG = "This code opens no room. It may be mistyped, used or replaced by a newer one: ask the seller."
ENOUGH = "Too many wrong codes. Try again in an hour."


@table_page
@require_safe
def linked(request: ShopRequest, code: str) -> HttpResponse:
    """Show what an invitation leads to, with the button to come in; a look uses nothing up."""
    if is_tired(request):
        return _asked(request, CodeForm(), ENOUGH, TIRED)
    trade = Invitation.objects.opening(code, member(request))
    if trade is None:
        note_wrong(request)
        raise Http404
    if trade.role_of(member(request)):
        return redirect(trade)
    return render(request, "trading/join_link.html", {"room": Room(trade, member(request)), "code": code})


@table_page
@require_http_methods(["GET", "HEAD", "POST"])
def typed(request: ShopRequest) -> HttpResponse:
    """Come in by a code."""
    if request.method != "POST":
        return _asked(request, CodeForm())
    form = CodeForm(request.POST)
    if is_tired(request):
        return _asked(request, form, ENOUGH, TIRED)
    if not form.is_valid():
        return _asked(request, form, status=UNPROCESSABLE)
    trade = Invitation.objects.redeem(form.cleaned_data["code"], by=member(request))
    if trade is None:
        note_wrong(request)
        return _asked(request, form, WRONG, NOT_THERE)
    return redirect(trade)


def _asked(request: ShopRequest, form: CodeForm, error: str = "", status: int = 200) -> HttpResponse:
    if error and form.is_bound:
        form.is_valid()
        form.add_error("code", error)
    return render(request, "trading/join.html", {"form": form, "error": error}, status=status)
