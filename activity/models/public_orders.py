"""The public lines of one order, shown to strangers as one toast."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from activity.toast import Toast
from marketplace.models import Order, OrderLine


@dataclass(frozen=True)
class PublicOrder:
    """The public activities (`lines`) of one order.

    `key` is the key of the order's first activity, public or not, so that it does not change.
    """

    key: str
    lines: list[Any]

    @property
    def order(self) -> Order:
        """Return the order; it stays private."""
        order: Order = self.lines[0].order
        return order

    @property
    def address(self) -> str:
        """Return the URL of the page that lists the lines."""
        return reverse("activity:together", args=[self.key])

    @property
    def toast(self) -> Toast:
        """Return the toast: the only line, or the number of lines and a link to their list."""
        only: Toast = self.lines[0].toast._replace(key=self.key)
        if len(self.lines) == 1:
            return only
        return only._replace(title=f"{len(self.lines)} things", url=self.address, amount=None)


def group_by_order(activities: Iterable[Any]) -> list[PublicOrder]:
    """Return public activities grouped by order, in the sequence of each order's first one.

    The activities need the annotation `lead` and a loaded `order_line`.
    """
    groups: dict[int, list[Any]] = {}
    for activity in activities:
        groups.setdefault(activity.order_id, []).append(activity)
    return [PublicOrder(lines[0].lead, counted_lines(lines)) for lines in groups.values()]


def counted_lines(lines: list[Any]) -> list[Any]:
    """Return the lines at catalogue prices; an order of private deals alone counts as one line."""
    return [one for one in lines if one.order_line.source == OrderLine.Source.CATALOGUE] or lines[:1]
