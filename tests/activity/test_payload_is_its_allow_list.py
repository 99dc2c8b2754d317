"""What leaves the house of a purchase is exactly the allow-list, in pushes, in pages and in re-reads."""

import re

import pytest

from activity.models import PurchaseActivity
from activity.toast import Toast
from tests import cast

pytestmark = pytest.mark.django_db

ALLOWED = ("key", "initials", "place", "title", "url", "amount", "currency", "at")
SECRETS = {
    "email": "private-mail@example.com",
    "ship_name": "Quentin Xylander",
    "ship_line1": "99 Hidden Lane",
    "ship_postcode": "ZZ-4711",
    "ship_city": "Atlantis",
    "ship_region": "Nowhere",
    "ship_country": "Utopia",
}


@pytest.fixture
def order():
    shopper = cast.guest()
    return cast.paid(shopper, (cast.item(title="Lamp"), 1), **SECRETS)


def personal(order):
    """Return everything about buyer and order that nobody may read."""
    parts = [*SECRETS.values(), "Quentin", "Xylander", order.number, order.holder, order.visitor]
    return [*parts, str(order.payments.get().reference), order.content_hash]


def test_a_toast_has_exactly_the_allowed_fields():
    assert Toast._fields == ALLOWED


def test_templates_of_toasts_are_given_toasts_and_nothing_else(order, monkeypatch):
    given = []
    monkeypatch.setattr(
        "config.live.push", lambda topic, template=None, context=None: template and given.append(context)
    )
    PurchaseActivity.objects.filter(order=order).announce()
    [keys, announced] = given
    assert (list(keys), list(announced)) == (["keys"], ["activities"])
    assert all(type(activity) is Toast for activity in announced["activities"])


def test_nothing_personal_is_pushed(order, pushes):
    PurchaseActivity.objects.filter(order=order).announce()
    html = "".join(push.html for push in pushes)
    assert "Q.X." in html
    assert [secret for secret in personal(order) if secret in html] == []


@pytest.mark.parametrize("path", ["/activity/", "/activity/recent/", "/"])
def test_nothing_personal_is_on_a_page(order, path, client):
    html = client.get(path).text
    assert "Q.X." in html
    assert [secret for secret in personal(order) if secret in html] == []


def test_the_only_name_of_a_toast_is_its_random_key(order, pushes):
    PurchaseActivity.objects.filter(order=order).announce()
    html = pushes[-1].html
    key = PurchaseActivity.objects.get().key
    assert re.findall(r'\bid="([^"]*)"', html) == [f"toast-{key}"]
    assert re.findall(r"\bdata-[\w-]+=", html) == []
