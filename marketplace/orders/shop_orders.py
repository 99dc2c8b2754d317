"""Orders as one shop sees them: each shop sees, ships and refunds only its own lines."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

from django.core.paginator import Page
from django.db.models import Exists, OuterRef, Prefetch, Q

from marketplace.database.pagination import CappedPaginator
from marketplace.models import Order, OrderLine, Refund, Shipment, Shop, User
from marketplace.models.order_queries import OrderQuerySet
from marketplace.money.currency import format_amount

TO_SHIP, UNDER_WAY, DELIVERED, REFUNDED = "to-ship", "on-its-way", "delivered", "refunded"
STATES = {TO_SHIP: "To ship", UNDER_WAY: "On its way", DELIVERED: "Delivered", REFUNDED: "Refunded"}
ORDERS_PER_PAGE, MOST_ORDERS = 20, 2_400
"""Orders on a page, and over all pages; older ones are found by search."""


class HistoryEvent(NamedTuple):
    """One event in the history of a shop's order."""

    at: datetime | None
    text: str
    kind: str
    by: User | None = None
    reason: str = ""


@dataclass
class ShopOrder:
    """The lines of one shop in a paid order, with their shipment."""

    order: Order
    shop: Shop
    lines: list[OrderLine]
    shipment: Shipment | None = None

    @property
    def unrefunded_lines(self) -> list[OrderLine]:
        """Return the lines that were not refunded."""
        return [line for line in self.lines if line.refund_id is None]

    @property
    def state(self) -> str:
        """Return its state, one of `STATES`."""
        if not self.unrefunded_lines:
            return REFUNDED
        if self.shipment is None:
            return TO_SHIP
        return DELIVERED if self.shipment.delivered_at else UNDER_WAY

    @property
    def state_name(self) -> str:
        """Return the name of its state."""
        return STATES[self.state]

    @property
    def amount(self) -> Decimal:
        """Return the amount paid for its lines."""
        return sum((line.amount for line in self.lines), Decimal(0))

    @property
    def refunded(self) -> Decimal:
        """Return the amount refunded for its lines."""
        return sum((line.amount for line in self.lines if line.refund_id), Decimal(0))

    @property
    def kept(self) -> Decimal:
        """Return the amount left after refunds."""
        return self.amount - self.refunded

    def group_refunds(self) -> "list[tuple[Refund, list[OrderLine], Decimal]]":
        """Return each refund with its lines of this shop and their amount, oldest first."""
        refunded = sorted((line for line in self.lines if line.refund), key=lambda line: (line.refund_id or 0, line.pk))
        groups = [list(lines) for _, lines in groupby(refunded, key=lambda line: line.refund_id)]
        return [(of[0].refund, of, sum((line.amount for line in of), Decimal(0))) for of in groups if of[0].refund]

    def history(self) -> list[HistoryEvent]:
        """Return its history, the latest event first."""
        sent, events = self.shipment, [HistoryEvent(self.order.paid_at, "Paid", "money")]
        if sent:
            text = " ".join(filter(None, ["Shipped", sent.carrier and f"with {sent.carrier},", sent.tracking]))
            events.append(HistoryEvent(sent.shipped_at, text.rstrip(","), "sent", sent.shipped_by))
        if sent and sent.corrected_at:
            events.append(HistoryEvent(sent.corrected_at, "Tracking number corrected", "sent", sent.corrected_by))
        if sent and sent.delivered_at:
            events.append(HistoryEvent(sent.delivered_at, "Delivered", "there"))
        for refund, lines, amount in self.group_refunds():
            titles = ", ".join(line.title for line in lines)
            text = f"{format_amount(amount, self.order.currency)} refunded for {titles}"
            events.append(HistoryEvent(refund.created_at, text, "back", refund.by, refund.reason))
        return sorted(events, key=lambda event: event.at or self.order.created_at, reverse=True)


