"""A guest who buys a limited product proves the email address by a mailed code before the payment."""

import re
from datetime import timedelta
from functools import partial
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db.models import F

from marketplace.errors import Refused
from marketplace.models import AddressProof, Mail, Order, Payment
from tests import cast
from tests.carts.browsers import Browser, text
from tests.races.threads import run_together

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
OFFICE = "203.0.113.7"


@pytest.fixture
def item():
    return cast.item(limit_per_shopper=1, stock=50)


def at_checkout(item, network: str = "") -> tuple[Browser, Order]:
    browser = Browser()
    if network:
        browser.defaults["REMOTE_ADDR"] = network
    browser.send("add", item=item.pk)
    return browser, browser.check_out()


def code_in(words: str) -> str:
    found = re.search(r"\b\d{6}\b", words)
    assert found, words
    return found[0]


def last_code() -> str:
    mail = Mail.objects.latest("pk")
    assert mail.has_secret
    return code_in(mail.text)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def refusal(answer) -> str:
    """Return the reason in the redirect after a refused code, "" if the code was accepted."""
    assert answer.status_code == 302, text(answer)
    return parse_qs(urlsplit(answer.url).query).get("refused", [""])[0]


def prove(browser: Browser, order: Order, **fields) -> None:
    browser.pay(order, **fields)
    answer = browser.send("proof", order.number, code=last_code())
    assert refusal(answer) == ""


def test_payment_asks_for_the_code_first_and_keeps_the_form(item):
    guest, order = at_checkout(item)
    answer = guest.pay(order)
    assert answer.url == f"/checkout/{order.number}/proof/"
    assert not Payment.objects.exists()
    mail = Mail.objects.get()
    assert (mail.to, order.number in mail.subject) == ("bob@example.com", False)
    page = guest.get(answer.url)
    assert "bob@example.com" in text(page)
    assert 'autocomplete="one-time-code"' in page.content.decode()
    answer = guest.send("proof", order.number, code=last_code())
    page = guest.get(answer.url)
    assert "1 Harbour Road" in page.content.decode()
    assert guest.pay(order).status_code == 302
    assert Order.objects.get().status == "paid"


def test_the_code_is_kept_as_a_digest(item):
    guest, order = at_checkout(item)
    guest.pay(order)
    assert last_code() not in str(list(order.proofs.values()))


def test_a_wrong_code_is_refused_and_five_of_them_end_it(item):
    guest, order = at_checkout(item)
    guest.pay(order)
    code = last_code()
    for _ in range(5):
        answer = guest.send("proof", order.number, code=wrong(code))
        assert refusal(answer) == "proof"
        assert "This code is wrong or has expired" in text(guest.get(answer.url))
    assert refusal(guest.send("proof", order.number, code=code)) == "proof"
    assert guest.pay(order).url.endswith("/proof/")


def test_a_code_is_good_for_ten_minutes_and_once(item):
    guest, order = at_checkout(item)
    guest.pay(order)
    code = last_code()
    order.proofs.update(created_at=F("created_at") - timedelta(minutes=11))
    assert refusal(guest.send("proof", order.number, code=code)) == "proof"
    guest.send("proof", order.number, again="1")
    assert last_code() != code or Mail.objects.count() == 2
    assert refusal(guest.send("proof", order.number, code=last_code())) == ""
    guest.pay(order, email="carol@example.com")
    assert refusal(guest.send("proof", order.number, code=code)) == "proof"


def test_another_address_needs_a_code_of_its_own(item):
    guest, order = at_checkout(item)
    prove(guest, order)
    assert guest.pay(order, email="carol@example.com").url.endswith("/proof/")
    assert not Payment.objects.exists()


def test_a_code_of_one_order_proves_nothing_in_another(item):
    guest, order = at_checkout(item)
    guest.pay(order)
    mallory, other = at_checkout(item)
    mallory.pay(other)
    mine, theirs = Mail.objects.order_by("pk").values_list("text", flat=True)
    if mine != theirs:
        assert refusal(mallory.send("proof", other.number, code=code_in(mine))) == "proof"
    assert mallory.get(f"/checkout/{order.number}/proof/").status_code == 404


def test_codes_are_not_mailed_without_end(item):
    guest, order = at_checkout(item)
    guest.pay(order)
    answers = [guest.send("proof", order.number, again="1") for _ in range(8)]
    assert refusal(answers[-1]) == "too_many"
    assert "Too many codes were mailed" in text(guest.get(answers[-1].url))
    assert Mail.objects.count() <= 5


def test_one_network_has_not_many_strangers_written_to(item, settings):
    settings.HOUSEHOLD_SHARE = 100
    answers = []
    for number in range(14):
        guest, order = at_checkout(item, OFFICE)
        answers.append(guest.pay(order, email=f"stranger{number}@example.com").status_code)
    assert answers[-1] == 429
    assert Mail.objects.count() <= 12


def test_an_address_proved_today_in_this_browser_needs_no_code(item):
    guest, order = at_checkout(item)
    prove(guest, order)
    guest.send("cancel_checkout", order.number)
    again = guest.check_out()
    assert guest.pay(again).url == again.get_absolute_url()


def test_members_and_unlimited_products_need_no_code(item):
    bob = Browser()
    bob.sign_in(cast.person("Bob Buyer"))
    bob.send("add", item=item.pk)
    assert bob.buy().status == "paid"
    guest = Browser()
    guest.send("add", item=cast.item().pk)
    assert guest.buy().status == "paid"


@pytest.mark.django_db(transaction=True)
def test_many_guesses_at_once_are_counted_one_by_one(item):
    guest, order = at_checkout(item)
    guest.pay(order)
    code = last_code()
    guess = partial(AddressProof.objects.prove, order, wrong(code))
    assert all(isinstance(one, Refused) for one in run_together(*[guess] * 12))
    assert order.proofs.get().wrong == 5
    assert refusal(guest.send("proof", order.number, code=code)) == "proof"


@pytest.mark.parametrize("code", ["", "abc", "12345", "1234567", "１２３４５６７", "0" * 5000, "%00"])
def test_nonsense_is_no_code(item, code):
    guest, order = at_checkout(item)
    guest.pay(order)
    answer = guest.send("proof", order.number, code=code)
    assert refusal(answer) == "form"
    assert "Enter the six digits of the mail." in text(guest.get(answer.url))


@pytest.mark.parametrize("word", ["x", "", "<b>", "proof&refused=x"])
def test_no_other_word_in_the_address_is_said(item, word):
    guest, order = at_checkout(item)
    guest.pay(order)
    page = guest.get(f"/checkout/{order.number}/proof/?refused={word}")
    assert page.status_code == 200
    assert (page.context["refused"], page.context["form"].errors) == ("", {})
