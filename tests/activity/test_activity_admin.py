"""The admin reads activities, finds them, and can't change them."""

import pytest
from django.urls import reverse

from activity.models import PurchaseActivity
from tests import cast

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
LIST = "/admin/activity/purchaseactivity/"


@pytest.fixture
def activity():
    order = cast.paid(cast.guest(), (cast.item(title="Trail Runner"), 1))
    return PurchaseActivity.objects.get(order=order)


def page_of(activity):
    return reverse("admin:activity_purchaseactivity_change", args=[activity.pk])


def test_activities_are_listed_with_their_orders_and_found_by_title_and_number(activity, admin_client):
    for search in ("", "?q=Trail", f"?q={activity.order.number}"):
        assert activity.order.number in admin_client.get(LIST + search).text
    assert activity.order.number not in admin_client.get(LIST + "?q=Sandal").text


def test_the_list_costs_the_same_for_one_and_for_many(admin_client, django_assert_max_num_queries):
    item = cast.item(stock=20)
    for _ in range(8):
        cast.paid(cast.guest(), (item, 1))
    with django_assert_max_num_queries(8):
        assert admin_client.get(LIST).status_code == 200


def test_nothing_can_be_added_changed_or_deleted(activity, admin_client):
    assert admin_client.get(LIST + "add/").status_code == 403
    assert admin_client.post(page_of(activity), {"title": "Lie", "amount": "1"}).status_code == 403
    delete = reverse("admin:activity_purchaseactivity_delete", args=[activity.pk])
    assert admin_client.post(delete, {"post": "yes"}).status_code == 403
    assert PurchaseActivity.objects.get().title == "Trail Runner"


def test_a_shopper_is_sent_away(activity, client):
    client.force_login(cast.person("Mallory"))
    for path in (LIST, page_of(activity)):
        assert client.get(path).status_code == 302
