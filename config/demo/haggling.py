"""Negotiations of the demo, each led to where it stands by the verbs that people use: open, and at every end."""

import random
from dataclasses import dataclass
from decimal import Decimal

from config.demo.catalogue import PlannedProduct
from config.demo.people import ADMIN, ALICE, BOB, Person
from marketplace.currency import round_amount
from marketplace.gateways import price_step
from marketplace.models import Item, User
from trading.models import Invitation, Seat, Trade

ROOMS = 36
HOURS = 60
TIMES = (30, 2 * HOURS, 12 * HOURS, 24 * HOURS, 72 * HOURS)
"""Minutes that trades of the crowd run: some end while one watches, some are there for days."""
WEEK = 7 * 24 * HOURS
OPENINGS = (
    "Hello! Is there some room in the price?", "I need these by Friday, and would take several.",
    "Lovely work. Could you do a little less?", "Would you send them to two addresses?",
    "It is for my sister’s wedding. Help me out?", "I saw them last week and cannot forget them.",
)  # fmt: skip
ANSWERS = (
    "For that many I can do something.", "They are made by hand, so not much.", "Let me see what I can do.",
    "If you take one more, gladly.", "You have good taste. Let us find a price.", "I can have them ready on Thursday.",
)  # fmt: skip
NOTES = ("For cash, today.", "I would pick them up.", "For all of them.", "My last word, nearly.", "")


@dataclass
class Table:
    """Two people of the demo and the trade between them."""

    trade: Trade
    buyer: User
    luck: random.Random

    @property
    def seller(self) -> User:
        """Return who sells."""
        return self.trade.seller

    def say(self, *lines: str) -> None:
        """Let them talk, the buyer first."""
        for place, line in enumerate(lines):
            self.trade.say(by=(self.buyer, self.seller)[place % 2], text=line)

    def talk(self) -> None:
        """Let them exchange a few words."""
        self.say(self.luck.choice(OPENINGS), self.luck.choice(ANSWERS))

    def counter(self, share: float) -> None:
        """Let the buyer offer a share of the price on the table."""
        terms = self.trade.terms_now
        price = part(terms.price, share)
        note = self.luck.choice(NOTES)
        self.trade.counter(by=self.buyer, version=terms.number, price=price, quantity=terms.quantity, note=note)

    def amend(self, share: float, reason: str) -> None:
        """Let the seller put a share of the price on the table."""
        self.trade.refresh_from_db()
        terms = self.trade.terms_now
        self.trade.amend(
            by=self.seller,
            version=terms.number,
            price=part(terms.price, share),
            quantity=terms.quantity + 1,
            description=terms.description,
            reason=reason,
        )
        self.trade.refresh_from_db()


def part(price: Decimal, share: float) -> Decimal:
    """Return a share of a price, in whole units of the currency."""
    return max(round_amount(price * Decimal(str(share))), price_step())


def offered(buyer: User, item: Item, luck: random.Random, *, quantity: int, minutes: int) -> Table:
    """Return the table at which somebody made an offer for an item."""
    price = part(item.product.price, luck.uniform(0.7, 0.9))
    note = luck.choice(NOTES)
    trade = Trade.objects.offer(buyer, item, price=price, quantity=quantity, note=note, minutes=minutes)
    return Table(trade, buyer, luck)


def save_trades(
    products: list[PlannedProduct], items: dict[tuple[str, str], Item], users: dict[str, User], everybody: list[Person]
) -> int:
    """Open the demo's rooms and lead each to where it stands; returns how many there are."""
    luck = random.Random(36)  # noqa: S311 (repeatable on purpose)
    plenty = [item for item in _on_sale(products, items) if item.on_hand >= 10]
    _between_alice_and_bob([item for item in plenty if item.product.shop.owner == users[ALICE]], users, luck)
    shoppers = [users[person.name] for person in everybody if "." in person.email.split("@")[0]]
    others = [item for item in plenty if item.product.shop.owner != users[ALICE]]
    for place, item in enumerate(luck.sample(others, min(ROOMS, len(others)))):
        _in_the_crowd(place, item, luck.choice([user for user in shoppers if user != item.product.shop.owner]), luck)
    # The cast's mails are there to be seen; the crowd's would only fill the outbox.
    Seat.objects.exclude(trade__seller=users[ALICE]).update(news_at=None)
    return Trade.objects.count()


def _on_sale(products: list[PlannedProduct], items: dict[tuple[str, str], Item]) -> list[Item]:
    open_now = [one for one in products if one.is_open(0) and not one.limit and one.status == "active"]
    return [items[one.slug, label] for one in open_now for label in one.labels[:1]]


def _between_alice_and_bob(hers: list[Item], users: dict[str, User], luck: random.Random) -> None:
    alice, bob = users[ALICE], users[BOB]
    asked, moved, agreed, refused = (offered(bob, item, luck, quantity=2, minutes=WEEK) for item in hers[:4])
    asked.say("Good morning! They are for the two of us.", "Good morning. Both in the same size?", "One size apart.")
    moved.say("Would you take a little less?", "If you take one more, gladly.")
    moved.amend(0.93, "For three of them.")
    agreed.trade.apply(by=alice, counter=1)
    agreed.say("Thank you, that is fair.")
    agreed.trade.accept(by=bob, version=2)
    refused.trade.decline(by=alice, counter=1, reason="That is below what the leather costs.")
    refused.trade.reject(by=bob, reason="Then another time.")
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
    taken, cut = (offered(bob, item, luck, quantity=1, minutes=WEEK) for item in hers[4:6])
    taken.trade.withdraw(by=alice, reason="They went at the market on Sunday.")
    cut.trade.cut_short(by=users[ADMIN])


def _in_the_crowd(place: int, item: Item, buyer: User, luck: random.Random) -> None:
    table = offered(buyer, item, luck, quantity=luck.choice((1, 1, 2, 3)), minutes=luck.choice(TIMES))
    table.talk()
    match place % 6:
        case 1:
            table.trade.apply(by=table.seller, counter=1)
        case 2:
            table.amend(0.95, "Meet me in the middle.")
            table.counter(0.97)
        case 3:
            table.trade.decline(by=table.seller, counter=1, reason="Not at that price.")
        case 4:
            table.trade.reject(by=buyer, reason="I found another.")
        case 5:
            table.trade.withdraw(by=table.seller, reason="It is promised to somebody.")
