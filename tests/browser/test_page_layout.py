"""Pages fit the screen, keep the reader's choices, show correct times and work by keyboard."""

import pytest
from playwright.sync_api import Page, expect

from tests import cast
from tests.browser.conftest import is_live

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PHONE, TABLET, DESK = 360, 768, 1440
MINUTE, HOUR, DAY = 60, 3600, 86400


@pytest.mark.parametrize("width", [PHONE, TABLET, DESK])
def test_no_page_scrolls_sideways(visit, width):
    product = cast.product(
        stock={str(size): 3 for size in range(36, 49)},
        title="Waterproof Mountaineering-Grade Trail Runner with Reflective Everything",
        brand="Extraordinarily Long & Sons",
        price="12499.90",
    )
    page = visit("/", viewport={"width": width, "height": 800})
    shelf = [product.category.get_absolute_url(), product.shop.get_absolute_url(), product.get_absolute_url()]
    for path in ["/", *shelf, "/cart/", "/orders/", "/activity/", "/accounts/login/", "/accounts/signup/"]:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


def test_an_age_is_shown_in_plain_words(visit):
    ages = [59, MINUTE, HOUR - 1, HOUR, DAY - 1, DAY, 2 * DAY - MINUTE, 2 * DAY]
    said = from_module(visit("/activity/"), "relative-time", "formatAge", f"{ages}.map(formatAge)")
    assert said == [
        "just now",
        "1 min ago",
        "59 min ago",
        "1 h ago",
        "23 h ago",
        "yesterday",
        "yesterday",
        "2 days ago",
    ]


def test_a_countdown_shows_only_the_units_it_needs(visit):
    left = [0, 59, 600, HOUR + 61, 2 * DAY + 5]
    said = from_module(
        visit(cast.product().get_absolute_url()), "countdown", "formatRemaining", f"{left}.map(formatRemaining)"
    )
    assert said == ["0:00", "0:59", "10:00", "1:01:01", "2 d 00:00:05"]


def test_a_wrong_clock_on_the_machine_changes_no_age(visit):
    cast.paid_order(cast.guest(), (cast.item(), 1))
    page = visit("/activity/", prepare=an_hour_fast)
    expect(page.locator("#purchases time").first).to_have_text("just now")


def test_a_picked_size_stays_picked_when_stock_moves(visit):
    product = cast.product(stock={"41": 9, "42": 9})
    other, mine = product.items.get(label="41"), product.items.get(label="42")
    page = visit(product.get_absolute_url())
    is_live(page, f"stock.{product.pk}")
    page.locator(f"#item-{mine.pk}").check()
    page.get_by_role("button", name="One more").click()
    cast.paid_order(cast.guest(), (other, 6))
    expect(page.locator(".size", has_text="41")).to_contain_text("3 left")
    expect(page.locator(f"#item-{mine.pk}")).to_be_checked()
    expect(page.get_by_label("Quantity")).to_have_value("2")


def test_escape_closes_the_cart_box_and_gives_the_focus_back(visit):
    page = visit("/")
    button = page.locator("#cart-menu summary")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#cart-menu")).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(page.locator("#cart-menu")).not_to_have_attribute("open", "")
    expect(button).to_be_focused()


def from_module(page: Page, module: str, function: str, expression: str) -> object:
    """Return the value of an expression that uses a function of one of the page's modules."""
    return page.evaluate(
        f"import(document.querySelector('script[src*=\"js/{module}\"]').src).then(({{ {function} }}) => {expression})"
    )


def an_hour_fast(page: Page) -> None:
    """Let the machine's clock be an hour ahead of the server's."""
    page.add_init_script("const now = Date.now; Date.now = () => now() + 3600e3")
