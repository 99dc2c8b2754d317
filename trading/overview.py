"""The overview of all trades for platform staff: trades, presence and latest events."""

from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.core.paginator import Page
from django.db.models import Count, Q
from django.http import QueryDict

from marketplace.database.pagination import CappedPaginator
from marketplace.models import User
from marketplace.text.form_fields import QueryField
from trading import presence
from trading.models import Report, Trade, TradeEvent
from trading.models.queries import TradeQuerySet
from trading.room import Room
from trading.rules import Role, Status

ROWS_PER_PAGE, LATEST_EVENTS = 40, 12
MOST_LISTED = 4_000
"""Most trades that the pages of the list show; a search finds the others."""
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
    """The search form of the overview."""

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
        choices=[(LIVE, "All open"), (OCCUPIED, "Open, people present")]
        + [(status.value, status.label.capitalize()) for status in Status],
    )


@dataclass
class OverviewRow:
    """One trade of the list, with role, name and presence of its participants."""

    room: Room
    sides: list[tuple[Role, str, bool]]


@dataclass
class Overview:
    """The data of the overview page; `asked` is the query of its URL."""

    viewer: User
    asked: QueryDict

    @cached_property
    def here(self) -> dict[str, set[int]]:
        """Return the present people by trade number; one Redis query for the page."""
        return presence.people_by_room()

    @cached_property
    def figures(self) -> dict[str, int]:
        """Return the numbers of open trades, occupied rooms, present people and open reports."""
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
        """Return the bound search form."""
        return OverviewFilterForm(self.asked)

    @cached_property
    def is_filtered(self) -> bool:
        """Tell whether the list is filtered."""
        return any(self.asked.get(name) for name in ("q", "state"))

    @cached_property
    def page(self) -> "Page[Trade]":
        """Return the requested page of trades, newest first; empty for an invalid form."""
        trades = self._narrowed().select_related("terms", "shop", "seller", "buyer", "order").order_by("-pk")
        return CappedPaginator(trades, ROWS_PER_PAGE, MOST_LISTED).get_page(self.asked.get("page"))

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
        """Return the rows of the page."""
        return [self._row(trade) for trade in self.page.object_list]

    def _row(self, trade: Trade) -> OverviewRow:
        room, here = Room(trade, self.viewer), self.here.get(trade.number, set())
        people = [(Role.SELLER, trade.seller_id), (Role.BUYER, trade.buyer_id)]
        return OverviewRow(room, [(role, room.name_of(role), user_id in here) for role, user_id in people if user_id])

    @cached_property
    def events(self) -> list[tuple[Room, TradeEvent]]:
        """Return the latest events of all trades, newest first, each with its room."""
        around = ("by", "version", "counter", "trade__shop", "trade__seller", "trade__buyer")
        events = [
            (Room(event.trade, self.viewer), event)
            for event in TradeEvent.objects.select_related(*around).order_by("-pk")[:LATEST_EVENTS]
        ]
        for room, event in events:
            event.actor_name = room.find_actor_name(event)
        return events
