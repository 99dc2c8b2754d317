"""Deals: orders at a price agreed in a trade; the price is never recalculated."""

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
    """A sale agreed between a shop and a member; `item` is None for goods outside the catalogue."""

    buyer: User
    shop: Shop
    title: str
    unit_price: Decimal
    quantity: int
    item: Item | None = None

    @property
    def shopper(self) -> Shopper:
        """Return the buyer as a `Shopper` with the account only, without a browser."""
        return Shopper(self.buyer, "")

    def lock(self) -> None:
        """Lock buyer and item (or shop) before stock and limits are read; call it inside a transaction.

        Callers lock their own rows after this: the whole site locks items before the rows that refer to them.
        """
        advisory_lock(self.shopper.holder)
        if self.item:
            Item.objects.lock([self.item.pk])
        else:
            # Closing a shop locks this row too. Without the lock here, a closing shop would miss the uncommitted order.
            Shop.objects.select_for_update(no_key=True).get(pk=self.shop.pk)

    def place(self, *, hold: timedelta) -> Order:
        """Return the pending order of the deal, with its stock held for `hold`; call it inside a transaction.

        Raises `Refused` if the shop has closed. Raises `CheckoutRefused` if the stock is too low, the quantity is over
        the limit per shopper, or the buyer may not buy the item.
        """
        self.lock()
        if Shop.objects.filter(pk=self.shop.pk, closed_at__isnull=False).exists():
            raise Refused("This shop has closed.", code="closed")
        if self.item:
            CheckoutRequest.lock(self.shopper, {self.item.pk: self.quantity}, {}, most=self.quantity).check()
        amount = self.unit_price * self.quantity
        return write_order(
            self.shopper,
            self._make_lines,
            amount,
            content_hash="",
            hold_for=hold,
            expires_at=clock.read() + hold,
        )

    def _make_lines(self, order: Order) -> list[OrderLine]:
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
