"""What happened to a cart, in words, as far as it concerns a desk."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from carts.desk.scope import Scope
from carts.models import Cart, CartEvent
from marketplace.models import Shop, User

MOST = 100
"""So many events are told, the latest first."""
Kind = CartEvent.Kind
WHOLE = {
    Kind.CHECKED_OUT: "Went to the checkout",
    Kind.BOUGHT: "Bought",
    Kind.CLOSED: "Closed",
    Kind.MERGED: "Taken along at sign-in",
    Kind.RESTORED: "Brought back",
}
"""What happens to a cart as a whole."""
OF_ITEM = {
    Kind.ADDED: "Added",
    Kind.CHANGED: "Changed",
    Kind.REMOVED: "Took out",
    Kind.EMPTIED: "Emptied the cart of",
    Kind.MERGED: "Brought along at sign-in",
    Kind.RESTORED: "Brought back",
    Kind.BOUGHT: "Bought",
    Kind.LEFT_OVER: "Kept after a purchase",
    Kind.AGREED: "Agreed to a new price of",
    Kind.WITHDRAWN: "The shop took out",
    Kind.UNDONE: "Took back a change of",
}
"""What happens to one item in it."""


@dataclass(frozen=True)
class Happening:
    """One thing that happened: when, in words, and from how many to how many where a quantity changed.

    `by` is who of the staff did it, as far as the desk may know; empty where the shopper did.
    """

    at: datetime
    what: str
    kind: str
    before: int = 0
    after: int = 0
    by: str = ""

    @property
    def is_change(self) -> bool:
        """Tell whether both quantities are worth telling."""
        return bool(self.before and self.after and self.before != self.after)


def history(scope: Scope, cart: Cart) -> list[Happening]:
    """Return what happened to a cart, the latest first: the desk's own items, and the cart as a whole."""
    about = scope.about_items | Q(item__isnull=True, kind__in=list(WHOLE))
    events = cart.events.filter(about).select_related("item__product", "by").order_by("-pk")[:MOST]
    team = _team(scope.shop) if scope.shop else None
    return [_told(event, _actor(event.by, team)) for event in events]


def _told(event: CartEvent, by: str) -> Happening:
    if event.item is None:
        words = WHOLE.get(Kind(event.kind), "Something that is no longer listed")
        return Happening(event.at, words, event.kind, by=by)
    many = event.quantity or event.before
    words = f"{OF_ITEM.get(Kind(event.kind), event.kind)} {many} × {event.item}"
    return Happening(event.at, words, event.kind, event.before, event.quantity, by)


def _team(shop: Shop) -> set[int]:
    return {shop.owner_id, *shop.staff.values_list("pk", flat=True)}


def _actor(by: User | None, team: set[int] | None) -> str:
    """Return who of the staff it was: by name to their own team and the platform, by office to another shop's."""
    if by is None:
        return ""
    if team is None or by.pk in team:
        return by.name_at_work
    return "the site’s staff" if by.is_staff else "another shop’s staff"
