"""The quantity buttons of a line: one request at a time, the last number wins, and the shown number is true."""

import pytest
from playwright.sync_api import Page, Route, expect

from carts.models import CartLine
from marketplace.models import Product
from tests import cast
from tests.browser.conftest import Visit

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NOTE_NUMBERS = """(id) => {
    window.numbers = []
    const look = () => {
        const shown = document.getElementById(id)?.value
        if (shown !== undefined && shown !== window.numbers.at(-1)) window.numbers.push(shown)
        requestAnimationFrame(look)
    }
    look()
}"""


def with_cart(visit: Visit, item, **options) -> Page:
    """Return an open cart page with one of the item in it."""
    page = visit(item.product.get_absolute_url(), **options)
    page.get_by_role("button", name="Add to cart").click()
    expect(page.locator("#cart-box .count")).to_have_attribute("data-count", "1")
    page.goto("/cart/")
    return page


class Slow:
    """Answers changes of the cart late, and notes how many are asked for and how many at once."""

    def __init__(self, page: Page) -> None:
        self.asked: list[str] = []
        self.at_once = self.most_at_once = 0
        page.route("**/cart/change/", self.answer)

    def answer(self, route: Route) -> None:
        self.asked.append((route.request.post_data or "").split("quantity=")[1].split("&")[0])
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        answer = route.fetch()
        self.at_once -= 1
        route.fulfill(response=answer)


def test_quick_taps_are_one_request_at_a_time_and_end_in_one_quantity(visit: Visit):
    item = cast.item(stock=19)
    page = with_cart(visit, item)
    other = visit("/cart/", beside=page)
    slow = Slow(page)
    page.evaluate(NOTE_NUMBERS, f"quantity-{item.pk}")
    page.locator(f"#quantity-{item.pk}-more").evaluate("button => { for (let n = 0; n < 6; n++) button.click() }")
    expect(page.locator("#cart-box .count")).to_have_attribute("data-count", "7")
    expect(other.locator(f"#quantity-{item.pk}")).to_have_value("7")
    assert slow.asked == ["2", "7"] and slow.most_at_once == 1
    numbers = [int(number) for number in page.evaluate("window.numbers")]
    assert numbers == sorted(numbers) and numbers[-1] == 7, "the number jumped back"


def test_taps_while_the_answer_comes_are_neither_lost_nor_shown_as_something_else(visit: Visit):
    item = cast.item(stock=19)
    page = with_cart(visit, item)
    slow = Slow(page)
    page.evaluate(NOTE_NUMBERS, f"quantity-{item.pk}")
    for _ in range(8):
        page.locator(f"#quantity-{item.pk}-more").click()
        page.wait_for_timeout(40)
    expect(page.locator("#cart-box .count")).to_have_attribute("data-count", "9")
    assert slow.most_at_once == 1 and slow.asked[-1] == "9"
    numbers = [int(number) for number in page.evaluate("window.numbers")]
    assert numbers == sorted(numbers) and numbers[-1] == 9, "the number jumped back"


def test_a_refused_number_gives_way_to_the_truth_with_the_reason(visit: Visit):
    item = cast.item(stock=19)
    page = with_cart(visit, item)

    def too_late(route: Route) -> None:
        Product.objects.update(limit_per_shopper=1)
        route.continue_()

    page.route("**/cart/change/", too_late)
    page.locator(f"#quantity-{item.pk}-more").click()
    expect(page.locator("#messages")).to_contain_text("at most 1 per shopper")
    expect(page.locator(f"#quantity-{item.pk}")).to_have_value("1")
    assert CartLine.objects.get().quantity == 1


def test_a_number_that_makes_no_sense_is_refused_by_name(visit: Visit):
    item = cast.item(stock=19)
    page = with_cart(visit, item, tolerates=("status of 422",))
    page.locator(f"#quantity-{item.pk}").fill("-3")
    page.locator(f"#quantity-{item.pk}").press("Enter")
    expect(page.locator("#messages [data-field=quantity]")).to_be_visible()
    expect(page.locator(f"#quantity-{item.pk}")).to_have_value("1")


def test_offline_the_line_shows_the_truth_again_and_the_page_says_why(visit: Visit):
    item = cast.item(stock=19)
    page = with_cart(visit, item, tolerates=("net::ERR", "htmx:"))
    page.context.set_offline(True)
    page.locator(f"#quantity-{item.pk}-more").click()
    expect(page.locator("#messages")).to_contain_text("didn’t go through")
    expect(page.locator(f"#quantity-{item.pk}")).to_have_value("1")
    page.context.set_offline(False)
    page.locator(f"#quantity-{item.pk}-more").click()
    expect(page.locator("#cart-box .count")).to_have_attribute("data-count", "2")


def test_two_lines_tapped_at_once_both_arrive(visit: Visit):
    one, two = cast.item(stock=19), cast.item(stock=19)
    page = with_cart(visit, one)
    page.goto(two.product.get_absolute_url())
    page.get_by_role("button", name="Add to cart").click()
    expect(page.locator("#cart-box .count")).to_have_attribute("data-count", "2")
    page.goto("/cart/")
    page.evaluate(
        "ids => { for (const id of ids) document.getElementById(id).click() }",
        [f"quantity-{one.pk}-more", f"quantity-{two.pk}-more", f"quantity-{one.pk}-more"],
    )
    expect(page.locator("#cart-box .count")).to_have_attribute("data-count", "5")
    assert dict(CartLine.objects.values_list("item", "quantity")) == {one.pk: 3, two.pk: 2}
