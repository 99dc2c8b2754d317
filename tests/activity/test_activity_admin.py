"""The admin shows and finds activities, and cannot edit them."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from activity.models import PurchaseActivity, ToastCount
from tests import cast

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
LIST = "/admin/activity/purchaseactivity/"


@pytest.fixture
def activity():
    order = cast.paid_order(cast.guest(), (cast.item(title="Trail Runner"), 1))
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
        cast.paid_order(cast.guest(), (item, 1))
    with django_assert_max_num_queries(8):
        assert admin_client.get(LIST).status_code == 200


def run(admin_client, activity, verb):
    """Run an admin action on an activity, and return the text of the page after it."""
    answer = admin_client.post(LIST, {"action": verb, "_selected_action": [activity.pk]}, follow=True)
    assert answer.status_code == 200
    return answer.text


def test_it_is_hidden_and_shown_again_by_actions_that_leave_a_line_in_the_log(activity, admin_client):
    assert "done to 1 of 1" in run(admin_client, activity, "hide")
    assert not PurchaseActivity.objects.shown()
    assert "It is already hidden" in run(admin_client, activity, "hide")
    assert "done to 1 of 1" in run(admin_client, activity, "show")
    assert PurchaseActivity.objects.shown()
    assert LogEntry.objects.filter(object_id=str(activity.pk)).count() == 2


def test_the_action_does_not_show_purchases_hidden_by_their_buyer(activity, admin_client):
    run(admin_client, activity, "hide")
    activity.order.hide()
    assert "or it was refunded" in run(admin_client, activity, "show")
    assert not PurchaseActivity.objects.shown()


def test_statistics_are_read_with_the_row_and_by_product_and_day(activity, admin_client):
    PurchaseActivity.objects.update(display_count=4711)
    ToastCount.objects.create(product=activity.product, day="2026-01-02", shown=1234, clicked=56)
    assert "4711" in admin_client.get(LIST).text
    counts = admin_client.get("/admin/activity/toastcount/")
    assert "1234" in counts.text
    assert "Trail Runner" in counts.text
    assert admin_client.get("/admin/activity/toastcount/add/").status_code == 403


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
