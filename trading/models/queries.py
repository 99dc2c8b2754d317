"""How trades are opened, found and swept."""

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q

from config import live
from marketplace import clock
from marketplace.checkout import take_turns
from marketplace.clock import ClockTimestamp
from marketplace.errors import Refused
from marketplace.models import Item, Shop, User
from marketplace.templatetags.money import money
from trading.models.action import Action
from trading.models.block import require_unblocked
from trading.models.seat import Seat
from trading.rules import OPEN, Role, Status

if TYPE_CHECKING:
    from trading.models.trade import Trade

BATCH = 500


def tell(trades: "list[Trade]") -> None:
    """Let rooms, lists of those who sit there and the dashboard read again, each once, when this is committed."""
    for trade in trades:
        live.push(f"trade.{trade.number}", version=trade.revision)
    people = {user_id for trade in trades for user_id in (trade.seller_id, trade.buyer_id) if user_id}
    for user_id in sorted(people):
        live.push(f"my-trades.{user_id}")
    if trades:
        live.push("all-trades")


class TradeQuerySet(models.QuerySet["Trade"]):
    """Trades within somebody's reach, and the sweep over those whose time is over."""

    def involving(self, user: User) -> "TradeQuerySet":
        """Return the trades in which a person sits at the table."""
        return self.filter(Q(seller=user) | Q(buyer=user))

    def between(self, one: User, other: User) -> "TradeQuerySet":
        """Return the trades at whose table these two sit."""
        return self.filter(Q(seller=one, buyer=other) | Q(seller=other, buyer=one))

    def open(self) -> "TradeQuerySet":
        """Return those that have not found their end, though the time of some may be over."""
        return self.filter(status__in=OPEN)

    def in_time(self) -> "TradeQuerySet":
        """Return those whose deadline is not past at this very moment."""
        return self.open().filter(expires_at__gt=ClockTimestamp())

    def for_pages(self) -> "TradeQuerySet":
        """Load what a page shows of each, in a fixed number of queries."""
        return self.select_related("terms", "shop", "seller", "buyer", "order", "item__product")

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
        """Return a new trade of a seller's shop that waits for its buyer; `invite` makes the code that lets one in.

        `key` is the idempotency key of the form: the same form sent again gives the same trade. Raises `Refused` for
        terms nobody can pay for, a time that is too short or too long, and somebody without an open shop.
        """
        shop = Shop.objects.owned_by(seller).first()
        if shop is None:
            raise Refused("Open a stall first.", code="no_shop")
        if item and item.product.shop_id != shop.pk:
            raise Refused("That is not from your stall.", field="item", code="item")
        if for_email and for_email.lower() == seller.email.lower():
            raise Refused("That is you. Name the buyer, or nobody.", field="for_email", code="own")
        take_turns(f"u-{seller.pk}")
        if key and (earlier := self.filter(seller=seller, key=key).first()):
            return earlier
        trade = self._open(seller, shop, title, item, minutes, for_email=for_email.lower(), key=key)
        trade.first_version(price, quantity, description, by=seller)
        return trade

    @transaction.atomic
    def offer(
        self, buyer: User, item: Item, *, price: Decimal, quantity: int, note: str = "", minutes: int | None = None
    ) -> "Trade":
        """Return the room in which a buyer offers so much for an item: version 1 is the list price, theirs a counter.

        Whoever has such a room open makes the counter-offer there. Raises `Refused` for what can't be bought now.
        """
        # Two forms sent at once would each not see the other's room.
        take_turns(f"u-{buyer.pk}")
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
        fresh = Item.objects.with_available().select_related("product__shop").get(pk=item.pk)
        product = fresh.product
        problem = fresh.problem(
            max(quantity, 1),
            left=fresh.available,
            is_open=product.is_released,
            member_id=buyer.pk,
            most=settings.TRADE_MOST_UNITS,
        )
        if problem:
            raise Refused(problem.message, field="quantity" if problem.left else "item", code=problem.code)
        seller = product.shop.owner
        trade = self._open(seller, product.shop, str(fresh)[:120], fresh, minutes, is_offer=True, buyer=buyer)
        trade.first_version(product.price, quantity, "", by=seller, opened_by=buyer)
        return trade

    def _require_room_for(self, buyer: User) -> None:
        if self.in_time().filter(buyer=buyer, is_offer=True).count() >= settings.TRADE_MOST_OFFERS:
            raise Refused(
                f"You have {settings.TRADE_MOST_OFFERS} offers open. Let one of them come to an end first.",
                code="too_many",
            )

    def _open(
        self, seller: User, shop: Shop, title: str, item: Item | None, minutes: int | None, **fields: Any
    ) -> "Trade":
        minutes = settings.TRADE_MINUTES if minutes is None else minutes
        if not settings.TRADE_LEAST_MINUTES <= minutes <= settings.TRADE_MOST_MINUTES:
            raise Refused("Between two minutes and a week, please.", field="minutes", code="minutes")
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

    # Running out of time ----------------------------------------------------------------------------------------

    def due(self) -> "TradeQuerySet":
        """Return open trades whose deadline is past at this very moment."""
        return self.open().filter(expires_at__lte=ClockTimestamp())

    def expire_due(self, batch: int = BATCH) -> int:
        """Expire what is due, in short transactions; returns how many. Safe to run late, twice, or by two at once."""
        total = 0
        while expired := self._expire_batch(batch):
            total += expired
        return total

    @transaction.atomic
    def _expire_batch(self, batch: int) -> int:
        due = self.due().select_for_update(skip_locked=True, no_key=True).order_by("expires_at", "pk")
        return self.expire_locked(list(due.only("number", "revision", "seller", "buyer")[:batch]))

    def expire_locked(self, trades: "list[Trade]", by: User | None = None) -> int:
        """End these trades, locked and found to be due, with one line each in their timelines; returns how many."""
        now = clock.read()
        ids = [trade.pk for trade in trades]
        self.model.objects.filter(pk__in=ids).update(status=Status.EXPIRED, closed_at=now, revision=F("revision") + 1)
        Action.objects.bulk_create(
            Action(trade_id=trade.pk, number=trade.revision + 1, kind=Action.Kind.EXPIRED, by=by, at=now)
            for trade in trades
        )
        Seat.objects.filter(trade__in=ids).note_news(now)
        for trade in trades:
            trade.revision += 1
        tell(trades)
        return len(trades)
