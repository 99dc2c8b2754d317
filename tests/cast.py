"""Factories of users, shops and orders: Alice sells, Bob buys, Mallory is a stranger, Sam and Eve are shop staff."""

import itertools
import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import F
from django.utils import timezone

from activity.models import PurchaseActivity
from marketplace.accounts.visitors import Shopper, Visitor
from marketplace.gateways.fake import PAYS
from marketplace.models import Category, Item, Order, Payment, Product, Shop, User
from marketplace.orders.checkout import check_out_items
from marketplace.orders.purchase_limits import digest_address
from marketplace.orders.settlement import begin_payment, charge_payment

PASSWORD = "correct horse battery"
serial = itertools.count(1)
ADDRESS: dict[str, Any] = {
    "email": "bob@example.com",
    "ship_name": "Bob Buyer",
    "ship_line1": "1 Harbour Road",
    "ship_line2": "",
    "ship_postcode": "1100-048",
    "ship_city": "Lisbon",
    "ship_region": "PT",
    "ship_country": "Portugal",
    "show_activity": True,
}


def person(name: str, **fields: Any) -> User:
    """Return a new user called `name`, with a verified email address made from it."""
    email = f"{name.lower().split()[0]}{next(serial)}@example.com"
    user = User.objects.create_user(**{"email": email, "password": PASSWORD, "display_name": name, **fields})
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def shop(owner: User | None = None, **fields: Any) -> Shop:
    """Return a new shop, by default of a new owner."""
    number = next(serial)
    owner = owner or person("Alice Seller")
    return Shop.objects.create(**{"owner": owner, "name": f"Shop {number}", "slug": f"shop-{number}", **fields})


def category() -> Category:
    """Return the tests' one category."""
    return Category.objects.get_or_create(name="Shoes", slug="shoes")[0]


def product(*, stock: int | dict[str, int] = 10, in_shop: Shop | None = None, **fields: Any) -> Product:
    """Return a product on sale with `stock` units, or with units by size label."""
    number = next(serial)
    defaults = {
        "shop": in_shop or shop(),
        "category": category(),
        "title": f"Trail Runner {number}",
        "slug": f"trail-runner-{number}",
        "price": Decimal("49.90"),
        "status": Product.Status.ACTIVE,
        "released_at": timezone.now() - timedelta(days=1),
    }
    made = Product.objects.create(**{**defaults, **fields})
    sizes = stock if isinstance(stock, dict) else {"": stock}
    for position, (label, on_hand) in enumerate(sizes.items()):
        Item.objects.create(
            product=made, label=label, sku=f"SKU-{number}-{position}", on_hand=on_hand, position=position
        )
    return made


def item(**fields: Any) -> Item:
    """Return the only item of a new product."""
    return product(**fields).items.get()


def guest() -> Shopper:
    """Return a shopper without an account."""
    return Shopper(None, Visitor.new().digest)


def member(user: User | None = None) -> Shopper:
    """Return a shopper with an account."""
    return Shopper(user or person("Bob Buyer"), Visitor.new().digest)


def key() -> str:
    """Return a fresh idempotency key."""
    return uuid.uuid4().hex


def pending_order(shopper: Shopper, *wanted: tuple[Item, int]) -> Order:
    """Return a pending order of these items."""
    return check_out_items(shopper, [(of.pk, quantity) for of, quantity in wanted], key=key())


def attempt_payment(order: Order, method: str = PAYS, **address: Any) -> Payment:
    """Try to pay an order; return the payment after the gateway's answer."""
    shipped = {**ADDRESS, **address}
    if order.buyer_id is None and order.limited_units():
        # As if the guest had entered the code that was mailed to them.
        Order.objects.filter(pk=order.pk).update(proved_address=digest_address(shipped["email"]))
    payment = begin_payment(order, key=key(), method=method, address=shipped)
    charge_payment(payment)
    order.refresh_from_db()
    return payment


def paid_order(shopper: Shopper, *wanted: tuple[Item, int], **address: Any) -> Order:
    """Return a paid order of these items."""
    order = pending_order(shopper, *wanted)
    attempt_payment(order, **address)
    return order


def make_purchases(count: int, past_their_time: int) -> None:
    """Make paid orders of one unit by different guests; the activities of the first `past_their_time` have expired."""
    one = item(stock=count)
    for _ in range(count):
        paid_order(guest(), (one, 1))
    old = PurchaseActivity.objects.order_by("pk").values("pk")[:past_their_time]
    PurchaseActivity.objects.filter(pk__in=old).update(created_at=F("created_at") - timedelta(hours=48))
