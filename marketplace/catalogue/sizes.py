"""The sizes of a product as submitted in its form: saved together or not at all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from marketplace.database.deletion import delete_unless_used
from marketplace.errors import Refused
from marketplace.models.items import Item
from marketplace.models.products import Product
from marketplace.signals import item_removal, stock_changed
from marketplace.text.bidi import isolate

STOP_SELLING = "Set its stock to 0 to stop selling it."


@dataclass(frozen=True)
class Size:
    """A submitted row of the size table. `seen` is the stock that the page showed before."""

    row: str
    item_id: int | None
    label: str
    sku: str
    on_hand: int
    seen: int | None
    is_removed: bool = False

    @classmethod
    def of(cls, row: str, fields: Mapping[str, Any], *, is_removed: bool) -> "Size":
        """Return the row with this name. A row to be removed needs no values but its item."""
        words = (fields.get("label", ""), fields.get("sku", ""), fields.get("on_hand") or 0, fields.get("seen"))
        return cls(row, fields.get("item"), *words, is_removed)


class SizeRefused(Refused):
    """A refused row. `now` is the current stock if the page showed an outdated one."""

    def __init__(self, size: Size, message: str, *, field: str, now: int | None = None) -> None:
        super().__init__(message, field=field)
        self.row, self.now = size.row, now


def save_sizes(product: Product, sizes: Iterable[Size]) -> None:
    """Save the rows in their order; a size without a row stays unchanged. Raises `SizeRefused`."""
    sizes = list(sizes)
    items = Item.objects.lock(product.items.values_list("pk", flat=True))
    for size in sizes:
        if size.item_id and size.item_id not in items:
            raise SizeRefused(size, "This size has been removed. Reload the page.", field="label")
    for size in sizes:
        if size.is_removed and size.item_id:
            _remove_size(items[size.item_id], size)
    kept = [size for size in sizes if not size.is_removed]
    _refuse_duplicates(product, kept)
    _clear_swapped_values(items, kept)
    for position, size in enumerate(kept):
        _save_size(product, size, position)


def _remove_size(item: Item, size: Size) -> None:
    if item.order_lines.exists():
        raise SizeRefused(size, f"This size has orders, so it can’t be removed. {STOP_SELLING}", field="label")
    for sentence in item_removal.ask(sender=Item, item=item):
        raise SizeRefused(size, f"{sentence} {STOP_SELLING}", field="label")
    # Sent before the deletion, so that receivers still find the carts with this size.
    stock_changed.send_robust(sender=Item, items=[item])
    try:
        # A trade or a cart may have added this size since the question was asked.
        delete_unless_used(item, f"This size is in use, so it can’t be removed. {STOP_SELLING}")
    except Refused as refused:
        raise SizeRefused(size, refused.message, field="label") from refused


def _refuse_duplicates(product: Product, kept: list[Size]) -> None:
    others = Item.objects.exclude(pk__in=[size.item_id for size in kept if size.item_id])
    in_use = others.filter(shop=product.shop_id, sku__in=[size.sku for size in kept if size.sku])
    skus = dict(in_use.values_list("sku", "product__title"))
    labels = set(others.filter(product=product).values_list("label", flat=True))
    for size in kept:
        if size.sku in skus:
            raise SizeRefused(size, f"{isolate(skus[size.sku])} already uses this SKU.", field="sku")
        if size.label in labels:
            raise SizeRefused(size, "This size has just been added. Reload the page.", field="label")


def _clear_swapped_values(items: Mapping[int, Item], kept: list[Size]) -> None:
    # Sizes that swap labels or SKUs would violate the unique constraint halfway: give them temporary values first.
    known = [(items[size.item_id], size) for size in kept if size.item_id]
    ids = [item.pk for item, size in known if (item.label, item.sku) != (size.label, size.sku)]
    Item.objects.filter(pk__in=ids).update(label=Concat(Value("~"), Cast("pk", CharField())), sku="")


def _save_size(product: Product, size: Size, position: int) -> None:
    words = {"label": size.label, "sku": size.sku, "position": position}
    if size.item_id is None:
        Item.objects.create(product=product, on_hand=size.on_hand, **words)
        return
    Item.objects.filter(pk=size.item_id).update(**words)
    if size.seen == size.on_hand:
        return
    item = Item.objects.get(pk=size.item_id)
    try:
        item.restock(size.on_hand, expected=-1 if size.seen is None else size.seen)
    except Refused as refused:
        raise SizeRefused(size, refused.message, field="on_hand", now=item.on_hand) from refused
