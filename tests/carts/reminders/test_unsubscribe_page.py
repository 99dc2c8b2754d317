"""Ending reminders on the page leads to a page that answers a GET; a mail program is answered at once."""

import pytest
from django.test import Client

from carts.models import MailOptOut

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.mark.parametrize(("sent", "is_stopped"), [({}, True), ({"again": "1"}, False)])
def test_the_button_redirects_to_the_page(sent, is_stopped):
    path = MailOptOut.objects.link_for("gus@example.com")
    answer = Client().post(path, sent)
    assert (answer.status_code, answer["Location"]) == (302, path)
    assert MailOptOut.objects.has("gus@example.com") == is_stopped
    assert ("are off" in Client().get(path).content.decode()) == is_stopped
