"""A toast links to its explanation, its click is counted, and open pages follow withdrawn purchases."""

import re
from functools import partial

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from activity.models import PurchaseActivity, ToastCount
from config.live.limits import limit
from marketplace.models import Product
from tests import cast
from tests.browser.conftest import frames, is_live, wait_until
from tests.browser.test_visit_tracking import PERSON
from tests.browser.toasts import TOAST, buy

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_the_page_behind_a_toast_shows_the_purchase_until_it_is_withdrawn(visit):
    bob = cast.person("Bob Buyer")
    page = visit("/")
    is_live(page)
    cast.paid_order(cast.member(bob), (cast.item(title="Boots"), 1))
    # The stylesheet hides the page's other state, and may arrive after the text.
    with page.expect_navigation():
        page.locator(TOAST).get_by_role("link", name="Why am I seeing this?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Why am I seeing this?")
    expect(page.locator("main")).to_contain_text("Paid just now")
    is_live(page)
    bob.change_profile(show_purchase_activity=False)
    expect(page.get_by_role("heading", level=1)).to_have_text("This purchase is no longer shown")
    assert "Boots" not in page.locator("main").inner_text()
    assert page.request.get(page.url).status == 404


def test_shown_and_clicked_toasts_are_counted_when_the_page_is_left(visit):
    page = visit("/", user_agent=PERSON)
    is_live(page)
    buy("Boots")
    page.locator(TOAST).get_by_role("link", name="Boots").click()
    expect(page).to_have_url(re.compile("/products/"))
    for _ in range(200):
        if ToastCount.objects.save_tally():
            break
        page.wait_for_timeout(100)
    assert PurchaseActivity.objects.get().display_count == 1
    [totals] = ToastCount.objects.totals(Product.objects.all()).values()
    assert totals == {"shown": 1, "clicked": 1}


def test_an_open_list_of_purchases_changes_without_moving_the_readers_place(visit):
    for number in range(3):
        buy(f"Thing {number}")
    page = visit("/activity/")
    is_live(page, "purchases")
    page.locator("#purchases li a").last.focus()
    page.evaluate("window.kept = document.querySelector('#purchases li:last-child')")
    buy("New")
    expect(page.locator("#purchases li")).to_have_count(4)
    expect(page.locator("#purchases li").first).to_contain_text("New")
    expect(page.locator("#purchases li").first.locator("time")).to_have_text("just now")
    assert page.evaluate("kept.isConnected && kept.contains(document.activeElement)")
    PurchaseActivity.objects.filter(title="Thing 1").withdraw()
    expect(page.locator("#purchases li")).to_have_count(3)
    assert held(page) == held(visit("/activity/"))


def held(page):
    return page.locator("#purchases li").evaluate_all("all => all.map((one) => one.id)")


def test_hidden_by_staff_it_leaves_open_pages_and_shown_again_it_comes_back_to_others_than_its_buyer(visit):
    bob = cast.person("Bob Buyer")
    page, his = visit("/"), visit("/", user=bob)
    is_live(page)
    is_live(his)
    cast.paid_order(cast.member(bob), (cast.item(title="Boots"), 1), show_activity=True)
    activity = PurchaseActivity.objects.get()
    activity.hide()
    expect(page.locator(TOAST)).to_have_count(0)
    expect(page.locator(".toast")).to_have_count(0)
    # A page that opens right after an event gets it once more, and would show the toast for a moment.
    page.wait_for_timeout(limit("LIVE_SLACK_SECONDS") * 1000)
    late = visit("/")
    is_live(late)
    activity.show_again()
    expect(late.locator(TOAST)).to_have_count(1)
    his.wait_for_timeout(500)
    expect(his.locator(".toast")).to_have_count(0)


def test_a_hidden_amount_leaves_a_shown_toast(visit):
    from marketplace.signals import product_changed

    page = visit("/")
    is_live(page)
    cast.paid_order(cast.guest(), (cast.item(title="Boots", price="77.77"), 1))
    expect(page.locator(TOAST)).to_contain_text("€77.77")
    Product.objects.update(show_amount=False)
    product_changed.send(sender=Product, product_ids=[Product.objects.get().pk])
    expect(page.locator(TOAST)).not_to_contain_text("77.77")
    expect(page.locator(TOAST)).to_have_count(1)


RECORD = """
window.shown = [];
new MutationObserver((changes) => {
  for (const { addedNodes } of changes)
    for (const node of addedNodes) if (node.matches?.("#toasts .toast")) shown.push(node.id);
}).observe(document, { childList: true, subtree: true });
"""


class SlowLine:
    """A page's socket that holds the frames of both ends until the test forwards them."""

    def __init__(self) -> None:
        self.sent: list[str | bytes] = []
        self.received: list[str | bytes] = []

    def prepare(self, page: Page) -> None:
        """Record the page's toasts, and take its socket."""
        page.add_init_script(RECORD)
        page.route_web_socket("**/ws/", self.take)

    def take(self, socket: WebSocketRoute) -> None:
        """Intercept the frames between the page and its server."""
        self.page, self.server = socket, socket.connect_to_server()
        socket.on_message(lambda frame: self.sent.append(frame))
        self.server.on_message(lambda frame: self.received.append(frame))


def has_heard(page: Page, key: str, times: int) -> bool:
    return sum(key in frame for frame in frames[page]) >= times


def test_a_page_that_opens_right_after_shows_nothing_that_was_taken_back_not_even_for_a_moment(visit):
    already, line = visit("/"), SlowLine()
    is_live(already)
    # The server knows the last seconds of a topic only after it has listened for as long.
    already.wait_for_timeout(limit("LIVE_SLACK_SECONDS") * 1000)
    late = visit("/", prepare=line.prepare)
    wait_until(late, lambda: line.sent, "the page asks to hear of what happens")
    for title in ("Boots", "Socks"):
        cast.paid_order(cast.guest(), (cast.item(title=title), 1))
    boots, socks = PurchaseActivity.objects.order_by("pk")
    boots.order.hide()
    # Its subscription reaches the server after all pushes, even if Redis is slow.
    for key, times in ((boots.key, 2), (socks.key, 1)):
        wait_until(already, partial(has_heard, already, key, times), "the server knows what happened")
    for frame in line.sent:
        line.server.send(frame)
    wait_until(late, lambda: any('"toasts":"' in str(frame) for frame in line.received), "it hears of toasts")
    of_boots = [frame for frame in line.received if boots.key in str(frame)]
    assert len(of_boots) == 2, "one frame for the purchase, one for its withdrawal"
    for frame in line.received:
        line.page.send(frame)
        late.wait_for_timeout(400)
    expect(late.locator(f"#toast-{socks.key}:not(#toasts-source *)")).to_have_count(1)
    assert f"toast-{boots.key}" not in late.evaluate("shown")


def test_an_amount_that_is_hidden_leaves_the_page_that_says_why(visit):
    from marketplace.signals import product_changed

    cast.paid_order(cast.guest(), (cast.item(title="Boots", price="77.77"), 1))
    page = visit(PurchaseActivity.objects.get().get_absolute_url())
    is_live(page)
    expect(page.locator("main")).to_contain_text("Boots for €77.77")
    Product.objects.update(show_amount=False)
    product_changed.send(sender=Product, product_ids=[Product.objects.get().pk])
    expect(page.locator("main")).not_to_contain_text("77.77")
    expect(page.locator("main")).to_contain_text("bought Boots")
    assert page.locator("main").inner_text() == visit(page.url).locator("main").inner_text()
