"""The admin shows leaderboard rows that differ from sales and views, recounts them, and forbids edits."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from leaderboard import drift
from leaderboard.models import RankSnapshot, SellerMonth, SiteZone
from marketplace.models import ProductView
from tests import cast
from tests.leaderboard.sales_and_views import counts, sale

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
LIST = "/admin/leaderboard/sellermonth/"


@pytest.fixture
def product():
    return cast.product()


@pytest.fixture
def row(product):
    sale(product.shop.owner, 3)
    return SellerMonth.objects.get(seller=product.shop.owner, year=0)


def rebuild(client, row):
    return client.post(LIST, {"action": "recount", "_selected_action": [row.pk]}, follow=True)


def clerk(*permissions):
    """Return a client of staff with these permissions and no others."""
    user = cast.person("Clerk", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


def test_the_list_marks_wrong_and_correct_rows(admin_client, row):
    assert "the facts say" not in admin_client.get(LIST).text
    SellerMonth.objects.filter(pk=row.pk).update(items_sold=77)
    page = admin_client.get(LIST).text
    assert page.count("the facts say 3 sold, 0 views") == 1
    assert "none</td>" in page, "the month's row is right"


def test_rebuilding_mends_all_of_the_seller_and_is_noted(admin_client, row):
    alice = row.seller
    SellerMonth.objects.filter(seller=alice).update(items_sold=77)
    assert "done to 1 of 1" in rebuild(admin_client, row).text
    assert counts(alice) == (3, 0)
    assert drift.find_drift() == []
    assert "Recount" in LogEntry.objects.get().change_message


def test_a_row_without_sales_and_views_is_deleted(admin_client, row):
    lost = SellerMonth.objects.create(seller=cast.person("Mallory"), year=2026, month=3, items_sold=5)
    rebuild(admin_client, lost)
    assert not SellerMonth.objects.filter(pk=lost.pk).exists()
    assert SellerMonth.objects.filter(pk=row.pk).exists()


def test_read_permission_does_not_allow_a_recount(row):
    SellerMonth.objects.filter(pk=row.pk).update(items_sold=77)
    client = clerk("view_sellermonth")
    assert "the facts say 3 sold" in client.get(LIST).text
    rebuild(client, row)
    assert SellerMonth.objects.get(pk=row.pk).items_sold == 77


def test_a_shops_own_people_have_no_admin(client, product, row):
    client.force_login(product.shop.owner)
    assert client.get(LIST).status_code == 302
    assert rebuild(client, row).redirect_chain


def test_nothing_of_ledger_views_and_counts_is_written_by_hand(admin_client, product, row):
    ProductView.objects.record(product, "v-1")
    RankSnapshot.objects.create(day="2026-01-05", metric="sales", year=0, month=0, seller=product.shop.owner, rank=1)
    things = [
        row,
        SiteZone.objects.update_or_create(pk=1, defaults={"time_zone": "UTC"})[0],
        RankSnapshot.objects.get(),
        ProductView.objects.get(),
        product.shop.owner.sales.get(),
    ]
    for thing in things:
        name = f"admin:{thing._meta.app_label}_{thing._meta.model_name}"
        assert admin_client.get(reverse(f"{name}_change", args=[thing.pk])).status_code == 200, name
        changed = {"items_sold": 9, "place": 9, "quantity": 9}
        tries = [(f"{name}_add", []), (f"{name}_change", [thing.pk]), (f"{name}_delete", [thing.pk])]
        assert {admin_client.post(reverse(to, args=pk), changed).status_code for to, pk in tries} == {403}, name
