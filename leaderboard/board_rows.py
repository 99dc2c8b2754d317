"""A board as people read it: shops instead of accounts, and how they moved since yesterday."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from leaderboard.board import Board, Gap, Row
from leaderboard.models import Place
from marketplace.models import Product, ProductImage, Shop
from marketplace.models.shops import ShopQuerySet


class Entry(NamedTuple):
    """A row with its shop, None where its seller has none that is open.

    `moved` is by how many places it rose since the day began, below zero where it fell; `is_new` says that it had
    none then. Where no places were noted, neither is told. `picture` is the address of a picture of something that the
    shop sells, empty where there is none.
    """

    row: Row
    shop: Shop | None
    moved: int | None
    is_new: bool
    picture: str = ""

    @property
    def name(self) -> str:
        """Return what the row is called; a person's name is nobody's business."""
        return self.shop.name if self.shop else "A shop that closed"

    @property
    def movement(self) -> str | None:
        """Return the movement in a word: `new`, `up`, `down` or `same`; None where nothing is known."""
        if self.is_new or not self.moved:
            return "new" if self.is_new else None if self.moved is None else "same"
        return "up" if self.moved > 0 else "down"

    @property
    def steps(self) -> int:
        """Return by how many places it moved, whichever way."""
        return abs(self.moved or 0)


@dataclass(frozen=True)
class Sheet:
    """The leaders of a board at a moment."""

    board: Board
    entries: list[Entry]
    updated_at: datetime


@dataclass(frozen=True)
class Standing:
    """A seller's own place between its neighbours, and how far the next one is."""

    board: Board
    seller: int
    entries: list[Entry]
    gap: Gap | None


def sheet(board: Board) -> Sheet:
    """Return the leaders of a board, now."""
    now = timezone.now()
    return Sheet(board, entries(board, board.top()), now)


def standing(board: Board, seller: int) -> Standing:
    """Return where a seller stands on a board."""
    rows = board.around(seller)
    own = next((row for row in rows if row.seller == seller), None)
    return Standing(board, seller, entries(board, rows), board.gap(own))


def entries(board: Board, rows: Iterable[Row]) -> list[Entry]:
    """Return rows with their shops and movements."""
    rows = list(rows)
    sellers = [row.seller for row in rows]
    shops = {shop.owner_id: shop for shop in _pictured(Shop.objects.open().filter(owner__in=sellers))}
    noted = Place.objects.filter(
        day=timezone.localdate(), measure=board.measure.slug, year=board.period.year, month=board.period.month
    )
    before = dict(noted.filter(seller__in=sellers).values_list("seller", "place"))
    is_noted = bool(before) or noted.exists()
    return [
        Entry(
            row,
            shops.get(row.seller),
            moved=before[row.seller] - row.place if row.seller in before else None,
            is_new=is_noted and row.seller not in before,
            picture=_picture_of(shops.get(row.seller)),
        )
        for row in rows
    ]


def _pictured(shops: ShopQuerySet) -> Any:
    """Return shops with the name of a picture: the cover of the oldest product on show, which changes least."""
    shown = ProductImage.objects.filter(product__in=Product.objects.visible(), product__shop=OuterRef("pk"))
    return shops.annotate(picture=Subquery(shown.order_by("product", "position", "pk").values("image")[:1]))


def _picture_of(shop: Any) -> str:
    return ProductImage.address_of(shop.picture if shop else None)
