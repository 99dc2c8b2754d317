"""Price and availability of items, the same for all shoppers; open cart pages compare their lines with them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from marketplace.models import Item


@dataclass(frozen=True)
class ItemAvailability:
    """The availability of an item that `Item.objects.with_holds` loaded."""

    item: Item

    @property
    def left(self) -> int:
        """Return the units left, at most the maximum of a line: beyond that no line changes."""
        return max(0, min(self.item.available, settings.MAX_LINE_QUANTITY)) if self.item.is_open else 0

    @property
    def is_scarce(self) -> bool:
        """Tell whether pages show the number of units left, and the units held by others."""
        return self.item.is_open and self.item.available <= settings.LOW_STOCK


def availability_of(item_ids: Iterable[int]) -> dict[int, ItemAvailability]:
    """Return the availability of these items by item id; one query."""
    items = Item.objects.with_holds().select_related("product").filter(pk__in=list(item_ids))
    return {item.pk: ItemAvailability(item) for item in items}
