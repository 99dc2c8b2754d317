"""Queries that find trades and open new ones."""

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from marketplace import clock
from marketplace.errors import Refused
from marketplace.locks import advisory_lock
from marketplace.models import Item, Shop, User
from marketplace.templatetags.money import money
from trading.models.block import require_unblocked
from trading.models.expiry import ExpiryQuerySet
from trading.models.negotiation import create_first_version
from trading.rules import Role, Status
from trading.terms import default_offer_minutes

if TYPE_CHECKING:
    from trading.models.trade import Trade


class TradeQuerySet(ExpiryQuerySet):
    """Trades by participant, and the ways to open one."""

    def involving(self, user: User) -> "TradeQuerySet":
        """Return the trades of a participant."""
        return self.filter(Q(seller=user) | Q(buyer=user))

    def between(self, one: User, other: User) -> "TradeQuerySet":
        """Return the trades between two people."""
        return self.filter(Q(seller=one, buyer=other) | Q(seller=other, buyer=one))

    def for_pages(self) -> "TradeQuerySet":
        """Load related rows for pages, in a fixed number of queries."""
        return self.select_related("terms", "shop", "seller", "buyer", "order", "item__product")

    def lock_all(self) -> None:
        """Lock these trades until the transaction ends, ordered by key so that two callers can't deadlock."""
        list(self.order_by("pk").select_for_update(no_key=True).values_list("pk"))

    # Opening ----------------------------------------------------------------------------------------------------

    @transaction.atomic
    def open_by(
        self,
        seller: User,
        *,
        title: str,
        price: Decimal,
        quantity: int,
        description: str = "",
        minutes: int | None = None,
        item: Item | None = None,
        for_email: str = "",
        key: str = "",
    ) -> "Trade":
        """Return a new trade that waits for its buyer; `trade.invite` makes the code to join it.

        `key` is the idempotency key of the form: the same form sent again returns the same trade. Raises `Refused` for
        invalid terms, for a duration out of range, and for a seller without an open shop.
        """
        shop = Shop.objects.owned_by(seller).first()
        if shop is None:
            raise Refused("Open a shop first.", code="no_shop")
        if item and item.product.shop_id != shop.pk:
            raise Refused("This item is not from your shop.", field="item", code="item")
        if for_email and for_email.lower() == seller.email.lower():
            raise Refused("This is your own address. Enter the buyer’s or none.", field="for_email", code="own")
        advisory_lock(f"u-{seller.pk}")
        if key and (earlier := self.filter(seller=seller, key=key).first()):
            return earlier
        trade = self._open(seller, shop, title, item, minutes, for_email=for_email.lower(), key=key)
        create_first_version(trade, price, quantity, description, by=seller)
        return trade

    @transaction.atomic
    def offer(
        self, buyer: User, item: Item, *, price: Decimal, quantity: int, note: str = "", minutes: int | None = None
    ) -> "Trade":
        """Return the trade of a buyer's offer for an item: version 1 is the list price, the offer a counter-offer.

        A buyer with an open offer for the item gets that trade, with a new counter-offer. Raises `Refused` for an item
        that can't be bought now.
        """
        # Without the lock, two forms sent at once would open two trades.
        advisory_lock(f"u-{buyer.pk}")
        require_unblocked(buyer, item.product.shop.owner)
        if price >= item.product.price:
            raise Refused(
                f"It costs {money(item.product.price)}: offer less, or put it in your cart.",
                field="price",
                code="list_price",
            )
        rooms = self.open().filter(buyer=buyer, item=item, is_offer=True)
        mine = next((room for room in rooms if not room.expire()), None)
        if mine is None:
            self._require_room_for(buyer)
            mine = self._offer(buyer, item, quantity, minutes)
        mine.counter(by=buyer, version=mine.terms_now.number, price=price, quantity=quantity, note=note)
        mine.refresh_from_db()
        return mine

    def _offer(self, buyer: User, item: Item, quantity: int, minutes: int | None) -> "Trade":
        _require_kept(item)
        fresh = Item.objects.with_available().select_related("product__shop").get(pk=item.pk)
        product = fresh.product
        problem = fresh.problem(
            max(quantity, 1),
            left=fresh.available,
            is_open=product.is_released,
            member_id=buyer.pk,
            most=settings.TRADE_MAX_UNITS,
        )
        if problem:
            raise Refused(problem.message, field="quantity" if problem.left else "item", code=problem.code)
        seller = product.shop.owner
        minutes = default_offer_minutes() if minutes is None else minutes
        trade = self._open(seller, product.shop, str(fresh)[:120], fresh, minutes, is_offer=True, buyer=buyer)
        create_first_version(trade, product.price, quantity, "", by=seller, opened_by=buyer)
        return trade

    def _require_room_for(self, buyer: User) -> None:
        if self.in_time().filter(buyer=buyer, is_offer=True).count() >= settings.TRADE_MAX_OFFERS:
            raise Refused(
                f"You have {settings.TRADE_MAX_OFFERS} offers open. Let one of them come to an end first.",
                code="too_many",
            )

    def _open(
        self, seller: User, shop: Shop, title: str, item: Item | None, minutes: int | None, **fields: Any
    ) -> "Trade":
        minutes = settings.TRADE_MINUTES if minutes is None else minutes
        if not settings.TRADE_MIN_MINUTES <= minutes <= settings.TRADE_MAX_MINUTES:
            raise Refused("Between two minutes and a week, please.", field="minutes", code="minutes")
        if item:
            _require_kept(item)
        now = clock.read()
        trade: Trade = self.create(
            seller=seller,
            shop=shop,
            title=title,
            item=item,
            created_at=now,
            expires_at=now + timedelta(minutes=minutes),
            status=Status.NEGOTIATING if fields.get("buyer") else Status.DRAFT,
            **fields,
        )
        trade.moment = now
        trade.seats.create(user=seller, role=Role.SELLER)
        if trade.buyer:
            trade.seats.create(user=trade.buyer, role=Role.BUYER)
        return trade


def _require_kept(item: Item) -> None:
    # The seller may remove the size at this moment.
    if not Item.objects.keep(item.pk):
        raise Refused("This size is no longer sold.", field="item", code="item")
