"""The outbox page shows mails on a local site only."""

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.models import Mail
from tests import cast
from tests.fresh_page import assert_no_push, assert_page_stays_current

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
LIST = "/outbox/"


@pytest.fixture
def client() -> Client:
    """A browser on the machine of the site."""
    return Client(SERVER_NAME="localhost")


@pytest.fixture
def mail(write):
    return write(
        subject="Is this <b>yours</b>?", text="Open http://localhost:8000/x/<i>", html="<p>Hello <b>Bob</b></p>"
    )


def pages(mail):
    named = [reverse(f"marketplace:{name}", args=[mail.pk]) for name in ("outbox_mail", "outbox_mail_html")]
    return [LIST, reverse("marketplace:outbox_list"), *named]


def test_mails_are_listed_newest_first(client: Client, write):
    for subject in ("First", "Second"):
        write(subject=subject)
    page = client.get(LIST).content.decode()
    assert page.index("Second") < page.index("First")


def test_one_without_mails_says_so(client: Client):
    assert b"No emails yet" in client.get(LIST).content


def test_text_is_shown_as_text_with_links_that_work(client: Client, mail):
    page = client.get(reverse("marketplace:outbox_mail", args=[mail.pk])).content.decode()
    assert 'href="http://localhost:8000/x/"' in page or 'href="http://localhost:8000/x/' in page
    assert "<i>" not in page.partition("mail__text")[2].partition("</div>")[0]
    assert "Is this &lt;b&gt;yours&lt;/b&gt;?" in page


def test_html_is_shown_in_a_sandbox_without_scripts(client: Client, mail):
    answer = client.get(reverse("marketplace:outbox_mail_html", args=[mail.pk]))
    policy = answer["Content-Security-Policy"]
    assert answer.content == b"<p>Hello <b>Bob</b></p>"
    assert policy.startswith("sandbox ")
    assert "default-src 'none'" in policy
    assert "allow-scripts" not in policy


def test_any_other_site_has_no_such_pages(client: Client, mail, settings):
    settings.IS_LOCAL = False
    assert {client.get(page).status_code for page in pages(mail)} == {404}
    assert LIST.encode() not in client.get("/activity/").content


def test_the_footer_leads_there_on_a_local_site(client: Client):
    assert f'href="{LIST}"'.encode() in client.get("/activity/").content


def test_a_forgotten_mail_is_not_there(client: Client, mail):
    Mail.objects.all().blank()
    assert [client.get(page).status_code for page in pages(mail)] == [200, 200, 404, 404]


def test_a_post_changes_nothing(client: Client, mail):
    assert {client.post(page).status_code for page in pages(mail)} == {405}


def test_an_open_outbox_shows_a_new_mail_and_that_it_was_sent(client: Client):
    order = cast.pending_order(cast.guest(), (cast.item(), 1))
    assert assert_page_stays_current(client, LIST, lambda: cast.attempt_payment(order)) == {"outbox"}
    assert assert_page_stays_current(client, LIST, Mail.objects.send_due) == {"outbox"}


def test_an_order_that_is_begun_says_nothing_there(client: Client):
    item = cast.item()
    assert_no_push(client, LIST, lambda: cast.pending_order(cast.guest(), (item, 1)))


def test_on_any_other_site_nothing_is_pushed(client: Client, settings):
    order = cast.pending_order(cast.guest(), (cast.item(), 1))
    client.get(LIST)

    def pay_elsewhere():
        settings.IS_LOCAL = False
        cast.attempt_payment(order)
        settings.IS_LOCAL = True

    assert_no_push(client, LIST, pay_elsewhere)


@pytest.mark.parametrize("number", ["0", "999999", "9" * 40])
def test_a_mail_that_does_not_exist_is_not_there(client: Client, number):
    assert client.get(f"/outbox/{number}/").status_code == 404
    assert client.get(f"/outbox/{number}/html/").status_code == 404
