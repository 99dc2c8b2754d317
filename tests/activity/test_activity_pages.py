"""The page of recent purchases, the toasts on other pages, and their refresh."""

import re

import pytest
from django.template import Context, Template

from activity.models import PurchaseActivity
from marketplace.accounts.visitors import COOKIE, Visitor
from tests import cast
from tests.markup import normalize_html

pytestmark = [pytest.mark.detail, pytest.mark.django_db(transaction=True)]


def waiting(html):
    """Return the ids of the toasts that a page has waiting."""
    return re.findall(r'class="toast" id="(toast-\w+)"', html)


def test_the_page_lists_recent_purchases_with_links(client):
    item = cast.item(title="Trail Runner", slug="trail-runner", price="49.90")
    cast.paid_order(cast.guest(), (item, 2), ship_name="Jane Doe")
    html = client.get("/activity/").text
    assert "J.D. bought" in re.sub(r"\s+", " ", html)
    assert 'href="/products/trail-runner/"' in html
    assert "€99.80" in html


def test_the_page_says_so_when_there_is_nothing(client):
    page = client.get("/activity/")
    assert page.status_code == 200
    assert "Nobody has bought anything" in page.text


def test_the_page_costs_the_same_for_one_and_for_many(client, django_assert_max_num_queries):
    cast.paid_order(cast.guest(), *((cast.item(), 1) for _ in range(12)))
    client.get("/activity/")
    with django_assert_max_num_queries(4):
        assert client.get("/activity/").text.count('id="purchase-') == 12


def test_a_long_list_is_paged_without_a_gap_or_a_double_while_more_is_bought(client):
    items = [cast.item(title=f"Thing {number:02}") for number in range(25)]
    for item in items:
        cast.paid_order(cast.guest(), (item, 1))
    first = client.get("/activity/").text
    older = re.search(r'href="(/activity/\?before=\w+)">Earlier', first).group(1)  # type: ignore[union-attr]
    cast.paid_order(cast.guest(), (cast.item(title="Meanwhile"), 1))
    second = client.get(older).text
    seen = [re.findall(r"Thing \d\d", html.partition("<main")[2].partition("</main>")[0]) for html in (first, second)]
    assert seen == [[f"Thing {n:02}" for n in range(24, 4, -1)], [f"Thing {n:02}" for n in range(4, -1, -1)]]
    assert "Earlier purchases" not in second


def test_lines_of_one_order_are_paged_too_though_they_were_paid_at_one_moment(client):
    cast.paid_order(cast.guest(), *((cast.item(), 1) for _ in range(22)))
    first = client.get("/activity/").text
    second = client.get(re.search(r"/activity/\?before=\w+", first).group()).text  # type: ignore[union-attr]
    ids = re.findall(r'id="purchase-(\w+)"', first + second)
    assert (len(ids), len(set(ids))) == (22, 22)


@pytest.mark.parametrize("before", ["0" * 20, "x", "%00", "-1", "🦊" * 100])
def test_a_page_beyond_the_oldest_purchase_says_so(before, client):
    cast.paid_order(cast.guest(), (cast.item(), 1))
    page = client.get("/activity/", {"before": before})
    assert page.status_code == 200
    assert "No more purchases" in page.text


def test_a_page_begins_after_a_purchase_that_was_taken_back_meanwhile(client):
    _, second = (cast.paid_order(cast.guest(), (cast.item(title=title), 1)) for title in ("Boots", "Socks"))
    second.hide()
    page = client.get("/activity/", {"before": second.activities.get().key}).text
    assert "Boots" in page
    assert "Socks" not in page


def test_the_live_part_equals_that_of_the_page(client):
    cast.paid_order(cast.guest(), (cast.item(title="Boots"), 1))
    rows = client.get("/activity/rows/")
    assert "no-store" in rows.headers["Cache-Control"]
    assert rows.text.strip() in client.get("/activity/").text


