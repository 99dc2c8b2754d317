"""The leaderboard: as a page, as the parts of it that follow live, and as JSON."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, JsonResponse
from django.http.request import QueryDict
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from leaderboard.board import Board
from leaderboard.board_rows import Entry, sheet, standing
from leaderboard.explanation import explain, most_viewed, newest_sales
from leaderboard.metrics import Measure
from leaderboard.models import SellerMonth
from leaderboard.periods import ALL_TIME, Period, this_month
from marketplace.errors import Refused
from marketplace.web.requests import ShopRequest
from marketplace.web.signed_out import sign_in_first

BAD_REQUEST = 400


def asked(query: QueryDict, now: Period) -> Board:
    """Return the board an address asks for (`by`, `period`), sales of this month (`now`) where it says nothing.

    Raises `Refused` with the field that makes no sense.
    """
    try:
        measure = Measure.parse(query.get("by", Measure.SALES.slug))
    except ValueError as wrong:
        raise Refused(f"by: {wrong}.", field="by") from None
    try:
        period = Period.parse(query.get("period", str(now)))
    except ValueError as wrong:
        raise Refused(f"period: {wrong}.", field="period") from None
    if period > now:
        raise Refused("period: that month has not begun.", field="period")
    return Board(measure, period)


@never_cache
@require_safe
def page(request: ShopRequest) -> HttpResponse:
    """Show the leaderboard."""
    return _answer(request, "leaderboard/page.html")


@never_cache
@require_safe
def panel(request: ShopRequest) -> HttpResponse:
    """Show what the dialog of every page holds: the leaderboard without a page around it."""
    return _answer(request, "leaderboard/_panel.html")


@never_cache
@require_safe
def ranks(request: ShopRequest) -> HttpResponse:
    """Show the leaders alone, the part that everybody follows live."""
    return _answer(request, "leaderboard/_ranks.html")


@never_cache
@require_safe
def own(request: ShopRequest) -> HttpResponse:
    """Show a seller the leaders and their own place, the part that only they follow."""
    return _answer(request, "leaderboard/_standing.html")


@never_cache
@sign_in_first
@require_safe
def explained(request: ShopRequest) -> HttpResponse:
    """Tell a seller why they stand where they stand, a page that re-reads itself the part that says so.

    Who owns no shop has no place to be told of.
    """
    seller = _seller(request)
    if seller is None:
        raise Http404
    try:
        board = asked(request.GET, this_month())
    except Refused as refused:
        return HttpResponse(refused.message, status=BAD_REQUEST, content_type="text/plain")
    context = {"board": board, "query": _query(board), "why": explain(board, seller)}
    context["newest"] = lambda: newest_sales(board.period, seller)
    context["most_viewed"] = lambda: most_viewed(board.period, seller)
    return render(request, f"leaderboard/{'_explained' if request.htmx else 'explain'}.html", context)


@never_cache
@require_safe
def api(request: ShopRequest) -> JsonResponse:
    """Answer with the leaders as JSON; asked wrongly, with 400 and the field."""
    try:
        shown = sheet(asked(request.GET, this_month()))
    except Refused as wrong:
        return JsonResponse({"error": wrong.message, "field": wrong.field, "code": "invalid"}, status=BAD_REQUEST)
    board = shown.board
    told = {"by": board.measure.slug, "period": str(board.period), "title": board.period.title}
    rows = [_as_json(entry) for entry in shown.entries]
    return JsonResponse({**told, "updated": shown.updated_at.isoformat(), "rows": rows})


def _as_json(entry: Entry) -> dict[str, Any]:
    return {
        "place": entry.row.place,
        "shop": entry.name,
        "url": entry.shop.get_absolute_url() if entry.shop else None,
        "count": entry.row.number,
        "movement": entry.movement,
        "moved": entry.moved,
    }


def _answer(request: ShopRequest, template: str) -> HttpResponse:
    now, wrong = this_month(), ""
    try:
        board = asked(request.GET, now)
    except Refused as refused:
        board, wrong = Board(Measure.SALES, now), refused.message
    context = {"wrong": wrong, "board": board, "query": _query(board)}
    context |= _parts(request, board, now)
    return render(request, template, context, status=BAD_REQUEST if wrong else 200)


def _parts(request: ShopRequest, board: Board, now: Period) -> dict[str, Any]:
    """Return what the templates show of a board; each is read when a template comes to it."""
    seller, leaders = _seller(request), SimpleLazyObject(lambda: sheet(board))
    return {
        "sheet": leaders,
        "standing": None if seller is None else standing(board, seller),
        "is_listed": lambda: any(entry.row.seller == seller for entry in leaders.entries),
        "measures": list(Measure),
        "this_month": now,
        "periods": lambda: [(period, period.title) for period in _periods(board, now)],
    }


def _seller(request: ShopRequest) -> int | None:
    """Return the account of the asker if they own a shop."""
    user = request.user
    return user.pk if user.is_authenticated and user.owned_shop else None


def _query(board: Board) -> str:
    return urlencode({"by": board.measure.slug, "period": board.period})


def _periods(board: Board, now: Period) -> list[Period]:
    """Return what can be picked: the months since the first fact, and all time."""
    months = now.back_to(SellerMonth.objects.first_month() or now)
    odd = [] if board.period in (*months, ALL_TIME) else [board.period]
    return [*months, *odd, ALL_TIME]
