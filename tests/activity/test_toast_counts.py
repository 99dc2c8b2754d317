"""Shown and clicked toasts are counted in Redis once for each visitor, and saved together by a task."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from redis.exceptions import ConnectionError as RedisIsAway

from activity import tasks
from activity.models import PurchaseActivity, ToastCount
from marketplace.models import Product
from tests import cast

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
NOTED = "/activity/noted/"
AGENT = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}


@pytest.fixture
def boots():
    return bought("Boots")


def bought(title):
    order = cast.paid_order(cast.guest(), (cast.item(title=title), 1))
    return PurchaseActivity.objects.get(order=order)


def tell(client, shown=(), clicked=(), visits="/robots.txt"):
    """Report shown toasts from a browser that has the visitor cookie."""
    client.get(visits)
    reported = {"shown": ",".join(one.key for one in shown), "clicked": ",".join(one.key for one in clicked)}
    return client.post(NOTED, reported, headers=AGENT)


def counted(product):
    return ToastCount.objects.totals([product]).get(product.pk)


def test_reports_of_pages_are_saved_with_the_activity_and_its_product(client, client_of_another, boots):
    assert tell(client, [boots], [boots]).status_code == 204
    assert tell(client_of_another, [boots]).status_code == 204
    tasks.count_toasts()
    boots.refresh_from_db()
    assert boots.display_count == 2
    assert boots.displayed_at >= boots.created_at
    assert counted(boots.product) == {"shown": 2, "clicked": 1}


def test_new_visitors_of_one_address_count_up_to_a_number_an_hour(client, client_of_another, boots, settings):
    settings.NEW_TOAST_VISITORS_PER_HOUR = 1
    for _ in range(2):
        tell(client, [boots], [boots])
        tell(client_of_another, [boots], [boots])
    tasks.count_toasts()
    assert counted(boots.product) == {"shown": 1, "clicked": 1}


@pytest.fixture
def client_of_another():
    from django.test import Client

    return Client()


def test_no_count_is_written_before_the_task(client, boots, django_assert_num_queries):
    tell(client, [boots])
    with django_assert_num_queries(0):
        for _ in range(20):
            client.post(NOTED, {"shown": boots.key}, headers=AGENT)
    boots.refresh_from_db()
    assert (boots.display_count, boots.displayed_at) == (0, None)
    assert not ToastCount.objects.exists()


def test_a_member_costs_the_look_at_the_session_that_every_request_does(client, boots, django_assert_num_queries):
    client.force_login(cast.person("Bob Buyer"))
    tell(client)
    with django_assert_num_queries(1):
        client.post(NOTED, {"shown": boots.key}, headers=AGENT)


def test_writing_takes_as_many_statements_for_one_toast_as_for_many(client, django_assert_num_queries):
    toasts = [bought(f"Thing {number}") for number in range(3)]
    for some in (toasts[:1], toasts):
        tell(client, some, some)
        with django_assert_num_queries(5):  # with the savepoint around them
            ToastCount.objects.save_tally()
    assert set(PurchaseActivity.objects.values_list("display_count", flat=True)) == {1}


def test_a_visitor_counts_once_for_repeated_reports(client, boots):
    for _ in range(3):
        tell(client, [boots], [boots])
        tasks.count_toasts()
    assert counted(boots.product) == {"shown": 1, "clicked": 1}


def test_writing_twice_counts_once(client, boots):
    tell(client, [boots])
    assert (ToastCount.objects.save_tally(), ToastCount.objects.save_tally()) == (1, 0)
    assert counted(boots.product)["shown"] == 1


def test_counts_of_a_day_add_up_and_other_months_are_left_out(client, boots):
    for _ in range(2):
        client.cookies.clear()
        tell(client, [boots])
        tasks.count_toasts()
    assert ToastCount.objects.get().shown == 2
    ToastCount.objects.update(day=F("day") - timedelta(days=31))
    assert ToastCount.objects.totals([boots.product]) == {}


def test_sales_of_a_product_share_its_counts_and_another_product_has_its_own(client):
    item = cast.item(stock=5)
    one, other = (cast.paid_order(cast.guest(), (item, 1)).activities.get() for _ in range(2))
    socks = bought("Socks")
    tell(client, [one, other], [other])
    tasks.count_toasts()
    assert counted(item.product) == {"shown": 2, "clicked": 1}
    assert ToastCount.objects.totals([socks.product]) == {}


def test_an_unknown_key_counts_nothing(client, boots):
    client.get("/robots.txt")
    assert client.post(NOTED, {"shown": "0" * 20}, headers=AGENT).status_code == 204
    tasks.count_toasts()
    assert not ToastCount.objects.exists()


@pytest.mark.parametrize("field", ["shown", "clicked"])
@pytest.mark.parametrize(
    "value", ["x", "0" * 19, "0" * 21, "A" * 20, ",", "0" * 20 + ",", ",".join(["0" * 20] * 51), "\x00" * 20, "🦊" * 20]
)
def test_a_malformed_list_is_refused_by_its_name(field, value, client, boots):
    client.get("/robots.txt")
    answer = client.post(NOTED, {field: value}, headers=AGENT)
    assert (answer.status_code, answer.text.partition(":")[0]) == (422, field)
    assert ToastCount.objects.save_tally() == 0


def test_robots_and_browsers_without_cookies_are_not_counted(client, boots):
    assert client.post(NOTED, {"shown": boots.key}, headers=AGENT).status_code == 204
    client.get("/robots.txt")
    assert client.post(NOTED, {"shown": boots.key}, headers={"User-Agent": "Googlebot/2.1"}).status_code == 204
    assert ToastCount.objects.save_tally() == 0


def test_one_visitor_can_not_fill_redis(client, monkeypatch):
    monkeypatch.setattr("activity.toast_tally.VISITOR_EVENTS", 3)
    boots = bought("Boots")
    client.get("/robots.txt")
    for number in range(4):
        client.post(NOTED, {"shown": f"{number:020x}"}, headers=AGENT)
    tell(client, [boots])
    assert ToastCount.objects.save_tally() == 0


def test_without_redis_only_counts_are_lost(client, boots, monkeypatch):
    tell(client, [boots])

    def refuse(*args, **kwargs):
        raise RedisIsAway

    monkeypatch.setattr(
        "marketplace.cache.backend._paused_until", {}
    )  # so that later tests do not lose their cache for two seconds
    monkeypatch.setattr("marketplace.cache.backend.SharedClient.get_client", refuse)
    assert tell(client, [boots], [boots]).status_code == 204
    assert ToastCount.objects.save_tally() == 0
    assert "Boots" in client.get("/activity/").text


def test_a_toast_hidden_meanwhile_stays_hidden_and_is_counted(client, boots):
    tell(client, [boots])
    PurchaseActivity.objects.all().withdraw()
    tasks.count_toasts()
    boots.refresh_from_db()
    assert (boots.is_public, boots.display_count) == (False, 1)


def test_the_seller_dashboard_reads_all_counts_in_one_query(client, boots, django_assert_max_num_queries):
    shop = boots.product.shop
    client.force_login(shop.owner)
    tell(client, [boots], [boots])
    tasks.count_toasts()
    page = f"/desk/{shop.slug}/"
    assert "Purchase pop-ups in 30 days: 1 shown, 1 clicked" in client.get(page).text
    toasts: list[str] = []
    more: list[str] = []
    with connection.execute_wrapper(count_of(toasts)):
        client.get(page)
    for number in range(3):
        cast.product(in_shop=shop, title=f"More {number}")
    with connection.execute_wrapper(count_of(more)):
        assert client.get(page).text.count("Purchase pop-ups in 30 days: 0 shown, 0 clicked") == 3
    assert len(toasts) == len(more) == 1


def count_of(seen):
    def wrapper(execute, sql, *args):
        if "activity_toastcount" in sql:
            seen.append(sql)
        return execute(sql, *args)

    return wrapper


def test_a_deleted_product_takes_its_counts_along(client):
    product = cast.product()
    ToastCount.objects.create(product=product, day="2026-01-01", shown=1)
    Product.objects.filter(pk=product.pk).delete()
    assert not ToastCount.objects.exists()