@pytest.mark.parametrize("path", ["/activity/", "/activity/recent/", "/activity/rows/"])
def test_only_reading_is_possible(path, client):
    assert client.post(path).status_code == 405
    assert client.head(path).status_code == 200


def test_a_page_has_recent_toasts_waiting_and_a_polite_region_that_is_empty(client):
    cast.paid_order(cast.guest(), (cast.item(), 1))
    html = normalize_html(client.get("/").text)
    key = PurchaseActivity.objects.get().key
    assert waiting(html) == [f"toast-{key}"]
    assert re.search(r'<section id="toasts" class="toasts" aria-label="Just bought"[^>]*></section>', html)
    assert '<p id="toasts-said" class="visually-hidden" role="status" aria-live="polite"></p>' in html
    assert html.index('<div id="toasts-source" hidden>') < html.index(f"toast-{key}")


def test_a_page_listens_to_purchases_and_to_ones_own_before_them(client):
    html = client.get("/").text
    visitor = Visitor.from_cookie(client.cookies[COOKIE].value)
    assert visitor
    topics = re.findall(r'<live-topic token="([^":]+):[^>]* quiet>', html)
    assert topics[-2:] == [f"buyer.v-{visitor.digest}", "toasts"]


def test_a_member_listens_for_purchases_made_on_any_device(client):
    bob = cast.person("Bob Buyer")
    client.force_login(bob)
    assert f'token="buyer.u-{bob.pk}:' in client.get("/").text


def test_toasts_of_ones_own_are_on_no_page_of_the_buyer(client):
    bob = cast.person("Bob Buyer")
    client.force_login(bob)
    cast.paid_order(cast.member(bob), (cast.item(), 1))
    assert waiting(client.get("/").text + client.get("/activity/recent/").text) == []


def test_the_re_read_equals_a_fresh_page(client):
    before = client.get("/").text
    for title in ("Boots", "Socks"):
        cast.paid_order(cast.guest(), (cast.item(title=title), 1))
    again = client.get("/activity/recent/", headers={"HX-Request": "true"})
    assert waiting(before) == []
    assert waiting(again.text) == waiting(client.get("/").text)
    assert again.text.strip().startswith('<div id="toasts-fresh" hx-swap-oob="true">')
    assert "no-store" in again.headers["Cache-Control"]


def test_the_re_read_has_no_withdrawn_purchases(client):
    bob = cast.person("Bob Buyer")
    cast.paid_order(cast.member(bob), (cast.item(), 1))
    assert len(waiting(client.get("/activity/recent/").text)) == 1
    bob.change_profile(show_purchase_activity=False)
    assert waiting(client.get("/activity/recent/").text) == []


def test_the_toasts_cost_a_visitor_no_query(client, django_assert_num_queries):
    cast.paid_order(cast.guest(), (cast.item(), 1))
    client.get("/activity/recent/")
    with django_assert_num_queries(0):
        assert len(waiting(client.get("/activity/recent/").text)) == 1


def test_a_template_without_a_request_has_no_toasts():
    assert Template("{% load activity %}{% toasts %}").render(Context()).strip() == ""


def test_the_order_page_names_its_toasts_to_the_buyers_browser(client):
    client.get("/")
    visitor = Visitor.from_cookie(client.cookies[COOKIE].value)
    assert visitor
    shopper = type(cast.guest())(None, visitor.digest)
    order = cast.paid_order(shopper, (cast.item(), 1), (cast.item(), 1))
    html = client.get(order.get_absolute_url()).text
    keys = PurchaseActivity.objects.filter(order=order).values_list("key", flat=True)
    assert len(keys) == 2
    assert set(re.findall(r'data-toast-own="(\w+)"', html)) == set(keys)


def test_no_other_page_names_toasts_to_skip(client):
    cast.paid_order(cast.guest(), (cast.item(), 1))
    assert "data-toast-own" not in client.get("/").text
