"""Toasts cover no control: they move to another corner, or wait."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests import cast
from tests.browser.conftest import is_live
from tests.browser.toasts import TOAST, buy, stopped, tick

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 640}
COVERED = """() => {
  const over = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const boxesOf = (which) => [...document.querySelectorAll(which)]
    .filter((one) => one.checkVisibility({ visibilityProperty: true })).map((one) => one.getBoundingClientRect());
  const controls = boxesOf("main button, main .button, main input:not([type=hidden]), main summary, main textarea");
  return boxesOf("#toasts .toast").filter((toast) => controls.some((one) => over(toast, one))).length;
}"""
PUT = """([tag, where]) => {
  const one = document.createElement(tag);
  one.id = "here";
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`#here { position: fixed; inset: ${where}; inline-size: auto; block-size: auto; }`);
  document.adoptedStyleSheets.push(sheet);
  document.querySelector("main").append(one);
}"""


def test_wherever_one_scrolls_on_a_phone_no_control_is_covered(visit):
    page = visit(cast.product(stock={"S": 5, "M": 5, "L": 5}).get_absolute_url(), prepare=stopped, viewport=PHONE)
    is_live(page)
    buy("Boots")
    tick(page, 1)
    shown = 0
    for top in range(0, page.evaluate("document.documentElement.scrollHeight"), 120):
        page.evaluate(f"scrollTo({{ top: {top}, behavior: 'instant' }})")
        tick(page, 0.25)
        assert page.evaluate(COVERED) == 0, f"scrolled to {top}"
        shown += page.locator(f"{TOAST}:visible").count()
    assert shown


def test_no_countdown_is_covered_on_a_phone(visit):
    drop = cast.product(released_at=timezone.now() + timedelta(hours=3), description="So soon. " * 90)
    page = visit(drop.get_absolute_url(), prepare=stopped, viewport=PHONE)
    is_live(page)
    buy("Boots")
    tick(page, 1)
    shown = 0
    for top in range(0, page.evaluate("document.documentElement.scrollHeight"), 40):
        page.evaluate(f"scrollTo({{ top: {top}, behavior: 'instant' }})")
        tick(page, 0.25)
        assert page.evaluate(COVERED.replace("main textarea", "main [data-countdown]")) == 0, f"scrolled to {top}"
        shown += page.locator(f"{TOAST}:visible").count()
    assert shown


def test_a_button_under_toasts_moves_them_to_the_other_corner(visit):
    page = visit("/cart/", prepare=stopped)
    is_live(page)
    page.evaluate(PUT, ["button", "auto 900px 20px 20px"])
    buy("Boots")
    expect(page.locator(TOAST)).to_be_visible()
    box = page.locator(TOAST).bounding_box()
    assert box is not None
    assert box["x"] > 600
    assert page.evaluate(COVERED) == 0


def test_where_no_corner_is_free_it_waits_unsaid_until_one_is(visit):
    page = visit("/cart/", prepare=stopped)
    is_live(page)
    page.evaluate(PUT, ["textarea", "0"])
    buy("Boots")
    expect(page.locator("#toasts-waiting .toast")).to_have_count(1)
    tick(page, 3)
    expect(page.locator(TOAST)).to_have_count(0)
    expect(page.locator("#toasts-said")).to_have_text("")
    page.evaluate("document.getElementById('here').remove()")
    tick(page, 0.5)
    expect(page.locator(TOAST)).to_be_visible()


def test_a_shown_toast_moves_away_from_the_focused_element(visit):
    page = visit("/cart/", prepare=stopped)
    is_live(page)
    buy("Boots")
    expect(page.locator(TOAST)).to_be_visible()
    page.evaluate(PUT, ["input", "auto 0 0 0"])
    page.locator("#here").focus()
    tick(page, 0.5)
    expect(page.locator(TOAST)).to_be_hidden()
    tick(page, 60)
    page.evaluate("document.getElementById('here').remove()")
    tick(page, 0.5)
    expect(page.locator(TOAST)).to_be_visible()
