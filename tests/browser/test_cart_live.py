"""The cart in several tabs: each shows changes of the others, and the copy in the browser is kept and deleted."""

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from playwright.sync_api import Page, Route, expect

from marketplace.models import Item, User
from tests import cast
from tests.browser.checkout import units_in_cart
from tests.browser.conftest import Visit, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def another_tab(page: Page, path: str) -> Page:
    tab = page.context.new_page()
    tab.goto(path)
    return tab


def add(page: Page, item: Item) -> None:
    page.goto(item.product.get_absolute_url())
    page.get_by_role("button", name="Add to cart").click()


def test_additions_and_removals_in_one_tab_appear_in_the_other(visit: Visit):
    item = cast.item()
    shop = visit(item.product.get_absolute_url())
    home = another_tab(shop, "/")
    expect(units_in_cart(home)).to_have_attribute("data-count", "0")
    shop.get_by_role("button", name="Add to cart").click()
    expect(units_in_cart(shop)).to_have_attribute("data-count", "1")
    expect(units_in_cart(home)).to_have_attribute("data-count", "1")
    home.locator("#cart-menu summary").click()
    home.locator(f"#box-line-{item.pk}").get_by_role("button", name="Remove").click()
    expect(units_in_cart(home)).to_have_attribute("data-count", "0")
    expect(units_in_cart(shop)).to_have_attribute("data-count", "0")


@pytest.mark.slow
def test_a_tab_retries_a_failed_read_by_itself(visit: Visit):
    item = cast.item()
    home = visit("/", tolerates=("ERR_FAILED",))
    shop = another_tab(home, item.product.get_absolute_url())
    home.route("**/cart/box/", lambda route: route.abort(), times=1)
    with home.expect_event("requestfailed"):
        shop.get_by_role("button", name="Add to cart").click()
    expect(units_in_cart(home)).to_have_attribute("data-count", "1", timeout=30_000)


@pytest.mark.slow
def test_the_cart_page_follows_and_quick_taps_end_in_one_quantity(visit: Visit):
    item = cast.item(stock=19)
    cart = visit("/")
    add(cart, item)
    expect(units_in_cart(cart)).to_have_attribute("data-count", "1")
    cart.goto("/cart/")
    other = another_tab(cart, "/cart/")
    more = cart.locator(f"#line-{item.pk}").get_by_role("button", name="One more")
    for _ in range(4):
        more.click()
        # Slower than one request at times: a tap may meet the answer to the one before.
        cart.wait_for_timeout(90)
    expect(units_in_cart(cart)).to_have_attribute("data-count", "5")
    expect(units_in_cart(other)).to_have_attribute("data-count", "5")
    expect(other.locator(f"#quantity-{item.pk}")).to_have_value("5")


@pytest.mark.slow
def test_the_keyboard_focus_stays_in_the_cart(visit: Visit):
    first, last = cast.item(title="Trail Runner"), cast.item(title="Sandal")
    cart = visit("/")
    for units, item in enumerate((first, last), start=1):
        add(cart, item)
        expect(units_in_cart(cart)).to_have_attribute("data-count", str(units))
    cart.goto("/cart/")
    cart.locator(f"#quantity-{first.pk}-more").press("Enter")
    expect(units_in_cart(cart)).to_have_attribute("data-count", "3")
    expect(cart.locator(f"#quantity-{first.pk}-more")).to_be_focused()
    cart.locator(f"#cart-remove-{first.pk}").press("Enter")
    expect(units_in_cart(cart)).to_have_attribute("data-count", "1")
    expect(cart.locator("#cart").get_by_role("link", name="Sandal")).to_be_focused()


@pytest.mark.slow
def test_a_private_window_has_another_cart(visit: Visit):
    item = cast.item()
    page, stranger = visit("/"), visit("/")
    add(page, item)
    expect(units_in_cart(page)).to_have_attribute("data-count", "1")
    stranger.reload()
    expect(units_in_cart(stranger)).to_have_attribute("data-count", "0")


@pytest.mark.slow
def test_a_refusal_is_shown_where_it_happened(visit: Visit):
    item = cast.item(limit_per_shopper=1)
    page = visit("/")
    add(page, item)
    expect(units_in_cart(page)).to_have_attribute("data-count", "1")
    page.get_by_role("button", name="Add to cart").click()
    expect(page.locator("#messages")).to_contain_text("at most 1 per shopper")
    expect(units_in_cart(page)).to_have_attribute("data-count", "1")


@pytest.mark.slow
def test_a_refusal_is_shown_if_a_push_comes_first(visit: Visit):
    item, boots = cast.item(limit_per_shopper=1), cast.item(title="Boots")
    page = visit("/")
    add(page, item)
    expect(units_in_cart(page)).to_have_attribute("data-count", "1")
    other = another_tab(page, boots.product.get_absolute_url())
    waiting: list[Route] = []
    page.route("**/cart/add/", lambda route: waiting.append(route))
    page.get_by_role("button", name="Add to cart").click()
    wait_until(page, lambda: bool(waiting), "no request was sent")
    with page.expect_response("**/cart/box/"):
        other.get_by_role("button", name="Add to cart").click()
    page.wait_for_timeout(300)
    waiting[0].continue_()
    expect(page.locator("#messages")).to_contain_text("at most 1 per shopper")
    expect(units_in_cart(page)).to_have_attribute("data-count", "2")


