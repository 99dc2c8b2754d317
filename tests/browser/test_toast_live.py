"""A purchase appears within a second on every open page but the buyer's own."""

import re

import pytest
from playwright.sync_api import Page, expect

from marketplace.models import Order
from tests import cast
from tests.browser.checkout import buy
from tests.browser.conftest import is_live

pytestmark = pytest.mark.django_db(transaction=True)
TOAST = "#toasts .toast"


def note_the_moment(page: Page) -> None:
    """Have the page write down when its first toast appeared."""
    page.evaluate(
        "new MutationObserver(() => { window.toldAt ??= Date.now() }).observe("
        "document.getElementById('toasts'), { childList: true })"
    )


def test_a_purchase_appears_on_anothers_page_within_a_second_without_reload_and_on_none_of_the_buyers(visit):
    product = cast.product(title="Trail Runner", slug="trail-runner", price="49.90")
    other, buyer = visit("/"), visit("/")
    buyers_tab = visit("/", beside=buyer)
    for page in (other, buyer, buyers_tab):
        is_live(page)
    note_the_moment(other)
    buy(buyer, product)
    toast = other.locator(TOAST)
    expect(toast).to_have_count(1)
    expect(toast).to_contain_text("G.G. bought Trail Runner")
    expect(toast).to_contain_text("€49.90")
    expect(toast.locator("time")).to_have_text("just now")
    expect(toast.get_by_role("link", name="Trail Runner")).to_have_attribute("href", "/products/trail-runner/")
    paid_at = Order.objects.get().paid_at
    assert paid_at is not None
    assert other.evaluate("window.toldAt") / 1000 - paid_at.timestamp() < 1
    buyer.wait_for_timeout(500)
    expect(buyers_tab.locator(".toast")).to_have_count(0)
    expect(buyer.locator(TOAST)).to_have_count(0)
    buyer.goto("/")
    buyer.wait_for_timeout(300)
    expect(buyer.locator(".toast")).to_have_count(0)


@pytest.mark.slow
def test_the_link_leads_to_the_product(visit):
    page = visit("/")
    is_live(page)
    cast.paid_order(cast.guest(), (cast.item(title="Trail Runner", slug="trail-runner"), 1))
    page.locator(TOAST).get_by_role("link", name="Trail Runner").click()
    expect(page).to_have_url(re.compile("/products/trail-runner/$"))


@pytest.mark.slow
def test_a_members_other_device_does_not_show_it(visit):
    bob = cast.person("Bob Buyer")
    tablet, other = visit("/", user=bob), visit("/", user=cast.person("Eve"))
    is_live(tablet)
    is_live(other)
    cast.paid_order(cast.member(bob), (cast.item(), 1))
    expect(other.locator(TOAST)).to_have_count(1)
    tablet.wait_for_timeout(500)
    expect(tablet.locator(".toast")).to_have_count(0)


@pytest.mark.slow
def test_a_private_purchase_reaches_no_page(visit):
    page = visit("/")
    is_live(page)
    cast.paid_order(cast.guest(), (cast.item(title="Secret"), 1), show_activity=False)
    cast.paid_order(cast.guest(), (cast.item(title="Public"), 1))
    expect(page.locator(TOAST)).to_have_text(re.compile("Public"))
    assert "Secret" not in page.content()


@pytest.mark.slow
def test_opting_out_removes_the_toast_from_pages_that_are_open(visit):
    bob = cast.person("Bob Buyer")
    page, list_page = visit("/"), visit("/activity/")
    is_live(page)
    cast.paid_order(cast.member(bob), (cast.item(title="Trail Runner"), 1))
    expect(page.locator(TOAST)).to_have_count(1)
    list_page.reload()
    is_live(list_page)
    expect(list_page.locator("#purchases li")).to_have_count(1)
    bob.change_profile(show_purchase_activity=False)
    expect(page.locator(TOAST)).to_have_count(0, timeout=3000)
    expect(list_page.locator("#purchases li")).to_have_count(0, timeout=3000)
    assert "Trail Runner" not in page.locator("#toasts-source").inner_html()


@pytest.mark.slow
def test_after_purchases_and_an_opt_out_an_open_page_equals_a_fresh_one(visit):
    def held(page: Page) -> list[str]:
        """Return the toasts of a page, waiting or shown, and the purchases it lists."""
        ids = page.locator(".toast:not(.is-leaving), #purchases li").evaluate_all("all => all.map((one) => one.id)")
        return sorted(ids)

    bob = cast.person("Bob Buyer")
    cast.paid_order(cast.member(bob), (cast.item(), 1))
    page = visit("/activity/")
    is_live(page)
    cast.paid_order(cast.member(bob), (cast.item(), 1))
    expect(page.locator(".toast")).to_have_count(2)
    bob.change_profile(show_purchase_activity=False)
    expect(page.locator(".toast:not(.is-leaving)")).to_have_count(0)
    assert held(page) == held(visit("/activity/")) == []


@pytest.mark.slow
def test_an_opt_out_that_overtakes_its_purchase_still_wins(visit):
    from activity.models import PurchaseActivity

    page = visit("/")
    is_live(page)
    cast.paid_order(cast.guest(), (cast.item(title="Early"), 1), show_activity=False)
    late = PurchaseActivity.objects.get()
    PurchaseActivity.push_removed([late.key])
    Order.objects.update(show_activity=True)
    PurchaseActivity.objects.update(is_public=True)
    PurchaseActivity.objects.all().push_new()
    cast.paid_order(cast.guest(), (cast.item(title="Later"), 1))
    expect(page.locator(TOAST)).to_have_text(re.compile("Later"))
    assert "Early" not in page.content()


HOSTILE = [
    "<script>window.hacked = 1</script>",
    "<img src=x onerror='window.hacked = 1'>",
    '"><svg onload=window.hacked=1>',
    "<div hx-swap-oob='innerHTML:body'>gone</div>",
    "<i data-toast-off='x'></i></article>",
]


@pytest.mark.slow
def test_hostile_text_is_shown_as_it_was_typed_and_does_nothing(visit):
    page = visit("/", prepare=lambda page: page.clock.install())
    is_live(page)
    for text in HOSTILE:
        cast.paid_order(cast.guest(), (cast.item(title=text), 1), ship_name=text)
        expect(page.locator(TOAST).get_by_role("link", name=text, exact=True)).to_have_count(1)
        said = page.locator("#toasts-said")
        assert text in said.inner_text()
        assert said.locator("*").count() == 0
        page.keyboard.press("Escape")
        expect(page.locator(TOAST)).to_have_count(0)
        page.clock.run_for(11_000)  # more within ten seconds would only be counted
    page.goto("/activity/")
    for text in HOSTILE:
        expect(page.locator("main").get_by_role("link", name=text, exact=True)).to_have_count(1)
    assert page.evaluate("window.hacked") is None
    assert page.locator("main").count() == 1
