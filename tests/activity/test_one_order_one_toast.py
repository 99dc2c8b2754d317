"""An order has one toast, with the number of its public lines and a link to their list."""

import json
import re

import pytest

from activity.models import PurchaseActivity, ToastCount
from activity.recent_toasts import toasts_for
from marketplace.models import OrderLine, Product
from marketplace.signals import product_changed
from tests import cast
from tests.fresh_page import capture_pushes

pytestmark = [pytest.mark.detail, pytest.mark.django_db(transaction=True)]
TITLES = ("Boots", "Socks", "Lamp")


@pytest.fixture
def order():
    return cast.paid_order(cast.guest(), *((cast.item(title=title, price="77.77"), 1) for title in TITLES))


def texts(html):
    """Return the sentences of toasts."""
    sentences = re.findall(r"<p>(.*?)</p>", html, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", "", sentence).split()) for sentence in sentences]


def toasts():
    return [one for html in toasts_for(cast.guest()) for one in texts(html)]


def of(order, title):
    return order.activities.get(title=title)


def hide_product(title):
    Product.objects.filter(title=title).update(show_in_activity=False)
    product_changed.send(sender=Product, product_ids=[Product.objects.get(title=title).pk])


def pushed_html(do):
    """Return the HTML pushed to open pages."""
    return [json.loads(message["frame"])["html"] for topic, message in capture_pushes(do) if topic == "toasts"]


def test_three_lines_of_one_order_are_one_toast(pushes):
    cast.paid_order(cast.guest(), *((cast.item(title=title), 1) for title in TITLES), ship_name="Fay Vale")
    assert toasts() == ["F.V. bought 3 things"]
    [announced] = [push for push in pushes if push.topic == "toasts"]
    assert texts(announced.html) == ["F.V. bought 3 things"]
    assert not any(title in announced.html for title in TITLES)


def test_a_single_line_is_shown_by_its_title():
    cast.paid_order(cast.guest(), (cast.item(title="Boots"), 4), ship_name="Fay Vale")
    assert toasts() == ["F.V. bought Boots"]


def test_it_opens_the_list_of_these_things(order, client):
    [address] = set(re.findall(r'href="(/activity/\w+/together/)"', toasts_for(cast.guest())[0]))
    cast.paid_order(cast.guest(), (cast.item(title="Elsewhere"), 1))
    page = client.get(address).text
    main = page[page.index("<main") : page.index("</main")]
    assert all(f">{title}</a>" in main for title in TITLES)
    assert "Elsewhere" not in main
    assert main.count("€77.77") == 3


def test_a_hidden_product_and_a_private_deal_are_not_counted(order):
    hide_product("Socks")
    OrderLine.objects.filter(title="Lamp").update(source=OrderLine.Source.DEAL)
    order.refresh_from_db()
    assert [text.partition("bought ")[2] for text in toasts()] == ["Boots"]


def test_things_taken_back_one_by_one_count_down_on_open_pages(order):
    boots, socks, lamp = (order.lines.get(title=title) for title in TITLES)
    key = of(order, "Boots").key
    [html] = pushed_html(lambda: order.refund([boots], by=None))
    assert f'id="toast-{key}"' in html, "the toast keeps its name though its first thing is gone"
    assert f'data-toast-off="{key}"' not in html
    assert f'data-line-off="{key}"' in html
    assert texts(html)[0].endswith("bought 2 things")
    [html] = pushed_html(lambda: order.refund([socks], by=None))
    assert texts(html)[0].endswith("bought Lamp")
    [html] = pushed_html(lambda: order.refund([lamp], by=None))
    assert f'data-toast-off="{key}"' in html
    assert texts(html) == toasts() == []


def test_the_proof_of_a_basket_outlives_its_first_thing(order, client):
    boots = of(order, "Boots")
    boots.hide()
    page = client.get(boots.get_absolute_url())
    assert (page.status_code, "Boots" in page.text, "Socks" in page.text) == (200, False, True)
    assert client.get(f"/activity/{boots.key}/together/").text.count('id="purchase-') == 2


def test_a_basket_that_is_taken_back_whole_is_gone(order, client):
    boots = of(order, "Boots")
    address = f"/activity/{boots.key}/together/"
    order.refund(order.lines.all(), by=None)
    gone = client.get(address)
    assert (gone.status_code, "no longer shown" in gone.text) == (404, True)
    assert client.get("/activity/unknown/together/").status_code == 404


def test_a_line_shown_again_counts_again(order):
    boots = of(order, "Boots")
    boots.hide()
    [html] = pushed_html(boots.show_again)
    assert f'data-toast-on="{boots.key}"' in html
    assert texts(html)[0].endswith("bought 3 things")


def test_ten_baskets_wait_however_much_is_in_them():
    for _ in range(3):
        cast.paid_order(cast.guest(), *((cast.item(), 1) for _ in range(12)))
    for _ in range(9):
        cast.paid_order(cast.guest(), (cast.item(), 1))
    counted = [text.partition("bought ")[2] for text in toasts()]
    assert (len(counted), counted[9]) == (10, "12 things")


def test_purchases_of_one_moment_come_in_the_order_they_were_made():
    orders = [cast.paid_order(cast.guest(), (cast.item(title=f"Thing {n}"), 1)) for n in range(9)]
    PurchaseActivity.objects.update(created_at=orders[0].paid_at)
    assert [text.rpartition(" ")[2] for text in toasts()] == [str(n) for n in reversed(range(9))]


def test_a_toast_of_a_basket_counts_for_each_of_its_products(order):
    ToastCount.objects.record("d" * 32, [of(order, "Boots").key], [])
    ToastCount.objects.save_tally()
    counted = ToastCount.objects.totals(Product.objects.all())
    assert [counts["shown"] for counts in counted.values()] == [1, 1, 1]
    assert set(PurchaseActivity.objects.values_list("display_count", flat=True)) == {1}


def test_ones_own_basket_is_skipped_under_the_name_of_its_toast(pushes):
    order = cast.paid_order(cast.member(), *((cast.item(title=title), 1) for title in TITLES))
    own = next(push for push in pushes if push.name == "own_purchase")
    assert f'data-toast-own="{of(order, "Boots").key}"' in own.html
