"""Leaderboard rows for pages: shops instead of accounts, and each shop's movement since yesterday."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from leaderboard.board import Board, Gap, Row
from leaderboard.models import RankSnapshot
from marketplace.models import Product, ProductImage, Shop
from marketplace.models.shops import ShopQuerySet


class Entry(NamedTuple):
    """A row with its shop; `shop` is None if the seller has no open shop.

    `moved` is the number of ranks gained since the day began, negative for ranks lost. `is_new` marks a seller without
    a rank at that time. Without any snapshot of the day `moved` is None and `is_new` False. `picture` is the URL of a
    picture of one of the shop's products, or empty.
    """

    row: Row
    shop: Shop | None
    moved: int | None
    is_new: bool
    picture: str = ""

    @property
    def name(self) -> str:
        """Return the shop's name; names of accounts are private."""
        return self.shop.name if self.shop else "A shop that closed"

    @property
    def movement(self) -> str | None:
        """Return the movement in a word: `new`, `up`, `down` or `same`; None if nothing is known."""
        if self.is_new or not self.moved:
            return "new" if self.is_new else None if self.moved is None else "same"
        return "up" if self.moved > 0 else "down"

    @property
    def steps(self) -> int:
        """Return the number of ranks moved, up or down."""
        return abs(self.moved or 0)


@dataclass(frozen=True)
class Leaders:
    """The top entries of a board at a moment."""

    board: Board
    entries: list[Entry]
    updated_at: datetime


@dataclass(frozen=True)
class SellerRank:
    """A seller's own entry between its neighbours, and the distance to the next rank."""

    board: Board
    seller: int
    entries: list[Entry]
    gap: Gap | None


def read_leaders(board: Board) -> Leaders:
    """Return the current top entries of a board."""
    now = timezone.now()
    return Leaders(board, read_entries(board, board.top()), now)


def read_seller_rank(board: Board, seller: int) -> SellerRank:
    """Return a seller's rank on a board."""
    rows = board.around(seller)
    own = next((row for row in rows if row.seller == seller), None)
    return SellerRank(board, seller, read_entries(board, rows), board.gap(own))


def read_entries(board: Board, rows: Iterable[Row]) -> list[Entry]:
    """Return rows with their shops and movements."""
    rows = list(rows)
    sellers = [row.seller for row in rows]
    shops = {shop.owner_id: shop for shop in _with_picture(Shop.objects.open().filter(owner__in=sellers))}
    snapshots = RankSnapshot.objects.filter(
        day=timezone.localdate(), metric=board.metric.slug, year=board.period.year, month=board.period.month
    )
    before = dict(snapshots.filter(seller__in=sellers).values_list("seller", "rank"))
    has_snapshot = bool(before) or snapshots.exists()
    return [
        Entry(
            row,
            shops.get(row.seller),
            moved=before[row.seller] - row.rank if row.seller in before else None,
            is_new=has_snapshot and row.seller not in before,
            picture=_picture_url(shops.get(row.seller)),
        )
        for row in rows
    ]


def _with_picture(shops: ShopQuerySet) -> Any:
    """Return shops annotated with the cover of their oldest visible product, because it changes least often."""
    shown = ProductImage.objects.filter(product__in=Product.objects.visible(), product__shop=OuterRef("pk"))
    return shops.annotate(picture=Subquery(shown.order_by("product", "position", "pk").values("image")[:1]))


def _picture_url(shop: Any) -> str:
    return ProductImage.address_of(shop.picture if shop else None)
