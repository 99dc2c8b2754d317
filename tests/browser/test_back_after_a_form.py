"""Back, forward and reload after a form show pages of the site, never the browser's resubmission prompt or error."""

import re
from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from marketplace.accounts.visitors import Shopper
from marketplace.models import Item, Mail, Order, Refund
from tests import cast
from tests.browser.checkout import check_out
from tests.browser.conftest import Visit

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
REFUSED = ("status of 422",)
SCRIPTS = pytest.mark.parametrize("java_script_enabled", [True, False], ids=["with_scripts", "without_scripts"])


@pytest.fixture
def sold() -> Iterator[Order]:
    item = cast.item(title="Harbour Lamp", price="12.00")
    yield cast.paid_order(Shopper(cast.person("Bob Buyer"), "0" * 32), (item, 1))


def heading(page: Page, words: str) -> None:
    expect(page.locator("h1")).to_have_text(re.compile(words))


def choose(page: Page) -> None:
    page.locator("[name=lines]").check()
    page.locator("[name=reason]").fill("Torn")


@SCRIPTS
def test_the_question_before_a_refund_is_a_page_to_come_back_to(visit: Visit, sold: Order, java_script_enabled: bool):
    shop = sold.lines.get().shop
    path = f"/desk/{shop.slug}/orders/{sold.number}/refund/"
    page = visit(path, user=shop.owner, java_script_enabled=java_script_enabled)
    choose(page)
    if not java_script_enabled:
        page.get_by_role("button", name="Update total").click()
        expect(page.locator("#refund-sum")).to_contain_text("€12.00")
        page.reload()
        expect(page.locator("[name=reason]")).to_have_value("Torn")
    page.get_by_role("button", name="Continue").click()
    heading(page, "Refund €12.00")
    page.reload()
    heading(page, "Refund €12.00")
    page.go_back()
    heading(page, "Refund items")
    page.go_forward()
    heading(page, "Refund €12.00")
    page.get_by_role("button", name="Refund €12.00").click()
    heading(page, f"Order {sold.number}")
    page.go_back()
    heading(page, f"Order {sold.number}")
    assert Refund.objects.count() == 1


@SCRIPTS
def test_back_from_payment_to_a_code_that_was_wrong_first(visit: Visit, java_script_enabled: bool):
    item = cast.item(limit_per_shopper=1)
    page = visit(java_script_enabled=java_script_enabled)
    check_out(page, item.product)
    page.get_by_role("button", name="Pay").click()
    heading(page, "Verify your email address")
    code = re.search(r"\b\d{6}\b", Mail.objects.latest("pk").text)
    assert code
    page.locator("[name=code]").fill(f"{(int(code[0]) + 1) % 1_000_000:06}")
    page.get_by_role("button", name="Continue to payment").click()
    expect(page.locator(".field__error")).to_contain_text("wrong or has expired")
    page.reload()
    heading(page, "Verify your email address")
    page.locator("[name=code]").fill(code[0])
    page.get_by_role("button", name="Continue to payment").click()
    page.wait_for_url(re.compile(r"/checkout/[^/]+/$"))
    page.go_back()
    heading(page, "Verify your email address|Checkout|Pay")
    page.go_forward()
    page.wait_for_url(re.compile(r"/checkout/[^/]+/$"))


def test_back_to_a_refused_form_shows_the_form(visit: Visit):
    bob = cast.person("Bob Buyer")
    page = visit(f"{reverse('account_login')}?next=/orders/", tolerates=REFUSED)
    page.locator("main [name=login]").fill(bob.email)
    page.locator("main [name=password]").fill("no such password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("main")).to_contain_text("are not correct")
    page.reload()
    heading(page, "Sign in")
    page.goto("/activity/")
    page.go_back()
    heading(page, "Sign in")
    expect(page.locator("main [name=next]")).to_have_value("/orders/")


def test_back_to_a_refused_checkout_shows_the_cart(visit: Visit):
    item = cast.item(title="Sea Runner", stock=2)
    page = visit(item.product.get_absolute_url())
    page.get_by_role("button", name="Add to cart").click()
    expect(page.locator("#cart-box .count")).to_have_attribute("data-count", "1")
    page.goto("/cart/")
    Item.objects.filter(pk=item.pk).update(on_hand=0)
    # A page that has not heard yet sends its form all the same.
    page.evaluate("document.querySelector('#cart form[action=\"/checkout/\"]').submit()")
    expect(page.locator("main")).to_contain_text("Sea Runner is sold out")
    page.goto("/activity/")
    page.go_back()
    heading(page, "Your cart")
