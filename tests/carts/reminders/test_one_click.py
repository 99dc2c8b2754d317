"""A reminder carries the headers by which a mail program unsubscribes with one click; other mail has none."""

import pytest
from django.core import mail as django_mail
from django.test import Client

from carts.models import CartReminder, MailOptOut
from marketplace.models import Mail
from tests import cast

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def message(left):
    """The reminder as it leaves the house."""
    left(cast.guest(), reminder_email="gus@example.com")
    CartReminder.objects.mail_due()
    Mail.objects.send_due()
    return django_mail.outbox[-1].message()


def test_the_headers_name_an_address_and_that_one_post_is_enough(message, settings):
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = message["List-Unsubscribe"]
    assert address.startswith(f"<{settings.SITE_ORIGINS[0]}/cart/reminders/") and address.endswith("/>")


def test_the_post_a_mail_program_makes_needs_no_cookie_and_is_answered_without_a_redirect(message, settings):
    path = message["List-Unsubscribe"].strip("<>").removeprefix(settings.SITE_ORIGINS[0])
    program = Client(enforce_csrf_checks=True)
    assert program.get(path).status_code == 200
    assert not MailOptOut.objects.exists()
    answer = Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert MailOptOut.objects.has("gus@example.com")


def test_a_forged_address_ends_nobodys_reminders(message, settings):
    path = message["List-Unsubscribe"].strip("<>").removeprefix(settings.SITE_ORIGINS[0])
    answer = Client(enforce_csrf_checks=True).post(path[:-3] + "x/", {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 404
    assert not MailOptOut.objects.exists()


def test_mail_about_an_order_has_no_such_header():
    cast.paid_order(cast.guest(), (cast.item(), 1))
    Mail.objects.send_due()
    sent = django_mail.outbox[-1].message()
    assert sent["List-Unsubscribe"] is None and sent["List-Unsubscribe-Post"] is None


def test_a_blanked_mail_keeps_no_unsubscribe_link(message):
    Mail.objects.all().blank()
    assert set(Mail.objects.values_list("unsubscribe", flat=True)) == {""}
