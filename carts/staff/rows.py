"""Rows of the list of live carts, with all that a row shows, in a fixed number of queries."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Sum

from carts.models import Cart, CartLine
from carts.models.queries import ABANDONED, ACTIVE, CHECKOUT, IDLE, LIVE, STAGES
from carts.staff.filters import CartFilter
from carts.staff.scope import Scope


@dataclass(frozen=True)
class CartRow:
    """One cart as staff see it; the cart comes from `with_row_data`."""

    cart: Any
    scope: Scope

    @property
    def code(self) -> str:
        """Return the cart's display code."""
        return self.cart.code

    @property
    def url(self) -> str:
        """Return the path of the page about the cart."""
        return self.scope.url("cart", self.code)

    @property
    def changes_at(self) -> datetime | None:
        """Return the time of the next stage if the cart is not changed; None if time alone changes nothing."""
        minutes = {ACTIVE: settings.CART_ACTIVE_MINUTES, IDLE: settings.CART_ABANDONED_MINUTES}.get(self.stage)
        return self.cart.updated_at + timedelta(minutes=minutes) if minutes else None

    @property
    def lines(self) -> list[CartLine]:
        """Return the lines of the scope."""
        return self.cart.scope_lines

    @property
    def count(self) -> int:
        """Return the number of units in these lines."""
        return sum(line.quantity for line in self.lines)

    @cached_property
    def value(self) -> Decimal:
        """Return the sum of these lines at today's prices."""
        return sum((line.amount for line in self.lines), Decimal(0))

    @property
    def stage(self) -> str:
        """Return the stage of the cart, one of `STAGES`."""
        return self.cart.stage

    @property
    def stage_name(self) -> str:
        """Return the label of the stage, or of the status if the cart is closed."""
        return STAGES[self.stage] if self.cart.is_open else self.cart.get_status_display()

    @property
    def unmask_minutes(self) -> int:
        """Return the duration of a look at the name in minutes."""
        return settings.UNMASK_MINUTES

    @property
    def is_live(self) -> bool:
        """Tell whether the cart is live."""
        return self.cart.is_open and self.stage in LIVE

    @property
    def is_listed(self) -> bool:
        """Tell whether the list contains the cart: open, recent, with lines of the scope."""
        return Cart.objects.recent_for(self.scope.shop).filter(pk=self.cart.pk).exists()

    @property
    def shopper_label(self) -> str:
        """Return "Guest" or "Member", with only the first letter of the member's name."""
        member = self.cart.member
        if member is None:
            return "Guest"
        return f"Member {member.display_name[0]}•••" if member.display_name else "Member"


def with_row_data(scope: Scope, carts: Any) -> Any:
    """Load all data of the rows with the carts."""
    own = scope.lines().select_related("item__product__shop").prefetch_related("item__product__images")
    lines = Prefetch("lines", own.order_by("added_at", "pk"), to_attr="scope_lines")
    return carts.select_related("member").prefetch_related(lines)


def paginate_rows(scope: Scope, cart_filter: CartFilter, number: str | None) -> "Page[Any]":
    """Return one page of the filtered rows."""
    carts = with_row_data(scope, filter_carts(scope, cart_filter).order_by(*cart_filter.order))
    page = Paginator(carts, settings.CARTS_PER_PAGE).get_page(number)
    page.object_list = [CartRow(cart, scope) for cart in page.object_list]
    return page


def filter_carts(scope: Scope, cart_filter: CartFilter) -> Any:
    """Return the carts of a scope that match the filter."""
    carts = scope.carts()
    if cart_filter.stage != "any":
        carts = carts.filter(stage__in=LIVE if cart_filter.stage == "live" else [cart_filter.stage])
    if cart_filter.shopper:
        carts = carts.filter(member__isnull=cart_filter.shopper == "guest")
    if cart_filter.min_value is not None:
        carts = carts.filter(value__gte=cart_filter.min_value)
    if cart_filter.product:
        named = Q(item__product__title__icontains=cart_filter.product) | Q(item__sku__icontains=cart_filter.product)
        carts = carts.filter(Exists(scope.lines().filter(named, cart=OuterRef("pk"))))
    return carts


@dataclass(frozen=True)
class StageCounts:
    """The number of carts in each stage, and the value of the live carts."""

    active: int
    idle: int
    checkout: int
    abandoned: int
    value: Decimal

    @property
    def live(self) -> int:
        """Return the number of live carts."""
        return self.active + self.idle + self.checkout

    @classmethod
    def of(cls, scope: Scope) -> "StageCounts":
        """Count the carts of a scope; one query."""
        stages = {name: Count("pk", filter=Q(stage=name)) for name in (ACTIVE, IDLE, CHECKOUT, ABANDONED)}
        sums = scope.carts().order_by().aggregate(**stages, worth=Sum(F("value"), filter=Q(stage__in=LIVE)))
        return cls(value=sums.pop("worth") or Decimal(0), **sums)


def find_row(scope: Scope, code: str) -> CartRow | None:
    """Return the row of the cart with a display code, in any status; None if the scope has no part in it."""
    own_lines = scope.lines().filter(cart=OuterRef("pk"))
    own_events = scope.events().filter(cart=OuterRef("pk"))
    carts = Cart.objects.with_code(code).filter(Exists(own_lines) | Exists(own_events)).with_stage()
    cart = with_row_data(scope, carts).order_by("-updated_at").first()
    return CartRow(cart, scope) if cart else None
