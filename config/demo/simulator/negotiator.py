"""Negotiations in the simulator: buyers make offers and answer, sellers answer, all of them through the pages."""

from http import HTTPStatus
from urllib.parse import urlsplit

from config.demo.data.chat_lines import BUYER_LINES, OFFER_NOTES, SELLER_LINES
from config.demo.simulator.html_pages import Page, join_texts
from config.demo.simulator.shopper import Shopper

TRADES_PER_VISIT = 3


async def negotiate_as_buyer(buyer: Shopper) -> None:
    """Answer in a few trades of the buyer, and often make a new offer. Raises SiteUnavailableError."""
    for url in await pick_trades(buyer):
        await answer_as_buyer(buyer, await buyer.browser.open(url))
    if buyer.rng.random() < 0.6:
        await make_offer(buyer)


async def negotiate_as_seller(seller: Shopper) -> None:
    """Answer in a few trades of the seller. Raises SiteUnavailableError."""
    for url in await pick_trades(seller):
        await answer_as_seller(seller, await seller.browser.open(url))


async def pick_trades(shopper: Shopper) -> list[str]:
    """Return the addresses of a few trades of the shopper."""
    page = await shopper.browser.open("/trades/")
    urls = page.find_links("/trades/TR-")
    return shopper.rng.sample(urls, min(TRADES_PER_VISIT, len(urls)))


async def make_offer(buyer: Shopper) -> None:
    """Find a product, and offer less than its price."""
    page = await buyer.browser.open("/")
    if not (products := page.find_links("/products/")):
        return
    page = await buyer.browser.open(buyer.rng.choice(products))
    await buyer.pause()
    if not (offer_links := page.find_links("/trades/offer/")):
        return
    page = await buyer.browser.open(offer_links[0])
    form = next((form for form in page.forms if form.find_choices("price")), None)
    # Sizes are the options of a select, and `Page` does not parse options.
    if form is None or any(one.type != "hidden" for one in form.find_choices("item")):
        return
    form.action = offer_links[0]
    placeholder = form.find_choices("price")[0].attributes.get("placeholder", "").split()
    price = f"{float(placeholder[-1]) * buyer.rng.uniform(0.7, 0.95):.2f}" if placeholder else "1.00"
    values = {"price": price, "quantity": "2", "note": buyer.rng.choice(OFFER_NOTES), "minutes": "30"}
    log_result(buyer, await buyer.browser.submit(form, **values), f"offers {price} each in")


async def answer_as_buyer(buyer: Shopper, page: Page) -> None:
    """Send a chat line, reject the trade, accept it, or do nothing."""
    await buyer.pause()
    chance = buyer.rng.random()
    if chance < 0.35:
        await send_chat_line(buyer, page, BUYER_LINES)
    elif chance < 0.5:
        await submit_action(buyer, page, "reject", "rejected", reason="Too dear for me.")
    elif chance < 0.8 and (accept := page.find_form("/accept/")):
        checkout = await buyer.browser.submit(accept)
        log_result(buyer, checkout, "accepted")
        await buyer.pay(checkout, "pays")


async def answer_as_seller(seller: Shopper, page: Page) -> None:
    """Apply a counter-offer, decline it, or send a chat line."""
    await seller.pause()
    chance = seller.rng.random()
    if chance < 0.5:
        await submit_action(seller, page, "apply", "applied a counter-offer in")
    elif chance < 0.7:
        await submit_action(seller, page, "decline", "declined a counter-offer in", reason="Not at that price.")
    else:
        await send_chat_line(seller, page, SELLER_LINES)


async def send_chat_line(shopper: Shopper, page: Page, lines: tuple[str, ...]) -> None:
    """Send one of the lines to the chat of the trade."""
    await submit_action(shopper, page, "say", "sent a chat line in", text=shopper.rng.choice(lines))


async def submit_action(shopper: Shopper, page: Page, action: str, event: str, **values: str) -> None:
    """Submit the form of an action, if the page of the trade has it; `event` is its text in the log."""
    if form := page.find_form(f"/{action}/"):
        log_result(shopper, await shopper.browser.submit(form, **values), event)


def log_result(shopper: Shopper, page: Page, event: str) -> None:
    """Log the event with the number of the trade, or the alerts of a refused form."""
    if page.status >= HTTPStatus.BAD_REQUEST:
        shopper.log_event(f"was refused: {join_texts(page.alerts)}")
    else:
        number = urlsplit(page.url).path.rstrip("/").split("/")[-1]
        shopper.log_event(f"{event} {number}")