def find_shop_orders(order: Order) -> list[ShopOrder]:
    """Return an order's `ShopOrder`s for its buyer, with all related rows for the order page."""
    lines = order.lines.select_related("product", "shop", "refund").prefetch_related("product__images")
    shipments = {shipment.shop_id: shipment for shipment in order.shipments.all()}
    by_shop = groupby(lines.order_by("shop", "pk"), key=lambda line: line.shop)
    return [ShopOrder(order, shop, list(of), shipments.get(shop.pk)) for shop, of in by_shop]


def find_shop_order(order: Order, shop: Shop) -> ShopOrder:
    """Return a shop's lines of an order, with the staff who shipped and refunded them."""
    lines = order.lines.filter(shop=shop).select_related("product", "refund__by").prefetch_related("product__images")
    shipment = order.shipments.filter(shop=shop).select_related("shipped_by", "corrected_by").first()
    return ShopOrder(order, shop, list(lines), shipment)


def find_orders_of_shop(shop: Shop) -> OrderQuerySet:
    """Return the paid orders with lines of a shop."""
    mine = OrderLine.objects.filter(order=OuterRef("pk"), shop=shop)
    return Order.objects.filter(Exists(mine), paid_at__isnull=False)


def filter_by_state(orders: OrderQuerySet, shop: Shop, state: str) -> OrderQuerySet:
    """Return the orders with this shop's lines in `state`."""
    unrefunded = Exists(OrderLine.objects.unrefunded().filter(order=OuterRef("pk"), shop=shop))
    # Redundant; lets Postgres start from the few refunded lines.
    has_refund = Q(pk__in=OrderLine.objects.filter(shop=shop, refund__isnull=False).order_by().values("order"))
    sent = Shipment.objects.filter(order=OuterRef("pk"), shop=shop)
    wanted = {
        TO_SHIP: unrefunded & ~Exists(sent),
        UNDER_WAY: unrefunded & Exists(sent.filter(delivered_at__isnull=True)),
        DELIVERED: unrefunded & Exists(sent.filter(delivered_at__isnull=False)),
        REFUNDED: has_refund & ~unrefunded,
    }
    return orders.filter(wanted[state]) if state in wanted else orders


def filter_by_text(orders: OrderQuerySet, shop: Shop, text: str) -> OrderQuerySet:
    """Return the orders with a text in their number, buyer or titles of this shop."""
    titles = OrderLine.objects.filter(order=OuterRef("pk"), shop=shop, title__icontains=text)
    names = Q(number__icontains=text) | Q(ship_name__icontains=text) | Q(buyer__display_name__icontains=text)
    return orders.filter(names | Exists(titles)) if text else orders


def count_to_ship(shop: Shop) -> int:
    """Return the number of orders this shop has to ship."""
    # An order stays `PAID` until every shop has shipped: this filter skips all older orders.
    waiting = find_orders_of_shop(shop).filter(status=Order.Status.PAID)
    return filter_by_state(waiting, shop, TO_SHIP).count()


def paginate_shop_orders(shop: Shop, orders: OrderQuerySet, number: str | None) -> "Page[Any]":
    """Return one page of a shop's orders, newest first, each with its `shop_order`."""
    mine = OrderLine.objects.filter(shop=shop).select_related("product").prefetch_related("product__images")
    loaded = orders.select_related("buyer").prefetch_related(
        Prefetch("lines", mine, to_attr="shop_lines"),
        Prefetch("shipments", Shipment.objects.filter(shop=shop), to_attr="shop_shipments"),
    )
    page = CappedPaginator(loaded.order_by("-paid_at", "-pk"), ORDERS_PER_PAGE, MOST_ORDERS).get_page(number)
    return _add_shop_orders(page, shop)


def _add_shop_orders(page: "Page[Any]", shop: Shop) -> "Page[Any]":
    for order in page.object_list:
        order.shop_order = ShopOrder(order, shop, order.shop_lines, next(iter(order.shop_shipments), None))
    return page
