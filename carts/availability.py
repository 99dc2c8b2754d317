"""How items stand, the same for everybody: what carts compare their lines with."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from marketplace.models import Item


@dataclass(frozen=True)
class LineFacts:
    """How an item stands; it needs what `Item.objects.with_holds` loads."""

    item: Item

    @property
    def left(self) -> int:
        """Return how many can be had, up to the most that a line may ask for: beyond that no line changes."""
        return max(0, min(self.item.available, settings.MAX_LINE_QUANTITY)) if self.item.is_open else 0

    @property
    def is_scarce(self) -> bool:
        """Tell whether shoppers are told the number, and how many others hold."""
        return self.item.is_open and self.item.available <= settings.LOW_STOCK


def facts_of(item_ids: Iterable[int]) -> dict[int, LineFacts]:
    """Return how these items stand, by item id; one query."""
    items = Item.objects.with_holds().select_related("product").filter(pk__in=list(item_ids))
    return {item.pk: LineFacts(item) for item in items}
