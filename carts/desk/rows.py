"""Live carts as rows of a list: which to show, and all that is shown of each, in a fixed number of queries."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Sum

from carts.desk.filters import Wish
from carts.desk.scope import Scope
from carts.models import Cart, CartLine
from carts.models.stages import ABANDONED, ACTIVE, CHECKOUT, IDLE, LIVE, STAGES


@dataclass(frozen=True)
class Row:
    """One cart as a desk sees it; it needs what `rows_of` loads."""

    cart: Any
    scope: Scope

    @property
    def code(self) -> str:
        """Return the cart's display code."""
        return self.cart.code

    @property
    def url(self) -> str:
        """Return where the desk looks at it."""
        return self.scope.url("cart", self.code)

    @property
    def changes_at(self) -> datetime | None:
        """Return when its stage changes if nobody touches it; None for what time alone doesn't change."""
        minutes = {ACTIVE: settings.CART_ACTIVE_MINUTES, IDLE: settings.CART_ABANDONED_MINUTES}.get(self.stage)
        return self.cart.updated_at + timedelta(minutes=minutes) if minutes else None

    @property
    def lines(self) -> list[CartLine]:
        """Return the desk's own lines."""
        return self.cart.desk_lines

    @property
    def count(self) -> int:
        """Return the number of units in them."""
        return sum(line.quantity for line in self.lines)

    @cached_property
    def value(self) -> Decimal:
        """Return what they come to, at the prices of now."""
        return sum((line.amount for line in self.lines), Decimal(0))

    @property
    def stage(self) -> str:
        """Return how far the cart got, one of `STAGES`."""
        return self.cart.stage

    @property
    def stage_name(self) -> str:
        """Return the same in words, or what became of a cart that is closed."""
        return STAGES[self.stage] if self.cart.is_open else self.cart.get_status_display()

    @property
    def unmask_minutes(self) -> int:
        """Return for how long an uncovered name stays so."""
        return settings.UNMASK_MINUTES

    @property
    def is_live(self) -> bool:
        """Tell whether it is being built right now."""
        return self.cart.is_open and self.stage in LIVE

    @property
    def is_in_sight(self) -> bool:
        """Tell whether the desk lists it: open, with something of the desk's in it, and not left for long."""
        return Cart.objects.in_sight(self.scope.shop).filter(pk=self.cart.pk).exists()

    @property
    def who(self) -> str:
        """Return whether a guest or a member fills it, of the member's name no more than how it begins."""
        member = self.cart.member
        if member is None:
            return "Guest"
        return f"Member {member.display_name[0]}•••" if member.display_name else "Member"


def loaded(scope: Scope, carts: Any) -> Any:
    """Return these carts with all that their rows show."""
    mine = scope.lines().select_related("item__product__shop").prefetch_related("item__product__images")
    lines = Prefetch("lines", mine.order_by("added_at", "pk"), to_attr="desk_lines")
    return carts.select_related("member").prefetch_related(lines)


def page_of(scope: Scope, wish: Wish, number: str | None) -> "Page[Any]":
    """Return one page of the rows that were asked for."""
    carts = loaded(scope, matching(scope, wish).order_by(*wish.order))
    page = Paginator(carts, settings.CARTS_PER_PAGE).get_page(number)
    page.object_list = [Row(cart, scope) for cart in page.object_list]
    return page


def matching(scope: Scope, wish: Wish) -> Any:
    """Return the carts of a desk that match what was asked for."""
    carts = scope.carts()
    carts = carts.filter(stage__in=LIVE if wish.stage == "live" else [wish.stage]) if wish.stage != "any" else carts
    if wish.who:
        carts = carts.filter(member__isnull=wish.who == "guest")
    if wish.least is not None:
        carts = carts.filter(value__gte=wish.least)
    if wish.product:
        named = Q(item__product__title__icontains=wish.product) | Q(item__sku__icontains=wish.product)
        carts = carts.filter(Exists(scope.lines().filter(named, cart=OuterRef("pk"))))
    return carts


@dataclass(frozen=True)
class Figures:
    """How many carts a desk has in each stage, and what the live ones come to."""

    active: int
    idle: int
    checkout: int
    abandoned: int
    value: Decimal

    @property
    def live(self) -> int:
        """Return how many are being built right now."""
        return self.active + self.idle + self.checkout

    @classmethod
    def of(cls, scope: Scope) -> "Figures":
        """Count a desk's carts; one query."""
        stages = {name: Count("pk", filter=Q(stage=name)) for name in (ACTIVE, IDLE, CHECKOUT, ABANDONED)}
        told = scope.carts().order_by().aggregate(**stages, worth=Sum(F("value"), filter=Q(stage__in=LIVE)))
        return cls(value=told.pop("worth") or Decimal(0), **told)


def row_of(scope: Scope, code: str) -> Row | None:
    """Return the row of the cart with a display code, whatever became of it; None where it is none of this desk's."""
    mine = scope.lines().filter(cart=OuterRef("pk"))
    touched = scope.events().filter(cart=OuterRef("pk"))
    carts = Cart.objects.coded(code).filter(Exists(mine) | Exists(touched)).with_stage()
    cart = loaded(scope, carts).order_by("-updated_at").first()
    return Row(cart, scope) if cart else None
