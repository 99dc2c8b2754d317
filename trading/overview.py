"""The dashboard: the trades of the whole site, who is in which room, and what just happened, for platform staff."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.http import QueryDict

from marketplace.models import User
from marketplace.text.form_fields import QueryField
from trading import presence
from trading.models import Report, Trade, TradeEvent
from trading.models.queries import TradeQuerySet
from trading.room import Room
from trading.rules import Role, Status

ROWS_PER_PAGE, LATEST_EVENTS = 40, 12
MOST_LISTED = 4_000
"""Trades of a list that can be leafed through; whoever looks for others narrows it down."""
LIVE, OCCUPIED = "", "occupied"
SEARCHED_FIELDS = (
    "number",
    "title",
    "shop__name",
    "seller__display_name",
    "seller__email",
    "buyer__display_name",
    "buyer__email",
)


class OverviewFilterForm(forms.Form):
    """Which trades to show."""

    is_filter = True

    q = QueryField(
        required=False,
        max_length=100,
        label="Find a trade",
        widget=forms.SearchInput({"placeholder": "Number, title, shop or person"}),
    )
    state = forms.ChoiceField(
        required=False,
        label="State",
        choices=[(LIVE, "All live"), (OCCUPIED, "Live, somebody there")]
        + [(status.value, status.label.capitalize()) for status in Status],
    )


class CappedPaginator(Paginator):
    """Pages of trades, counted only as far as they can be leafed through."""

    @cached_property
    def count(self) -> int:
        """Return how many trades there are, up to `MOST_LISTED`."""
        trades: Any = self.object_list
        return int(trades.order_by()[:MOST_LISTED].count())

    @property
    def is_cut(self) -> bool:
        """Tell whether there may be more."""
        return self.count == MOST_LISTED


@dataclass
class OverviewRow:
    """One trade of the list, with both sides: role, name, and whether they are in the room right now."""

    room: Room
    sides: list[tuple[Role, str, bool]]


@dataclass
class Overview:
    """What one of the platform's staff sees; `asked` is the page's query."""

    viewer: User
    asked: QueryDict

    @cached_property
    def here(self) -> dict[str, set[int]]:
        """Return who is in which room; asked of Redis once for the whole page."""
        return presence.people_by_room()

    @cached_property
    def figures(self) -> dict[str, int]:
        """Return how many trades are live, by state, and how many rooms and people there are; nobody counts twice."""
        states = Trade.objects.open().order_by().values_list("status").annotate(Count("pk"))
        counted = dict(states)
        return {
            "live": sum(counted.values()),
            "waiting": counted.get(Status.DRAFT, 0),
            "negotiating": counted.get(Status.NEGOTIATING, 0),
            "rooms": len(self.here),
            "people": len(set().union(*self.here.values())),
            "reports": Report.objects.open().count(),
        }

    @cached_property
    def form(self) -> OverviewFilterForm:
        """Return the form that narrows the list down, as it was filled in."""
        return OverviewFilterForm(self.asked)

    @cached_property
    def is_filtered(self) -> bool:
        """Tell whether anything but all live trades was asked for."""
        return any(self.asked.get(name) for name in ("q", "state"))

    @cached_property
    def page(self) -> "Page[Trade]":
        """Return the asked page of trades, newest first; nothing where the form makes no sense."""
        trades = self._narrowed().select_related("terms", "shop", "seller", "buyer", "order").order_by("-pk")
        return CappedPaginator(trades, ROWS_PER_PAGE).get_page(self.asked.get("page"))

    def _narrowed(self) -> TradeQuerySet:
        if not self.form.is_valid():
            return Trade.objects.none()
        state, text = self.form.cleaned_data["state"], self.form.cleaned_data["q"]
        trades = Trade.objects.filter(status=state) if state in Status.values else Trade.objects.open()
        if state == OCCUPIED:
            trades = trades.filter(number__in=list(self.here))
        words = Q()
        for name in SEARCHED_FIELDS:
            words |= Q(**{f"{name}__icontains": text})
        return trades.filter(words) if text else trades

    @cached_property
    def rows(self) -> list[OverviewRow]:
        """Return the page's trades with who is there."""
        return [self._row(trade) for trade in self.page.object_list]

    def _row(self, trade: Trade) -> OverviewRow:
        room, here = Room(trade, self.viewer), self.here.get(trade.number, set())
        people = [(Role.SELLER, trade.seller_id), (Role.BUYER, trade.buyer_id)]
        return OverviewRow(room, [(role, room.name_of(role), user_id in here) for role, user_id in people if user_id])

    @cached_property
    def steps(self) -> list[tuple[Room, TradeEvent]]:
        """Return the latest steps of all trades, the newest first, each with its room."""
        around = ("by", "version", "counter", "trade__shop", "trade__seller", "trade__buyer")
        steps = [
            (Room(step.trade, self.viewer), step)
            for step in TradeEvent.objects.select_related(*around).order_by("-pk")[:LATEST_EVENTS]
        ]
        for room, step in steps:
            step.who = room.who_did(step)
        return steps
