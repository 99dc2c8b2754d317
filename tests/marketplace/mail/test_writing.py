"""A mail is written once, from templates that belong together, with links that work from outside."""

import pytest
from django.conf import settings

from marketplace.models import Mail
from tests import cast

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def order():
    return cast.pending_order(cast.guest(), (cast.item(), 1))


def owe(order, to="bob@example.com", key="k", **context):
    lines = order.lines.select_related("shop")
    Mail.objects.put_template(key, "order_paid", to, order, lines=lines, **context)


def test_the_first_line_is_the_subject_and_the_rest_the_text(order):
    owe(order)
    mail = Mail.objects.get()
    assert mail.subject == f"Order {order.number} confirmed"
    assert mail.text.startswith("Hello")
    assert mail.subject in mail.html
    assert (mail.to, mail.order, mail.sent_at) == ("bob@example.com", order, None)


def test_links_name_the_sites_first_origin(order):
    owe(order)
    link = f"{settings.SITE_ORIGINS[0]}/orders/{order.number}/open/"
    mail = Mail.objects.get()
    assert link in mail.text
    assert f'href="{link}' in mail.html


def test_the_same_key_is_told_once(order):
    owe(order)
    owe(order, to="mallory@example.com")
    assert Mail.objects.get().to == "bob@example.com"


def test_without_an_address_nothing_is_written(order):
    owe(order, to="")
    assert not Mail.objects.exists()


HOSTILE = '<script>alert(1)</script> & "Söhne" 🦊'


def test_text_of_people_is_plain_in_the_text_and_inert_in_the_html():
    order = cast.pending_order(cast.guest(), (cast.item(title=HOSTILE), 1))
    owe(order)
    mail = Mail.objects.get()
    assert HOSTILE in mail.text
    assert "<script>" not in mail.html
    assert "&lt;script&gt;" in mail.html


@pytest.mark.parametrize("subject", ["two\nlines", "a\r\nBcc: eve@example.com", "a\0b", "long " * 100])
def test_a_subject_is_one_line_of_a_header(subject):
    Mail.objects.put(key="k", to="bob@example.com", subject=subject, text="x")
    kept = Mail.objects.get().subject
    assert len(kept) <= 200
    assert not set(kept) & set("\r\n\0")
