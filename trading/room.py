"""The room of a trade, as one participant sees it."""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings

from marketplace.models import Order, User
from marketplace.text.bidi import isolate
from trading.forms import ACTION_FORMS
from trading.models import Block, CounterOffer, Trade, TradeEvent, Version
from trading.models.trade import public_name
from trading.rules import Role
from trading.terms import Difference, list_differences


@dataclass
class Room:
    """The data of a room page for one viewer."""

    trade: Trade
    viewer: User

    @property
    def role(self) -> Role | None:
        """Return the viewer's role."""
        return self.trade.role_of(self.viewer)

    def name_of(self, role: str) -> str:
        """Return the name of the participant in a role."""
        return self.trade.name_of(role)

    @property
    def is_buyer(self) -> bool:
        """Tell whether the viewer is the buyer."""
        return self.role == Role.BUYER

    @property
    def seller(self) -> str:
        """Return the seller's name."""
        return self.name_of(Role.SELLER)

    @property
    def buyer(self) -> str:
        """Return the buyer's name."""
        return self.name_of(Role.BUYER)

    @property
    def other(self) -> str:
        """Return the name of the other participant."""
        return self.seller if self.is_buyer else self.buyer

    @cached_property
    def is_blocked(self) -> bool:
        """Tell whether the viewer blocks the other participant."""
        return Block.objects.filter(by=self.viewer, other=self.trade.counterparty_of(self.viewer)).exists()

    @cached_property
    def may(self) -> dict[str, bool]:
        """Return for each action whether the viewer may take it now."""
        return {verb: self.trade.allows(self.viewer, verb) for verb in (*ACTION_FORMS, "invite", "say")}

    @cached_property
    def terms(self) -> Version:
        """Return the current terms."""
        return self.trade.terms_now

    @cached_property
    def counter(self) -> CounterOffer | None:
        """Return the open counter-offer of an open trade."""
        return self.trade.counter_offers.open().first() if self.trade.is_open else None

    @property
    def counters_made(self) -> int:
        """Return the number of counter-offers; it makes the key of the form for the next one."""
        return sum(event.kind == TradeEvent.Kind.COUNTERED for event in self.events)

    @cached_property
    def changed(self) -> list[Difference]:
        """Return the differences between the last two versions; empty for the first."""
        before = self.trade.versions.filter(number=self.terms.number - 1).first()
        return list_differences(before, self.terms, self.terms.words) if before else []

    @cached_property
    def events(self) -> list[TradeEvent]:
        """Return the timeline, latest event first."""
        # A later event belongs to the next page, which has its terms too.
        taken = self.trade.events.filter(number__lte=self.trade.revision)
        events = list(taken.select_related("by", "version", "counter").order_by("-number"))
        for event in events:
            event.actor_name = self.find_actor_name(event)
        return events

    def find_actor_name(self, event: TradeEvent) -> str:
        """Return the name of the person behind an event; empty for expiry and payments."""
        if event.by_id == self.trade.seller_id:
            return self.seller
        if event.by_id == self.trade.buyer_id:
            return self.buyer
        return f"{isolate(public_name(event.by, 'Somebody'))} of {settings.SITE_NAME}" if event.by else ""

    @cached_property
    def versions(self) -> list[tuple[Version, list[Difference]]]:
        """Return all versions in order, each with its changes."""
        versions = list(self.trade.versions.order_by("number"))
        pairs = zip([None, *versions], versions, strict=False)
        return [(fresh, list_differences(before, fresh, fresh.words) if before else []) for before, fresh in pairs]

    @cached_property
    def agreement(self) -> TradeEvent | None:
        """Return the event of the acceptance."""
        return next((event for event in self.events if event.kind == TradeEvent.Kind.ACCEPTED), None)

    @property
    def order(self) -> Order | None:
        """Return the order of the deal."""
        return self.trade.order

    @cached_property
    def is_payable(self) -> bool:
        """Tell whether the deal can still be paid."""
        return self.order is not None and self.order.is_payable()

    def compare_with_current(self, seen: int) -> tuple[Version, list[Difference]] | None:
        """Return the version seen and its differences from the current terms; None for an unknown version."""
        version = self.trade.versions.filter(number=seen).first()
        return (version, list_differences(version, self.terms)) if version else None
