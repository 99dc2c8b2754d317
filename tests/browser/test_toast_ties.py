"""Simultaneous purchases keep their order and the limit a minute, and screen readers hear the card's count."""

import pytest
from django.db.models.functions import Now
from playwright.sync_api import Page, expect

from activity.models import PurchaseActivity, PurchaseActivityQuerySet
from tests import cast
from tests.browser.conftest import is_live
from tests.browser.toasts import TOAST, buy, everything_shown, stopped

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NINE = [f"Thing {number}" for number in range(9)]


def listen(page: Page) -> None:
    """Have the page write down all that it says to listeners."""
    page.evaluate(
        "window.said = []; new MutationObserver(() => said.push(document.getElementById('toasts-said').textContent))"
        ".observe(document.getElementById('toasts-said'), { childList: true, characterData: true, subtree: true })"
    )


def buy_nine_at_once(monkeypatch) -> None:
    with monkeypatch.context() as quiet:
        quiet.setattr(PurchaseActivityQuerySet, "push_new", lambda activities: None)
        for title in NINE:
            buy(title)
    PurchaseActivity.objects.update(created_at=Now())
    for activity in PurchaseActivity.objects.order_by("pk"):
        PurchaseActivity.objects.filter(pk=activity.pk).push_new()


def test_nine_purchases_of_one_moment_are_three_in_order_and_six_on_a_card(visit, monkeypatch):
    page = visit("/", prepare=stopped)
    is_live(page)
    listen(page)
    buy_nine_at_once(monkeypatch)
    expect(page.locator("#toasts-waiting .toast")).to_have_count(2, timeout=20_000)
    seen = everything_shown(page, 20, step=0.25)
    assert seen == [*NINE[:3], "6 more"]
    said = page.evaluate("said.filter(Boolean)")
    assert [text for text in said if "more" in text] == ["6 more purchases just now"]
    assert all(text.strip() for text in said)


def test_a_basket_is_one_toast_that_opens_its_list(visit):
    page = visit("/")
    is_live(page)
    cast.paid_order(cast.guest(), *((cast.item(title=title), 1) for title in NINE[:3]))
    toast = page.locator(TOAST)
    expect(toast).to_have_count(1)
    expect(toast).to_contain_text("bought 3 things")
    toast.get_by_role("link", name="3 things").click()
    expect(page.get_by_role("heading", name="Bought in one order")).to_be_visible()
    assert page.locator("main .purchases li").count() == 3
    page.wait_for_timeout(6000)
    assert page.locator(TOAST).count() == 0


def test_a_toast_of_several_lines_shrinks_with_withdrawn_ones(visit):
    page = visit("/")
    is_live(page)
    order = cast.paid_order(cast.guest(), *((cast.item(title=title), 1) for title in NINE[:3]))
    expect(page.locator(TOAST)).to_contain_text("3 things")
    page.locator(TOAST).hover()
    together = visit(order.activities.earliest("pk").get_absolute_url() + "together/")
    is_live(together)
    for line, left in zip(order.lines.order_by("pk"), ("2 things", NINE[2], None), strict=True):
        order.refund([line], by=None)
        if left:
            expect(page.locator(TOAST)).to_contain_text(left)
            expect(together.locator(".purchases li")).to_have_count(2 if left == "2 things" else 1)
    expect(page.locator(TOAST)).to_have_count(0)
    expect(together.get_by_role("heading", name="no longer shown")).to_be_visible()


def test_the_list_of_purchases_shows_no_toasts_over_itself(visit):
    page = visit("/activity/", prepare=stopped)
    is_live(page)
    buy("Boots")
    expect(page.locator("#purchases li")).to_have_count(1)
    assert everything_shown(page, 30) == []
    page.goto("/")
    assert everything_shown(page, 20) == ["Boots"], "what the list did not toast, other pages still do"
