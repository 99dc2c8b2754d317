"""Admin actions on products use the seller's operations, are logged, and update open pages."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from activity.models import PurchaseActivity
from marketplace.models import Product, SaleFact
from tests import cast
from tests.fresh_page import assert_no_push, assert_page_stays_current, capture_pushes
from tests.marketplace.admin.conftest import page_of

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def status_of(product):
    product.refresh_from_db()
    return product.status


@pytest.mark.parametrize(
    ("verb", "before", "after"),
    [("publish", "draft", "active"), ("withdraw", "active", "draft"), ("mark_sold", "active", "sold")],
)
def test_each_verb_moves_what_it_can_and_refuses_the_rest(desk, verb, before, after):
    good, bad = cast.product(status=before), cast.product(status="sold" if before != "sold" else "draft")
    answer = desk.sure(verb, good, bad)
    assert (status_of(good), status_of(bad)) == (after, "sold")
    messages = [str(message) for message in desk.get(answer["Location"]).context["messages"]]
    assert any(str(bad) in line for line in messages) and any("1 of 2" in line for line in messages)
    assert LogEntry.objects.get().object_repr == str(good)


def test_a_mark_is_a_sale_and_undone_is_none(desk):
    product = cast.product()
    desk.sure("mark_sold", product)
    assert SaleFact.objects.unreversed().count() == 1
    desk.sure("undo_sold", product)
    assert (SaleFact.objects.unreversed().count(), status_of(product)) == (0, "active")


def test_a_mark_asks_first(desk):
    product = cast.product()
    page = desk.act("mark_sold", product)
    assert (page.status_code, product.title in page.content.decode()) == (200, True)
    assert status_of(product) == "active"


def test_a_drop_opens_by_hand_and_by_schedule(desk):
    now, later = cast.product(released_at=None), cast.product(released_at=None)
    desk.act("release", now)
    at = timezone.now() + timedelta(hours=2)
    desk.sure("schedule", later, at=f"{at:%Y-%m-%dT%H:%M}")
    now.refresh_from_db()
    later.refresh_from_db()
    assert now.is_released
    assert later.released_at and abs(later.released_at - at) < timedelta(minutes=1)


@pytest.mark.parametrize("at", ["2020-01-01T00:00", "yesterday", "\0", "9" * 300])
def test_a_time_that_makes_no_sense_is_said_on_the_page(desk, at):
    product = cast.product(released_at=None)
    page = desk.sure("schedule", product, at=at)
    assert (page.status_code, bool(page.context["form"].errors["at"])) == (422, True)
    product.refresh_from_db()
    assert product.released_at is None


def test_hiding_from_toasts_takes_them_from_open_pages(desk):
    item = cast.item()
    cast.paid_order(cast.guest(), (item, 1))
    pushes = capture_pushes(lambda: desk.act("hide", item.product))
    assert "toasts" in dict(pushes)
    assert not PurchaseActivity.objects.shown().exists()


def test_an_open_product_page_follows_the_admin(desk, client: Client):
    product = cast.product(released_at=None)
    page = reverse("marketplace:product_sizes", args=[product.slug])
    assert assert_page_stays_current(client, page, lambda: desk.act("release", product)) == {f"stock.{product.pk}"}


def test_another_products_page_is_not_told(desk, client: Client):
    page = reverse("marketplace:product_sizes", args=[cast.product().slug])
    product = cast.product(released_at=None)
    assert_no_push(client, page, lambda: desk.act("release", product))


def test_status_and_release_are_not_edited_by_hand(desk):
    product = cast.product()
    form = desk.get(page_of(product)).context["adminform"].form
    assert not {"status", "released_at", "sold_at", "is_marked_sold"} & set(form.fields)


def test_too_many_at_once_are_refused(desk, monkeypatch):
    monkeypatch.setattr("marketplace.admin.actions.MAX_OBJECTS", 1)
    products = [cast.product(status=Product.Status.DRAFT) for _ in range(2)]
    desk.act("publish", *products)
    assert [status_of(product) for product in products] == ["draft", "draft"]


def test_who_may_only_look_is_offered_no_verb(clerk):
    product = cast.product()
    page = clerk.get("/admin/marketplace/product/").content.decode()
    assert product.title in page and "mark_sold" not in page
    clerk.sure("mark_sold", product)
    assert status_of(product) == "active"
