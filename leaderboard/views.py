"""The leaderboard as a page, as its parts that update live, and as JSON."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, JsonResponse
from django.http.request import QueryDict
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from leaderboard.board import Board
from leaderboard.board_rows import Entry, read_leaders, read_seller_rank
from leaderboard.explanation import explain_rank, most_viewed, newest_sales
from leaderboard.metrics import Metric
from leaderboard.models import SellerMonth
from leaderboard.periods import ALL_TIME, Period, this_month
from marketplace.errors import Refused
from marketplace.web.requests import ShopRequest
from marketplace.web.signed_out import sign_in_required


def parse_board(query: QueryDict, now: Period) -> Board:
    """Return the board of a query string (`by`, `period`); the default is sales of this month (`now`).

    Raises `Refused` with the invalid field.
    """
    try:
        metric = Metric.parse(query.get("by", Metric.SALES.slug))
    except ValueError as error:
        raise Refused(f"by: {error}.", field="by") from None
    try:
        period = Period.parse(query.get("period", str(now)))
    except ValueError as error:
        raise Refused(f"period: {error}.", field="period") from None
    if period > now:
        raise Refused("period: that month has not begun.", field="period")
    return Board(metric, period)


@never_cache
@require_safe
def leaderboard_page(request: ShopRequest) -> HttpResponse:
    """Show the page of the leaderboard."""
    return _render_board(request, "leaderboard/page.html")


@never_cache
@require_safe
def leaderboard_panel(request: ShopRequest) -> HttpResponse:
    """Show the leaderboard without a page around it, for the dialog of every page."""
    return _render_board(request, "leaderboard/_panel.html")


@never_cache
@require_safe
def leader_ranks(request: ShopRequest) -> HttpResponse:
    """Show the leaders alone, the live part for everybody."""
    return _render_board(request, "leaderboard/_ranks.html")


@never_cache
@require_safe
def own_rank(request: ShopRequest) -> HttpResponse:
    """Show a seller the leaders and their own rank, the live part of sellers."""
    return _render_board(request, "leaderboard/_seller_board.html")


@never_cache
@sign_in_required
@require_safe
def explain_own_rank(request: ShopRequest) -> HttpResponse:
    """Show sellers the breakdown of their rank; htmx gets the live part alone. Without a shop it is a 404."""
    seller = _seller_of(request)
    if seller is None:
        raise Http404
    try:
        board = parse_board(request.GET, this_month())
    except Refused as refused:
        return HttpResponse(refused.message, status=HTTPStatus.BAD_REQUEST, content_type="text/plain")
    context = {"board": board, "query": _query_of(board), "explanation": explain_rank(board, seller)}
    context["newest"] = lambda: newest_sales(board.period, seller)
    context["most_viewed"] = lambda: most_viewed(board.period, seller)
    return render(request, f"leaderboard/{'_explanation' if request.htmx else 'explanation'}.html", context)


@never_cache
@require_safe
def leaderboard_api(request: ShopRequest) -> JsonResponse:
    """Return the leaders as JSON; an invalid query gets status 400 and the field."""
    try:
        leaders = read_leaders(parse_board(request.GET, this_month()))
    except Refused as refused:
        error = {"error": refused.message, "field": refused.field, "code": "invalid"}
        return JsonResponse(error, status=HTTPStatus.BAD_REQUEST)
    board = leaders.board
    head = {"by": board.metric.slug, "period": str(board.period), "title": board.period.title}
    rows = [_entry_json(entry) for entry in leaders.entries]
    return JsonResponse({**head, "updated": leaders.updated_at.isoformat(), "rows": rows})


def _entry_json(entry: Entry) -> dict[str, Any]:
    return {
        "place": entry.row.rank,
        "shop": entry.name,
        "url": entry.shop.get_absolute_url() if entry.shop else None,
        "count": entry.row.number,
        "movement": entry.movement,
        "moved": entry.moved,
    }


def _render_board(request: ShopRequest, template: str) -> HttpResponse:
    now, error = this_month(), ""
    try:
        board = parse_board(request.GET, now)
    except Refused as refused:
        board, error = Board(Metric.SALES, now), refused.message
    context = {"error": error, "board": board, "query": _query_of(board)}
    context |= _board_context(request, board, now)
    return render(request, template, context, status=HTTPStatus.BAD_REQUEST if error else HTTPStatus.OK)


def _board_context(request: ShopRequest, board: Board, now: Period) -> dict[str, Any]:
    """Return the context of a board; lazy values are read only by the templates that use them."""
    seller, leaders = _seller_of(request), SimpleLazyObject(lambda: read_leaders(board))
    return {
        "leaders": leaders,
        "seller_rank": None if seller is None else read_seller_rank(board, seller),
        "is_listed": lambda: any(entry.row.seller == seller for entry in leaders.entries),
        "metrics": list(Metric),
        "this_month": now,
        "periods": lambda: [(period, period.title) for period in _selectable_periods(board, now)],
    }


def _seller_of(request: ShopRequest) -> int | None:
    """Return the id of the signed-in account if it owns a shop."""
    user = request.user
    return user.pk if user.is_authenticated and user.owned_shop else None


def _query_of(board: Board) -> str:
    return urlencode({"by": board.metric.slug, "period": board.period})


def _selectable_periods(board: Board, now: Period) -> list[Period]:
    """Return the periods to choose from: the months since the first sale or view, and all time."""
    months = now.back_to(SellerMonth.objects.first_month() or now)
    odd = [] if board.period in (*months, ALL_TIME) else [board.period]
    return [*months, *odd, ALL_TIME]
