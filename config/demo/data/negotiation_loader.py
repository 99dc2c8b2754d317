"""Writes the demo's negotiations through the methods of the trade itself: open ones, and one for every ending."""

import random
from dataclasses import dataclass
from decimal import Decimal

from config.demo.data.catalogue import ACTIVE, PlannedProduct
from config.demo.data.chat_lines import BUYER_LINES, OFFER_NOTES, SELLER_LINES
from config.demo.data.people import ADMIN, ALICE, BOB, Person
from marketplace.gateways import price_step
from marketplace.models import Item, User
from marketplace.money.currency import round_amount
from trading.models import Invitation, Seat, Trade

MEMBER_TRADES = 36
HOUR = 60
WEEK = 7 * 24 * HOUR
DURATIONS = (30, 2 * HOUR, 12 * HOUR, 24 * HOUR, 72 * HOUR)
"""Minutes until a member's trade expires: some within minutes of the loading, others after days."""


@dataclass
class Negotiation:
    """A trade between two people of the demo, with the steps that they take."""

    trade: Trade
    buyer: User
    rng: random.Random

    @property
    def seller(self) -> User:
        """The seller of the trade."""
        return self.trade.seller

    def chat(self, *lines: str) -> None:
        """Write chat lines, alternately from the buyer and from the seller."""
        for index, line in enumerate(lines):
            self.trade.say(by=(self.buyer, self.seller)[index % 2], text=line)

    def exchange_lines(self) -> None:
        """Write a random line from the buyer and one from the seller."""
        self.chat(self.rng.choice(BUYER_LINES), self.rng.choice(SELLER_LINES))

    def counter(self, share: float) -> None:
        """Make a counter-offer of the buyer, at a share of the current price."""
        terms = self.trade.terms_now
        price = round_share(terms.price, share)
        note = self.rng.choice(OFFER_NOTES)
        self.trade.counter(by=self.buyer, version=terms.number, price=price, quantity=terms.quantity, note=note)

    def amend(self, share: float, reason: str) -> None:
        """Change the terms as the seller: one unit more, at a share of the current price."""
        self.trade.refresh_from_db()
        terms = self.trade.terms_now
        self.trade.amend(
            by=self.seller,
            version=terms.number,
            price=round_share(terms.price, share),
            quantity=terms.quantity + 1,
            description=terms.description,
            reason=reason,
        )
        self.trade.refresh_from_db()


def round_share(price: Decimal, share: float) -> Decimal:
    """Return a share of a price, rounded to an amount that can be paid."""
    return max(round_amount(price * Decimal(str(share))), price_step())


def open_negotiation(buyer: User, item: Item, rng: random.Random, *, quantity: int, minutes: int) -> Negotiation:
    """Return a new negotiation, with an offer of the buyer at 70 to 90 percent of the price."""
    price = round_share(item.product.price, rng.uniform(0.7, 0.9))
    note = rng.choice(OFFER_NOTES)
    trade = Trade.objects.offer(buyer, item, price=price, quantity=quantity, note=note, minutes=minutes)
    return Negotiation(trade, buyer, rng)


def save_trades(
    products: list[PlannedProduct], items: dict[tuple[str, str], Item], users: dict[str, User], people: list[Person]
) -> int:
    """Write all negotiations; return how many."""
    rng = random.Random(36)  # noqa: S311 (repeatable on purpose)
    in_stock = [item for item in _list_items_on_sale(products, items) if item.on_hand >= 10]
    _save_trades_of_alice_and_bob([item for item in in_stock if item.product.shop.owner == users[ALICE]], users, rng)
    members = [users[person.name] for person in people if not person.is_in_cast]
    others = [item for item in in_stock if item.product.shop.owner != users[ALICE]]
    for index, item in enumerate(rng.sample(others, min(MEMBER_TRADES, len(others)))):
        buyer = rng.choice([user for user in members if user != item.product.shop.owner])
        _save_trade_of_members(index, item, buyer, rng)
    # The outbox shows the mails of the cast. Mails of the other members would only fill it.
    Seat.objects.exclude(trade__seller=users[ALICE]).update(unmailed_since=None)
    return Trade.objects.count()


def _list_items_on_sale(products: list[PlannedProduct], items: dict[tuple[str, str], Item]) -> list[Item]:
    on_sale = [one for one in products if one.is_open(0) and not one.limit and one.status == ACTIVE]
    return [items[one.slug, label] for one in on_sale for label in one.labels[:1]]


def _save_trades_of_alice_and_bob(alices_items: list[Item], users: dict[str, User], rng: random.Random) -> None:
    alice, bob = users[ALICE], users[BOB]
    asked, amended, accepted, rejected = (
        open_negotiation(bob, item, rng, quantity=2, minutes=WEEK) for item in alices_items[:4]
    )
    asked.chat("Good morning! They are for the two of us.", "Good morning. Both in the same size?", "One size apart.")
    amended.chat("Would you take a little less?", "If you take one more, gladly.")
    amended.amend(0.93, "For three of them.")
    accepted.trade.apply(by=alice, counter=1)
    accepted.chat("Thank you, that is fair.")
    accepted.trade.accept(by=bob, version=2)
    rejected.trade.decline(by=alice, counter=1, reason="That is below what the leather costs.")
    rejected.trade.reject(by=bob, reason="Then another time.")
    _save_private_deals(alice, bob)
    withdrawn, expired = (open_negotiation(bob, item, rng, quantity=1, minutes=WEEK) for item in alices_items[4:6])
    withdrawn.trade.withdraw(by=alice, reason="They went at the market on Sunday.")
    expired.trade.cut_short(by=users[ADMIN])


def _save_private_deals(alice: User, bob: User) -> None:
    """Write two deals about nothing in the catalogue: one that Bob has joined, one with an open invitation."""
    window = Trade.objects.open_by(
        alice, title="The window display of last season", price=Decimal("340.00"), quantity=1, minutes=WEEK,
        description="A harbour of painted wood, two metres wide, with lamps. To be picked up.",
    )  # fmt: skip
    Invitation.objects.redeem(window.invite(by=alice), by=bob)
    window.say(by=alice, text="You asked about it when you were here. It comes apart in three pieces.")
    Trade.objects.open_by(
        alice, title="Twelve pairs for a hotel", price=Decimal("88.00"), quantity=12, minutes=WEEK,
        description="House slippers in felt, with your sign on them.",
    ).invite(by=alice)  # fmt: skip


def _save_trade_of_members(index: int, item: Item, buyer: User, rng: random.Random) -> None:
    negotiation = open_negotiation(buyer, item, rng, quantity=rng.choice((1, 1, 2, 3)), minutes=rng.choice(DURATIONS))
    negotiation.exchange_lines()
    trade, seller = negotiation.trade, negotiation.seller
    match index % 6:
        case 1:
            trade.apply(by=seller, counter=1)
        case 2:
            negotiation.amend(0.95, "Meet me in the middle.")
            negotiation.counter(0.97)
        case 3:
            trade.decline(by=seller, counter=1, reason="Not at that price.")
        case 4:
            trade.reject(by=buyer, reason="I found another.")
        case 5:
            trade.withdraw(by=seller, reason="It is promised to somebody.")
