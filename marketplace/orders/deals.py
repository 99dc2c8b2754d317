"""Deals: orders at a price agreed on by two people; it is never computed again."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from marketplace import clock
from marketplace.accounts.visitors import Shopper
from marketplace.errors import Refused
from marketplace.locks import advisory_lock
from marketplace.models import Item, Order, OrderLine, Shop, User
from marketplace.orders.checkout import CheckoutRequest, write_order


@dataclass(frozen=True)
class Deal:
    """So many units at a price each, from a shop to a member; without an item it is about nothing in the catalogue."""

    buyer: User
    shop: Shop
    title: str
    unit_price: Decimal
    quantity: int
    item: Item | None = None

    @property
    def shopper(self) -> Shopper:
        """Return the buyer as a shopper: an account, in any browser."""
        return Shopper(self.buyer, "")

    def lock(self) -> None:
        """Lock buyer and item (or shop), before stock and limits are read; part of a transaction.

        Callers lock rows of their own after this: the whole site locks items before the rows that point to them.
        """
        advisory_lock(self.shopper.holder)
        if self.item:
            Item.objects.lock([self.item.pk])
        else:
            # A shop that closes at the same moment locks its row too, and would not see the order yet.
            Shop.objects.select_for_update(no_key=True).get(pk=self.shop.pk)

    def place(self, *, hold: timedelta) -> Order:
        """Return the pending order of the deal, with its stock held for `hold`; part of a transaction.

        Raises `Refused` when the shop has closed, and `CheckoutRefused` when too few are left, when they are more than
        one shopper may have, or when the buyer can't have the item at all.
        """
        self.lock()
        if Shop.objects.filter(pk=self.shop.pk, closed_at__isnull=False).exists():
            raise Refused("This shop has closed.", code="closed")
        if self.item:
            CheckoutRequest.lock(self.shopper, {self.item.pk: self.quantity}, {}, most=self.quantity).check()
        amount = self.unit_price * self.quantity
        return write_order(
            self.shopper,
            self._lines,
            amount,
            content_hash="",
            hold_for=hold,
            expires_at=clock.read() + hold,
        )

    def _lines(self, order: Order) -> list[OrderLine]:
        item = self.item
        return [
            OrderLine(
                order=order,
                product=item.product if item else None,
                item=item,
                shop=self.shop,
                title=self.title,
                label=item.label if item else "",
                unit_price=self.unit_price,
                quantity=self.quantity,
                source=OrderLine.Source.DEAL,
            )
        ]
