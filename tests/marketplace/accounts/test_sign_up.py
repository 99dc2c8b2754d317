"""Sign-up: the email address must be verified, existing accounts are not revealed, and the cart is kept."""

import pytest
from django.urls import reverse

from carts.models import Cart
from marketplace.models import Mail, User
from tests import cast
from tests.carts.browsers import Browser
from tests.marketplace.accounts.conftest import is_signed_in, link

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def test_an_account_opens_with_the_link_in_the_mail(browser, sign_up, email):
    assert sign_up().url == reverse("account_email_verification_sent")
    assert not is_signed_in(browser)
    page = link(email)
    assert browser.get(page).status_code == 200
    assert not is_signed_in(browser)
    browser.post(page)
    assert is_signed_in(browser)


def test_in_another_browser_the_link_proves_the_address_and_signs_nobody_in(sign_up, email):
    sign_up()
    phone = Browser()
    assert phone.post(link(email))["Location"] == reverse("account_login")
    assert not is_signed_in(phone)
    phone.sign_in(User.objects.get(email=email))
    assert is_signed_in(phone)


def test_who_has_not_proved_the_address_is_sent_to_the_mail_when_signing_in(browser, sign_up, email):
    sign_up()
    answer = browser.sign_in(User.objects.get(email=email))
    assert answer.url == reverse("account_email_verification_sent")
    assert not is_signed_in(browser)


def test_what_was_in_the_cart_is_there_before_and_after(browser, sign_up, email):
    item = cast.item()
    browser.send("add", item=item.pk, quantity=2)
    sign_up()
    assert browser.lines == {item.pk: 2}
    browser.post(link(email))
    browser.user = User.objects.get(email=email)
    assert browser.lines == {item.pk: 2}
    assert Cart.objects.get(status=Cart.Status.OPEN).member == browser.user


def test_a_guest_at_the_checkout_can_sign_up_and_still_pay(browser, sign_up):
    browser.send("add", item=cast.item().pk)
    order = browser.check_out()
    sign_up()
    assert browser.pay(order).url == order.get_absolute_url()


def test_signing_up_leads_back_to_where_one_was(browser, sign_up, email):
    sign_up(next="/cart/")
    assert browser.post(link(email)).url == "/cart/"


def test_a_taken_address_gets_the_same_answer_as_a_new_one(sign_up):
    bob = cast.person("Bob Buyer")
    new, taken = sign_up(by=Browser()), sign_up(bob.email, by=Browser())
    assert (new.status_code, new.url) == (taken.status_code, taken.url)
    assert User.objects.filter(email=bob.email).count() == 1


def test_its_owner_is_told_and_nothing_in_that_mail_opens_the_account(sign_up):
    bob = cast.person("Bob Buyer")
    sign_up(bob.email)
    mail = Mail.objects.get()
    assert (mail.to, mail.has_secret) == (bob.email, False)
    assert link(bob.email) == reverse("account_reset_password")


def test_the_pages_that_follow_are_the_same_too(sign_up, email):
    bob = cast.person("Bob Buyer")
    pages = []
    for to in (bob.email, email):
        subscriber = Browser()
        sign_up(to, by=subscriber)
        page = subscriber.get(reverse("account_email_verification_sent")).content.decode()
        pages.append(page.replace(to, "").partition("<main")[2].partition("</main>")[0])
    assert pages[0] == pages[1]


def test_a_wrong_or_used_link_opens_nothing(browser, sign_up, email):
    sign_up()
    page = link(email)
    browser.post(page)
    phone = Browser()
    for bad in (page, page[:-2] + "x/", reverse("account_confirm_email", args=["nonsense"])):
        assert b"no longer works" in phone.get(bad).content
        assert phone.post(bad).status_code in {200, 302, 404}
        assert not is_signed_in(phone)


BAD = [{"email": "no address"}, {"email": "a\0@example.com"}, {"email": "x" * 300 + "@example.com"}, {"email": ""}]
BAD += [{"display_name": ""}, {"display_name": "n" * 81}, {"display_name": "a\0b"}]
BAD += [{"password1": ""}, {"password1": "short"}, {"password1": "12345678901"}]


@pytest.mark.parametrize("fields", BAD)
def test_bad_input_is_said_at_the_field_and_opens_nothing(sign_up, fields):
    answer = sign_up(**fields)
    assert answer.status_code == 422
    assert b'class="field__error"' in answer.content
    assert not User.objects.exists()
    assert not Mail.objects.exists()


def test_an_admin_made_by_command_is_let_in_without_mail(browser):
    browser.sign_in(User.objects.create_superuser("root@example.com", cast.PASSWORD))
    assert is_signed_in(browser)
    assert not Mail.objects.exists()
