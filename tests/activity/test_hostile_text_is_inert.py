"""Whatever people type into titles, names and places stays text."""

from html import unescape
from html.parser import HTMLParser

import pytest

from activity.models import PurchaseActivity
from tests import cast

pytestmark = pytest.mark.django_db

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "</article></div><h1>gotcha</h1>",
    "{{ request.user.email }}{% debug %}",
    "javascript:alert(1)",
    "<div hx-swap-oob='innerHTML:body'>x</div>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u202egnp.exe\x0b",
    "<" * 60,
]
PLAIN_TAGS = {"div", "article", "span", "p", "a", "strong", "time", "button", "svg", "use"}


class Reader(HTMLParser):
    """Collects the elements, attributes and text of a piece of HTML."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.text = set(), [], ""

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text += data


def read(html):
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_a_toast_is_only_text(text, pushes):
    item = cast.item(title=text, stock=50)
    place = {"ship_city": text[:80], "ship_region": text[:80]}
    for _ in range(4):
        cast.paid(cast.guest(), (item, 1), ship_name=text, **place)
    seen = read(pushes[-1].html)
    assert seen.tags <= PLAIN_TAGS
    assert not [name for name, _ in seen.attributes if name.startswith("on")]
    assert not [value for name, value in seen.attributes if name == "href" and not value.startswith("/")]
    assert [name for name, _ in seen.attributes if name == "hx-swap-oob"] == ["hx-swap-oob"]
    assert text in unescape(seen.text) or text in seen.text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_on_the_page_of_purchases_is_only_text(text, client):
    cast.paid(cast.guest(), (cast.item(title=text), 1), ship_name=text)
    for path in ("/activity/", "/activity/recent/"):
        page = client.get(path)
        assert page.status_code == 200
        seen = read(page.text)
        assert "<h1>gotcha" not in page.text
        assert not [name for name, _ in seen.attributes if name.startswith("on")]
        assert text in seen.text


def test_hostile_text_does_not_reach_the_admin_as_markup(admin_client):
    cast.paid(cast.guest(), (cast.item(title=HOSTILE[0]), 1))
    activity = PurchaseActivity.objects.get()
    for path in ("/admin/activity/purchaseactivity/", f"/admin/activity/purchaseactivity/{activity.pk}/change/"):
        page = admin_client.get(path)
        assert page.status_code == 200
        assert HOSTILE[0] not in page.text
