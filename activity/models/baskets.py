"""Baskets: the public lines of one order, which strangers are told of by one toast."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from activity.toast import Toast
from marketplace.models import Order, OrderLine

if TYPE_CHECKING:
    from activity.models.purchases import PurchaseActivity


@dataclass(frozen=True)
class Basket:
    """What is public of one order. `key` is that of the order's first activity, public or not, so that it stays."""

    key: str
    lines: list["PurchaseActivity"]

    @property
    def order(self) -> Order:
        """Return the order, which no stranger is told of."""
        return self.lines[0].order

    @property
    def address(self) -> str:
        """Return the page that lists the lines."""
        return reverse("activity:basket", args=[self.key])

    @property
    def toast(self) -> Toast:
        """Return all that may leave the house: the only line, or how many there are and where they are listed."""
        only = self.lines[0].toast._replace(key=self.key)
        if len(self.lines) == 1:
            return only
        return only._replace(title=f"{len(self.lines)} things", url=self.address, amount=None)


def by_order(activities: Iterable[Any]) -> list[Basket]:
    """Return public activities as baskets, in the order in which each basket begins; needs `lead` and `order_line`."""
    groups: dict[int, list[Any]] = {}
    for activity in activities:
        groups.setdefault(activity.order_id, []).append(activity)
    return [Basket(lines[0].lead, _counted(lines)) for lines in groups.values()]


def _counted(lines: list["PurchaseActivity"]) -> list["PurchaseActivity"]:
    """Return the lines that count: those of the catalogue, or the deal of an order that has nothing else."""
    return [one for one in lines if one.order_line.source == OrderLine.Source.CATALOGUE] or lines[:1]
