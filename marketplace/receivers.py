"""Receivers: sign-outs, metrics, and pushes to open pages after changes."""

import logging
from collections.abc import Iterable
from functools import partial
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.signals import authentication_step_completed
from django.contrib.auth.signals import user_logged_out
from django.db import transaction
from django.dispatch import receiver
from prometheus_client import Counter

from config.live import recheck_sockets
from marketplace import topics
from marketplace.accounts.visitors import Visitor
from marketplace.catalogue.shelves import have_shelves_changed
from marketplace.signals import (
    account_changed,
    order_paid,
    order_reversed,
    order_shipped,
    product_changed,
    reacts_to,
    shipment_corrected,
    stock_changed,
)
from marketplace.web.requests import ShopRequest

logger = logging.getLogger(__name__)
orders_paid = Counter("livestall_orders_paid", "Orders whose payment this process settled.")


@receiver(user_logged_out, dispatch_uid="marketplace.new_visitor")
def assign_new_visitor(request: ShopRequest, **kwargs: Any) -> None:
    """Give the browser a new visitor, so that no data of the member stays on the screen."""
    request.visitor = Visitor.new()


@receiver(authentication_step_completed, dispatch_uid="marketplace.keep_no_address")
def drop_session_address(request: ShopRequest, **kwargs: Any) -> None:
    """Remove the email address from the sign-in record of allauth in the session.

    The other sessions of a deleted account can't be found: the address would stay in them.
    """
    records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    kept = [{name: value for name, value in one.items() if name not in {"email", "username"}} for one in records]
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = kept


@reacts_to(order_paid)
def log_sale(order: Any) -> None:
    """Count and log the paid order after the commit."""
    transaction.on_commit(partial(_log_paid_order, order.number), robust=True)


def _log_paid_order(number: str) -> None:
    orders_paid.inc()
    logger.info("order %s is paid", number, extra={"order": number})


@reacts_to(order_paid)
def push_new_order(order: Any) -> None:
    """Push a new order to the seller pages of its shops."""
    _push_to_shops(order.lines.all())


@reacts_to(order_shipped)
def push_shipped(order: Any, shipment: Any) -> None:
    """Push a shipment to the shop's other open seller pages."""
    topics.shop_orders.push(shipment.shop_id)


@reacts_to(shipment_corrected)
def push_correction(shipment: Any) -> None:
    """Push a corrected tracking number to pages of the order and of the shop."""
    topics.order.push(shipment.order.number)
    topics.shop_orders.push(shipment.shop_id)


@reacts_to(order_reversed)
def push_reversed_lines(order: Any, lines: Any, refund: Any) -> None:
    """Push refunded lines to seller pages."""
    _push_to_shops(lines)


def _push_to_shops(lines: Any) -> None:
    topics.shop_orders.push_many(sorted({line.shop_id for line in lines}))


@reacts_to(stock_changed)
def push_stock(items: Iterable[Any], sold_out: bool = False) -> None:
    """Push new stock levels; products that sold out leave their shelf."""
    _push_products(sorted({item.product_id for item in items}), shelves=sold_out)


@reacts_to(product_changed)
def push_product_changes(product_ids: list[int]) -> None:
    """Push a product's new status, price, release or pictures."""
    topics.gallery.push_many(product_ids)
    _push_products(product_ids, shelves=True)


def _push_products(product_ids: Iterable[int], *, shelves: bool) -> None:
    product_ids = list(product_ids)
    topics.stock.push_many(product_ids)
    topics.card.push_many(product_ids)
    if shelves:
        transaction.on_commit(push_shelves, robust=True)


def push_shelves() -> None:
    """Have open home pages reload their shelves, if these show other products now."""
    if have_shelves_changed():
        topics.shelves.push()


@reacts_to(account_changed)
def recheck_person(user_id: int) -> None:
    """Check again the subscriptions of a person's sockets."""
    recheck_sockets(user_id)
