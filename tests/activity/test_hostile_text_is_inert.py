"""Hostile titles, names and places stay text."""

from html import unescape
from html.parser import HTMLParser

import pytest

from activity import toast_cache
from activity.models import PurchaseActivity
from marketplace.text.rules import squeeze_line
from tests import cast

pytestmark = [pytest.mark.detail, pytest.mark.django_db]

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


def is_inert(seen):
    return not [name for name, _ in seen.attributes if name.startswith("on")]


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_text_in_a_toast_is_only_text(title, pushes):
    city, region = title[:80].strip(), HOSTILE[1][:80]
    for name in HOSTILE[:4]:
        cast.paid_order(cast.guest(), (cast.item(title=title), 1), ship_name=name, ship_city=city, ship_region=region)
    seen = read(pushes[-1].html)
    assert is_inert(seen)
    assert seen.tags <= PLAIN_TAGS
    assert not [value for name, value in seen.attributes if name == "href" and not value.startswith("/")]
    assert [name for name, _ in seen.attributes if name == "hx-swap-oob"] == ["hx-swap-oob"]
    text_seen = seen.text + unescape(seen.text)
    assert [text for text in (title, f"{city}, {region}") if squeeze_line(text) not in text_seen] == []


def test_hostile_text_on_the_page_of_purchases_is_only_text(client):
    kept = [squeeze_line(text) for text in HOSTILE]
    for titles in (kept[:6], kept[6:]):
        for title in titles:
            cast.paid_order(cast.guest(), (cast.item(title=title), 1), ship_name=HOSTILE[0])
        PurchaseActivity.objects.exclude(title__in=titles).update(is_public=False)
        toast_cache.start_generation()
        for path in ("/activity/", "/activity/recent/"):
            page = client.get(path)
            assert page.status_code == 200
            seen = read(page.text)
            assert is_inert(seen)
            assert "<h1>gotcha" not in page.text
            assert [title for title in titles if title not in seen.text] == []


def test_hostile_text_does_not_reach_the_admin_as_markup(admin_client):
    cast.paid_order(cast.guest(), (cast.item(title=HOSTILE[0]), 1))
    activity = PurchaseActivity.objects.get()
    for path in ("/admin/activity/purchaseactivity/", f"/admin/activity/purchaseactivity/{activity.pk}/change/"):
        page = admin_client.get(path)
        assert page.status_code == 200
        assert HOSTILE[0] not in page.text
