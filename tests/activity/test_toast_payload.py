"""Pushes, pages and refreshes contain exactly the allowed fields of a purchase."""

import json
import re

import pytest
from django.template.defaultfilters import date

from activity.models import PurchaseActivity
from activity.toast import Toast
from config.live import Topic
from tests import cast
from tests.fresh_page import capture_pushes
from tests.markup import normalize_html

pytestmark = pytest.mark.django_db

ALLOWED = ("key", "initials", "place", "title", "url", "amount", "currency", "at", "picture")
SECRETS = {
    "email": "private-mail@example.com",
    "ship_name": "Quentin Xylander",
    "ship_line1": "99 Hidden Lane",
    "ship_postcode": "ZZ-4711",
    "ship_city": "Atlantis",
    "ship_region": "Nowhere",
    "ship_country": "Utopia",
}
WHOLE = """\
<div hx-swap-oob="afterbegin:#toasts-waiting"><article class="toast" id="toast-{activity.key}">
  <span class="avatar" aria-hidden="true">Q.X.</span>

  <div>
    <p>Q.X. bought <a href="{url}">Lamp</a></p>
    <p class="toast__meta"><span class="price">€49.90</span>\
<time data-relative datetime="{at}">{day}</time></p>
    <p class="toast__more"><a href="/activity/{activity.key}/">Why am I seeing this?</a>\
<button type="button" data-mute>Mute</button></p>
  </div>
  <button class="toast__close" type="button" data-close aria-label="Close">\
<svg class="icon" width="20" height="20" aria-hidden="true"><use href="/static/img/icons.svg#close"/></svg></button>
</article>
</div>
"""


@pytest.fixture
def order():
    shopper = cast.guest()
    return cast.paid_order(shopper, (cast.item(title="Lamp"), 1), **SECRETS)


def personal(order):
    """Return all private details of the buyer and the order."""
    parts = [*SECRETS.values(), "Quentin", "Xylander", order.number, order.holder, order.visitor]
    return [*parts, str(order.payments.get().reference), order.content_hash]


def test_a_toast_has_exactly_the_allowed_fields():
    assert Toast._fields == ALLOWED


def test_templates_of_toasts_are_given_toasts_and_nothing_else(order, monkeypatch):
    given = []

    def note(topic, key="", template=None, context=None):
        if template:
            given.append(context)

    monkeypatch.setattr(Topic, "push", note)
    PurchaseActivity.objects.filter(order=order).push_new()
    [keys, announced] = given
    assert (list(keys), list(announced)) == (["keys"], ["activities"])
    assert all(type(activity) is Toast for activity in announced["activities"])


def test_nothing_personal_is_pushed(order, pushes):
    PurchaseActivity.objects.filter(order=order).push_new()
    html = "".join(push.html for push in pushes)
    assert "Q.X." in html
    assert [secret for secret in personal(order) if secret in html] == []


@pytest.mark.parametrize("path", ["/activity/", "/activity/recent/", "/"])
def test_nothing_personal_is_on_a_page(order, path, client):
    html = client.get(path).text
    assert "Q.X." in html
    assert [secret for secret in personal(order) if secret in html] == []


def test_a_pushed_toast_is_this_and_not_a_byte_more(order):
    activity = PurchaseActivity.objects.get(order=order)
    pushed = capture_pushes(PurchaseActivity.objects.filter(order=order).push_new)
    frames = {topic: json.loads(message["frame"]) for topic, message in pushed if message["type"] == "frame"}
    assert set(frames) == {f"buyer.{order.holder}", "toasts"}
    assert all(set(frame) == {"kind", "topic", "html"} for frame in frames.values())
    assert activity.product
    at, url = activity.created_at, activity.product.get_absolute_url()
    whole = WHOLE.format(activity=activity, url=url, at=date(at, "c"), day=date(at, "j M, H:i T"))
    assert normalize_html(frames["toasts"].pop("html")) == normalize_html(whole)
    assert frames["toasts"] == {"kind": "html", "topic": "toasts"}


def test_the_only_name_of_a_toast_is_its_random_key(order, pushes):
    PurchaseActivity.objects.filter(order=order).push_new()
    html = pushes[-1].html
    key = PurchaseActivity.objects.get().key
    assert re.findall(r'\bid="([^"]*)"', html) == [f"toast-{key}"]
    assert set(re.findall(r"\bdata-[\w-]+", html)) == {"data-relative", "data-mute", "data-close"}
