"""The history of a cart in words, limited to the scope."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from carts.models import Cart, CartEvent
from carts.staff.scope import Scope
from marketplace.models import Shop, User

MAX_EVENTS = 100
Kind = CartEvent.Kind
CART_LABELS = {
    Kind.CHECKED_OUT: "Started checkout",
    Kind.BOUGHT: "Bought",
    Kind.CLOSED: "Closed",
    Kind.MERGED: "Merged at sign-in",
    Kind.RESTORED: "Restored",
}
"""Labels of events of the whole cart."""
ITEM_LABELS = {
    Kind.ADDED: "Added",
    Kind.CHANGED: "Changed",
    Kind.REMOVED: "Removed",
    Kind.EMPTIED: "Emptied the cart:",
    Kind.MERGED: "Merged at sign-in:",
    Kind.RESTORED: "Restored",
    Kind.BOUGHT: "Bought",
    Kind.LEFT_OVER: "Kept after a purchase",
    Kind.AGREED: "Accepted the new price of",
    Kind.WITHDRAWN: "The shop removed",
    Kind.UNDONE: "Undid the change of",
}
"""Labels of events of one item."""


@dataclass(frozen=True)
class HistoryEntry:
    """One event in words, with the quantity before and after.

    `by` is the member of staff, as far as the reader may know; empty if the shopper did it.
    """

    at: datetime
    text: str
    kind: str
    before: int = 0
    after: int = 0
    by: str = ""

    @property
    def is_change(self) -> bool:
        """Tell whether the entry shows both quantities."""
        return bool(self.before and self.after and self.before != self.after)


def list_history(scope: Scope, cart: Cart) -> list[HistoryEntry]:
    """Return the latest events first: those of the scope's items, and those of the whole cart."""
    about = scope.item_condition | Q(item__isnull=True, kind__in=list(CART_LABELS))
    events = cart.events.filter(about).select_related("item__product", "by").order_by("-pk")[:MAX_EVENTS]
    team = _find_team(scope.shop) if scope.shop else None
    return [_make_entry(event, _name_actor(event.by, team)) for event in events]


def _make_entry(event: CartEvent, by: str) -> HistoryEntry:
    if event.item is None:
        words = CART_LABELS.get(Kind(event.kind), "An item that is no longer listed")
        return HistoryEntry(event.at, words, event.kind, by=by)
    many = event.quantity or event.before
    words = f"{ITEM_LABELS.get(Kind(event.kind), event.kind)} {many} × {event.item}"
    return HistoryEntry(event.at, words, event.kind, event.before, event.quantity, by)


def _find_team(shop: Shop) -> set[int]:
    return {shop.owner_id, *shop.staff.values_list("pk", flat=True)}


def _name_actor(by: User | None, team: set[int] | None) -> str:
    """Return the member of staff: the name for their own team and the platform, only the role for other shops."""
    if by is None:
        return ""
    if team is None or by.pk in team:
        return by.name_at_work
    return "the site’s staff" if by.is_staff else "another shop’s staff"
