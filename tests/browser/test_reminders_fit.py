"""The pages linked from reminders, and the profile's switch, fit any screen and work without scripts."""

from datetime import timedelta

import pytest
from django.db.models import F
from playwright.sync_api import expect

from carts.models import Cart, CartReminder, MailOptOut
from tests import cast
from tests.browser.conftest import Visit
from tests.carts.browsers import filled

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def reminder(transactional_db):
    cart = filled(cast.guest(), (cast.item(title="Sock" * 20), 2), (cast.item(title="Boots"), 1))
    ago = timedelta(hours=2)
    Cart.objects.filter(pk=cart.pk).update(updated_at=F("updated_at") - ago, abandoned_at=F("updated_at") - ago)
    return CartReminder.objects.create(cart=cart, step=1)


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_no_page_of_them_scrolls_sideways(visit: Visit, reminder, width):
    page = visit("/account/", user=cast.person("Bob Buyer"), viewport={"width": width, "height": 800})
    stop = MailOptOut.objects.link_for(f"{'long' * 12}@example.com")
    for path in (reminder.link, stop, "/account/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


def test_from_the_mail_to_the_cart_and_to_no_more_mails_without_scripts(visit: Visit, reminder):
    page = visit(reminder.link, java_script_enabled=False)
    expect(page.locator("main")).to_contain_text("1 × Boots")
    page.get_by_role("button", name="Restore cart").click()
    expect(page).to_have_url("/cart/")
    expect(page.locator("main")).to_contain_text("Your cart was restored")
    page.goto(MailOptOut.objects.link_for("gus@example.com"))
    page.get_by_role("button", name="Turn reminders off").click()
    expect(page.locator("main")).to_contain_text("Cart reminders to gus@example.com are off")
    assert MailOptOut.objects.has("gus@example.com")


def test_the_switch_on_the_profile(visit: Visit):
    bob = cast.person("Bob Buyer")
    page = visit("/account/", user=bob)
    page.get_by_role("button", name="Turn reminders off").click()
    expect(page.get_by_role("button", name="Turn reminders on")).to_be_visible()
    assert MailOptOut.objects.has(bob.email)
    page.get_by_role("button", name="Turn reminders on").click()
    expect(page.get_by_role("button", name="Turn reminders off")).to_be_visible()
    assert not MailOptOut.objects.has(bob.email)