@pytest.mark.slow
def test_cookies_lost_the_copy_offers_the_cart_back(visit: Visit):
    item = cast.item()
    page = visit("/")
    add(page, item)
    expect(units_in_cart(page)).to_have_attribute("data-count", "1")
    page.context.clear_cookies()
    page.goto("/cart/")
    expect(units_in_cart(page)).to_have_attribute("data-count", "0")
    page.locator("#cart").get_by_role("button", name="Restore cart").click()
    expect(units_in_cart(page)).to_have_attribute("data-count", "1")


@pytest.mark.slow
def test_after_buying_nothing_is_offered_back(visit: Visit):
    item = cast.item()
    page = visit("/")
    add(page, item)
    expect(units_in_cart(page)).to_have_attribute("data-count", "1")
    # The module saves the copy some moments after the page has shown the item.
    wait_until(page, lambda: page.evaluate("localStorage.getItem('livestall.cart-copy')"), "no copy was saved")
    page.goto("/cart/")
    page.locator("#cart").get_by_role("button", name="Empty cart").click()
    expect(units_in_cart(page)).to_have_attribute("data-count", "0")
    assert page.evaluate("localStorage.getItem('livestall.cart-copy')") is None


@pytest.mark.slow
def test_signing_out_deletes_the_copy_and_every_tab_shows_another_cart(visit: Visit):
    item = cast.item()
    page = visit("/", user=cast.person("Bob Buyer"))
    add(page, item)
    expect(units_in_cart(page)).to_have_attribute("data-count", "1")
    other = another_tab(page, "/")
    expect(units_in_cart(other)).to_have_attribute("data-count", "1")
    page.locator("#account-menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(units_in_cart(page)).to_have_attribute("data-count", "0")
    expect(units_in_cart(other)).to_have_attribute("data-count", "0")
    # A module sees to it, some moments after the page has shown its empty cart.
    wait_until(page, lambda: page.evaluate("localStorage.getItem('livestall.cart-copy') === null"), "the copy stayed")
    expect(page.locator("form[data-restore]:visible")).to_have_count(0)


@pytest.mark.slow
def test_a_tab_with_the_former_cart_does_not_save_its_copy_after_the_sign_out(visit: Visit):
    page = visit("/", user=cast.person("Bob Buyer"))
    add(page, cast.item())
    expect(units_in_cart(page)).to_have_attribute("data-count", "1")
    other = another_tab(page, "/")
    other.route("**/cart/box/", lambda route: None)
    page.locator("#account-menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    wait_until(page, lambda: page.evaluate("localStorage.getItem('livestall.cart-copy') === null"), "the copy stayed")
    other.evaluate("htmx.trigger(document.body, 'htmx:load')")
    assert other.evaluate("localStorage.getItem('livestall.cart-copy')") is None


@pytest.mark.slow
def test_signing_in_moves_the_cart_in_every_tab(visit: Visit):
    item, user = cast.item(), cast.person("Bob Buyer")
    # The site hashes passwords as for real, not as the tests do.
    User.objects.filter(pk=user.pk).update(password=PBKDF2PasswordHasher().encode(cast.PASSWORD, "salt of a test"))
    page = visit("/")
    add(page, item)
    other = another_tab(page, "/")
    expect(units_in_cart(other)).to_have_attribute("data-count", "1")
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(user.email)
    page.locator("[name=password]").fill(cast.PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Successfully signed in")).to_be_visible()
    expect(units_in_cart(page)).to_have_attribute("data-count", "1")
    add(page, cast.item())
    expect(units_in_cart(page)).to_have_attribute("data-count", "2")
    expect(units_in_cart(other)).to_have_attribute("data-count", "2")


@pytest.mark.slow
def test_without_scripts_everything_works(visit: Visit):
    item = cast.item()
    page = visit("/", java_script_enabled=False)
    add(page, item)
    page.goto("/cart/")
    page.locator(f"#quantity-{item.pk}").fill("3")
    page.get_by_role("button", name="Update").click()
    expect(page.locator(f"#quantity-{item.pk}")).to_have_value("3")
    page.locator("#cart").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Items you add to your cart appear here.")).to_be_visible()


@pytest.mark.slow
def test_a_tampered_copy_is_refused_with_a_notice_and_not_offered_again(visit: Visit):
    item = cast.item()
    page = visit("/", tolerates=("status of 400",))
    add(page, item)
    expect(units_in_cart(page)).to_have_attribute("data-count", "1")
    page.context.clear_cookies()
    # Only where no cart is does nothing write the copy anew.
    page.goto("/cart/")
    page.evaluate("localStorage.setItem('livestall.cart-copy', localStorage.getItem('livestall.cart-copy') + 'x')")
    page.reload()
    page.locator("#cart").get_by_role("button", name="Restore cart").click()
    expect(page.get_by_role("alert")).to_contain_text("damaged or too old")
    expect(units_in_cart(page)).to_have_attribute("data-count", "0")
    page.goto("/cart/")
    expect(page.get_by_text("Items you add to your cart appear here.")).to_be_visible()
    expect(page.locator("#cart").get_by_role("button", name="Restore cart")).to_be_hidden()
