"""What a cart takes in from elsewhere: another cart, a remembered one, or its own lines of before."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models, transaction

from carts.desk.broadcasts import shops_of, tell_desks
from carts.models.event import CartEvent
from carts.models.line import CartLine
from carts.models.version import NextVersion
from carts.rules import Change, require_room
from marketplace.clock import ClockTimestamp
from marketplace.errors import Refused
from marketplace.models import Item

if TYPE_CHECKING:
    from carts.models.cart import Cart

Kind = CartEvent.Kind
UNDOABLE = (Kind.REMOVED, Kind.EMPTIED, Kind.MERGED)


class TakesIn(models.Model):
    """The verbs of a cart by which many lines come in at once."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        lines: Any
        events: Any
        version: models.BigIntegerField[int, int]

        def _lock(self) -> None: ...
        def _note(self, kind: CartEvent.Kind, changes: list[Change]) -> None: ...

    @transaction.atomic
    def undo(self, version: int) -> None:
        """Take back the change that led to this version; refused as `moved_on` when something came after it.

        What came in leaves, what left comes back at today's price. Removing, emptying and merging can be undone.
        """
        self._lock()
        events = list(self.events.filter(version=version, kind__in=UNDOABLE).select_related("item__product"))
        if version != self.version or not events:
            raise Refused("Your cart has changed since; that can’t be undone any more.", code="moved_on")
        changes = [Change(event.item, event.quantity, event.before) for event in events if event.item]
        self.lines.filter(item__in=[each.item for each in changes if not each.after]).delete()
        back = [CartLine(item=each.item, quantity=each.after, price_seen=each.item.product.price) for each in changes]
        self._put([line for line in back if line.quantity])
        self._note(Kind.UNDONE, changes)

    @transaction.atomic
    def merge(self, other: "Cart") -> list[Change]:
        """Take in another cart of the same person, per item the larger quantity, and close it; returns what changed.

        Merged twice at once (two tabs signing in), it counts once. Pages that show this cart are told; those that
        show the other one are the caller's to tell, once their browser is known to be signed in.
        """
        carts = type(other).objects
        fresh = carts.lock(self.pk, other.pk)
        fresh[self.pk]._require_open()
        if not fresh[other.pk].is_open:
            return []
        carts.filter(pk=other.pk).update(
            status=other.Status.MERGED, merged_into=self, version=NextVersion(), updated_at=ClockTimestamp()
        )
        changes = self._raise_to(other.lines.select_related("item__product"), Kind.MERGED)
        # All that was in the other cart is in this one by now.
        tell_desks(other.name, shops_of(self.pk))
        return changes

    @transaction.atomic
    def restore(self, wanted: dict[int, int]) -> list[Change]:
        """Take in a remembered cart, per item the larger quantity; returns what changed.

        What can't be bought any more comes back too, with its problem shown: nothing is dropped unsaid. Only items
        that no longer exist stay out. Refused as `too_many_lines` where there is no room for all.
        """
        self._lock()
        items = Item.objects.select_related("product").filter(pk__in=wanted)
        lines = [CartLine(item=item, quantity=wanted[item.pk], price_seen=item.product.price) for item in items]
        changes = self._raise_to(lines, Kind.RESTORED)
        require_room(self.lines.count())
        return changes

    # Steps of the verbs; each needs the cart locked --------------------------------------------------------------

    def _raise_to(self, lines: Iterable[CartLine], kind: Kind) -> list[Change]:
        before = self.lines.as_wanted()
        larger = [line for line in lines if line.quantity > before.get(line.item_id, 0)]
        self._put(larger)
        changes = [Change(line.item, before.get(line.item_id, 0), line.quantity) for line in larger]
        # Also when nothing changed: a page that showed the other cart must find this one the newer picture.
        self._note(kind, changes)
        return changes

    def _put(self, lines: Iterable[CartLine], *, and_price: bool = False) -> None:
        CartLine.objects.bulk_create(
            [
                CartLine(cart_id=self.pk, item=line.item, quantity=line.quantity, price_seen=line.price_seen)
                for line in lines
            ],
            update_conflicts=True,
            unique_fields=["cart", "item"],
            update_fields=["quantity", "price_seen"] if and_price else ["quantity"],
        )
