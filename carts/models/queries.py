"""Queries for carts: the carts of a shopper, carts by stage, and row locks."""

import uuid
from datetime import timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Now

from carts.models.codes import names_of
from carts.models.line import CartLine
from marketplace.accounts.visitors import Shopper
from marketplace.errors import Refused
from marketplace.models import Order, Payment, Shop

C = TypeVar("C", bound=models.Model)

ACTIVE, IDLE, CHECKOUT, ABANDONED = "active", "idle", "checkout", "abandoned"
STAGES = {ACTIVE: "Active", IDLE: "Idle", CHECKOUT: "Checking out", ABANDONED: "Abandoned"}
LIVE = (ACTIVE, IDLE, CHECKOUT)
"""Stages of a cart that a shopper is working on now."""
LISTED = timedelta(days=30)
"""Staff see an abandoned cart for this long."""
LATEST = """
    SELECT cart.*, (
        SELECT max(event.id) FROM carts_cartevent event
        WHERE event.cart_id = cart.id AND event.version = cart.version AND event.by_id IS NOT NULL
    ) AS staff_event
    FROM carts_cart cart WHERE holder = %s ORDER BY version DESC LIMIT 1
"""
INSERT = """
    INSERT INTO carts_cart (holder, member_id, name, status) VALUES (%s, %s, %s, 'open')
    ON CONFLICT (holder) WHERE status = 'open' DO NOTHING RETURNING *
"""


def abandoned_after() -> timedelta:
    """Return the time without a change until a cart counts as abandoned."""
    return timedelta(minutes=settings.CART_ABANDONED_MINUTES)


def at_checkout() -> Exists:
    """Return the condition that a cart's order can be paid: it has time left, and its last payment did not fail."""
    payments = Payment.objects.filter(order=OuterRef("pk"))
    orders = Order.objects.annotate(last_payment=payments.order_by("-pk").values("status")[:1])
    has_time = Q(status=Order.Status.PENDING, expires_at__gt=Now())
    failed = Q(last_payment__isnull=False, last_payment=Payment.Status.FAILED)
    in_progress = Q(status__in=Order.UNSETTLED, last_payment__in=Payment.OPEN)
    return Exists(orders.filter(has_time & ~failed | in_progress, pk=OuterRef("order")))


class CartQuerySet(models.QuerySet[C]):
    """Carts of shoppers and by stage. Nothing here changes a cart that exists."""

    # Carts of a shopper -----------------------------------------------------------------------------------------

    def open_of(self, shopper: Shopper) -> C | None:
        """Return the shopper's open cart; None before the first add and after a purchase."""
        return _with_holders(self.filter(holder=shopper.holder, status="open").first(), shopper)

    def lock_open_of(self, shopper: Shopper) -> C | None:
        """Return the shopper's open cart, locked until the transaction ends."""
        mine = self.filter(holder=shopper.holder, status="open").select_for_update(no_key=True)
        return _with_holders(mine.first(), shopper)

    def latest_of(self, shopper: Shopper) -> C | None:
        """Return the shopper's cart of the highest version: the open cart, else the cart that was closed last."""
        return next(iter(self.raw(LATEST, [shopper.holder])), None)

    def get_open(self, shopper: Shopper) -> C:
        """Return the shopper's open cart; refused as `not_found` when there is none."""
        if cart := self.open_of(shopper):
            return cart
        raise Refused("Your cart is empty.", field="item", code="not_found")

    def get_or_open(self, shopper: Shopper) -> C:
        """Return the shopper's open cart, inserted if this is the first add.

        Of two first adds at once one inserts the cart; the unique constraint sends the other one to the same cart.
        """
        return self.open_of(shopper) or self.insert_for(shopper) or self.get_open(shopper)

    def insert_for(self, shopper: Shopper) -> C | None:
        """Insert an open cart and return it, locked like every new row; None if another first add was faster."""
        member = shopper.user.pk if shopper.user else None
        cart = next(iter(self.raw(INSERT, [shopper.holder, member, uuid.uuid4()])), None)
        return _with_holders(cart, shopper)

    def lock(self, *ids: int) -> dict[int, C]:
        """Lock these carts until the transaction ends, and return them by id as they are under the lock.

        A merge locks a guest's cart and a member's; a purchase may lock the same two. Guests' carts come first
        everywhere: in any other order the two would deadlock.
        """
        locked = self.filter(pk__in=ids).select_for_update(no_key=True).order_by("-holder", "pk")
        return {cart.pk: cart for cart in locked}

    def unbought(self) -> "CartQuerySet[C]":
        """Return carts that no purchase has closed: open carts, and carts merged into another."""
        return self.exclude(status="bought")

    # Carts by stage ---------------------------------------------------------------------------------------------

    def with_code(self, code: str) -> Any:
        """Return the carts with this display code; more than one is possible but very rare."""
        names = names_of(code)
        return self.filter(name__range=names) if names else self.none()

    def with_stage(self) -> Any:
        """Annotate `stage`, one of `STAGES`, by the database's clock: no sweep needs to have run."""
        idle = Now() - timedelta(minutes=settings.CART_ACTIVE_MINUTES)
        return self.annotate(
            stage=Case(
                When(at_checkout(), then=Value(CHECKOUT)),
                When(updated_at__gt=idle, then=Value(ACTIVE)),
                When(updated_at__gt=Now() - abandoned_after(), then=Value(IDLE)),
                default=Value(ABANDONED),
                output_field=models.CharField(),
            )
        )

    def recent(self) -> Any:
        """Return open carts that have lines and were changed within `LISTED`."""
        lines = CartLine.objects.filter(cart=OuterRef("pk"))
        return self.filter(Exists(lines), status="open", updated_at__gt=Now() - LISTED)

    def recent_for(self, shop: Shop | None) -> Any:
        """Return the recent carts that contain items of the shop; without a shop, all recent carts."""
        own_lines = CartLine.objects.filter(cart=OuterRef("pk"), item__shop=shop)
        return self.recent().filter(Exists(own_lines)) if shop else self.recent()

    def live(self) -> Any:
        """Return recent carts that are not abandoned; carts that are at the checkout for longer are missing."""
        return self.recent().filter(updated_at__gt=Now() - abandoned_after())

    def newly_abandoned(self) -> Any:
        """Return carts that are abandoned by the clock but have no `abandoned_at` yet."""
        silent = self.recent().filter(updated_at__lte=Now() - abandoned_after(), abandoned_at__isnull=True)
        return silent.exclude(at_checkout())


def _with_holders(cart: C | None, shopper: Shopper) -> C | None:
    """Fill the cart's cached `holders`: the shopper's other names are known only from the request."""
    if cart:
        vars(cart)["holders"] = shopper.holders
    return cart
