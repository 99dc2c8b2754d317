"""Haggling in the simulator: buyers make offers and answer, sellers look through their rooms, all of it by pages."""

from urllib.parse import urlsplit

from config.demo.haggling import ANSWERS, NOTES, OPENINGS
from config.demo.pages import Page, words
from config.demo.shopper import Shopper

MOST_ROOMS = 3
"""So many rooms somebody goes into at one visit."""


async def haggle(buyer: Shopper) -> None:
    """Go on with one's negotiations, and begin another now and then. Raises SiteUnwellError."""
    for room in await rooms_of(buyer):
        await answer_as_buyer(buyer, await buyer.browser.open(room))
    if buyer.luck.random() < 0.6:
        await make_offer(buyer)


async def sell(seller: Shopper) -> None:
    """Look through the rooms of one's own offers and answer what waits there. Raises SiteUnwellError."""
    for room in await rooms_of(seller):
        await answer_as_seller(seller, await seller.browser.open(room))


async def rooms_of(who: Shopper) -> list[str]:
    """Return the addresses of a few rooms of theirs."""
    page = await who.browser.open("/trades/")
    rooms = page.links_to("/trades/TR-")
    return who.luck.sample(rooms, min(MOST_ROOMS, len(rooms)))


async def make_offer(buyer: Shopper) -> None:
    """Find something, and offer less for it than it costs."""
    page = await buyer.browser.open("/")
    if not (products := page.links_to("/products/")):
        return
    page = await buyer.browser.open(buyer.luck.choice(products))
    await buyer.ponder()
    if not (ways := page.links_to("/trades/offer/")):
        return
    page = await buyer.browser.open(ways[0])
    form = next((form for form in page.forms if form.choices("price")), None)
    # Sizes are in a list, of which these pages know nothing.
    if form is None or any(one.kind != "hidden" for one in form.choices("item")):
        return
    form.action = ways[0]
    asked = form.choices("price")[0].attributes.get("placeholder", "").split()
    price = f"{float(asked[-1]) * buyer.luck.uniform(0.7, 0.95):.2f}" if asked else "1.00"
    wishes = {"price": price, "quantity": "2", "note": buyer.luck.choice(NOTES), "minutes": "30"}
    await settle(buyer, await buyer.browser.send(form, **wishes), f"offers {price} each in")


async def answer_as_buyer(buyer: Shopper, room: Page) -> None:
    """Talk, come nearer, take it or leave it."""
    await buyer.ponder()
    fate = buyer.luck.random()
    if fate < 0.35:
        await say(buyer, room, OPENINGS)
    elif fate < 0.5:
        await step(buyer, room, "reject", "turned down", reason="Too dear for me.")
    elif fate < 0.8 and (accept := room.form("/accept/")):
        page = await buyer.browser.send(accept)
        await settle(buyer, page, "agreed on")
        await buyer.pay(page, "pays")


async def answer_as_seller(seller: Shopper, room: Page) -> None:
    """Take up a counter-offer or decline it, or talk."""
    await seller.ponder()
    fate = seller.luck.random()
    if fate < 0.5:
        await step(seller, room, "apply", "took up an offer in")
    elif fate < 0.7:
        await step(seller, room, "decline", "declined an offer in", reason="Not at that price.")
    else:
        await say(seller, room, ANSWERS)


async def say(who: Shopper, room: Page, lines: tuple[str, ...]) -> None:
    """Say one of these."""
    await step(who, room, "say", "said something in", text=who.luck.choice(lines))


async def step(who: Shopper, room: Page, name: str, told: str, **wishes: str) -> None:
    """Take a step of the room, if the page offers it."""
    if form := room.form(f"/{name}/"):
        await settle(who, await who.browser.send(form, **wishes), told)


async def settle(who: Shopper, page: Page, told: str) -> None:
    """Log what came of a form."""
    went_wrong = page.status >= 400
    number = urlsplit(page.url).path.rstrip("/").split("/")[-1]
    who.tell(f"was turned down: {words(page.alerts)}" if went_wrong else f"{told} {number}")
