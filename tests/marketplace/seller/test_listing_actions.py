"""The buttons of a listing: each performs its action or shows the reason for its refusal."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from marketplace.models import Product, SaleFact
from tests import cast
from tests.marketplace.seller.product_forms import product_url

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
SOON = timezone.now() + timedelta(days=1)


@pytest.fixture
def alice(client: Client) -> Client:
    """Alice's browser; her shop is that of the products below."""
    return client


def product(client: Client, **fields: Any) -> Product:
    made = cast.product(**fields)
    client.force_login(made.shop.owner)
    return made


def press(client: Client, of: Product, verb: str) -> int:
    return client.post(product_url(of, "seller_product_action", verb)).status_code


def test_take_off_and_publish_again_keeps_the_time_of_its_release(alice):
    made = product(alice)
    assert press(alice, made, "withdraw") == 302
    assert Product.objects.get().status == Product.Status.DRAFT
    assert alice.post(product_url(made, "seller_product_publish"), {"opens": "now"}).status_code == 302
    again = Product.objects.get()
    assert (again.status, again.released_at) == (Product.Status.ACTIVE, made.released_at)


def test_publishing_at_once_opens_what_waited_for_a_time(alice):
    made = product(alice, status=Product.Status.DRAFT, released_at=SOON)
    alice.post(product_url(made, "seller_product_publish"), {"opens": "now"})
    assert Product.objects.released().exists()


def test_publishing_as_a_drop_waits_again(alice):
    made = product(alice, status=Product.Status.DRAFT)
    alice.post(product_url(made, "seller_product_publish"), {"opens": "hand"})
    assert Product.objects.dropping_soon().get().released_at is None


def test_publishing_at_a_time_that_is_over_is_refused_at_the_field(alice):
    made = product(alice, status=Product.Status.DRAFT)
    answer = alice.post(product_url(made, "seller_product_publish"), {"opens": "at", "at": "2020-01-01T00:00"})
    assert answer.status_code == 422
    assert 'id="id_at_error"' in answer.content.decode()
    assert Product.objects.get().status == Product.Status.DRAFT


def test_a_draft_without_a_size_is_not_published(alice):
    made = product(alice, status=Product.Status.DRAFT)
    made.items.all().delete()
    answer = alice.post(product_url(made, "seller_product_publish"), {"opens": "now"})
    assert answer.status_code == 422
    assert "Add a size first" in answer.content.decode()
    assert Product.objects.get().status == Product.Status.DRAFT


def test_release_now_opens_a_drop(alice):
    made = product(alice, released_at=SOON)
    assert press(alice, made, "release") == 302
    assert Product.objects.released().exists()


def test_a_drop_is_scheduled_and_again_left_to_the_hand(alice):
    made = product(alice, released_at=None)
    at = SOON.replace(second=0, microsecond=0)
    assert alice.post(product_url(made, "seller_product_schedule"), {"at": f"{at:%Y-%m-%dT%H:%M}"}).status_code == 302
    assert Product.objects.get().released_at == at
    assert alice.post(product_url(made, "seller_product_schedule"), {"at": ""}).status_code == 302
    assert Product.objects.get().released_at is None


@pytest.mark.parametrize("at", ["2020-01-01T00:00", "never", "9999-01-01T00:00"])
def test_a_time_that_makes_no_sense_is_refused(alice, at):
    made = product(alice, released_at=SOON)
    answer = alice.post(product_url(made, "seller_product_schedule"), {"at": at})
    assert answer.status_code == 422
    assert 'id="id_at_error"' in answer.content.decode()
    assert Product.objects.get().released_at == SOON


def test_what_is_open_has_no_time_any_more(alice):
    made = product(alice)
    answer = alice.post(product_url(made, "seller_product_schedule"), {"at": f"{SOON:%Y-%m-%dT%H:%M}"})
    assert answer.status_code == 422
    assert "already open" in answer.content.decode()
    assert Product.objects.get().released_at == made.released_at


def test_mark_sold_and_undo(alice):
    made = product(alice)
    assert press(alice, made, "mark-sold") == 302
    assert (Product.objects.get().status, SaleFact.objects.unreversed().count()) == (Product.Status.SOLD, 1)
    assert press(alice, made, "undo-sold") == 302
    assert (Product.objects.get().status, SaleFact.objects.unreversed().count()) == (Product.Status.ACTIVE, 0)


@pytest.mark.parametrize(
    ("fields", "verb"),
    [
        ({"status": "draft"}, "withdraw"),
        ({"status": "draft"}, "mark-sold"),
        ({"status": "sold"}, "mark-sold"),
        ({"status": "sold"}, "undo-sold"),
        ({"status": "sold"}, "withdraw"),
        ({}, "release"),
        ({}, "undo-sold"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_reason_on_the_list(alice, fields, verb):
    made = product(alice, **fields)
    before = Product.objects.values().get()
    answer = alice.post(product_url(made, "seller_product_action", verb))
    assert answer.status_code == 409
    assert 'role="alert"' in answer.content.decode()
    assert Product.objects.values().get() == before


def test_a_button_leads_back_to_where_it_was_pressed(alice):
    made = product(alice)
    back = reverse("marketplace:seller_products", args=[made.shop.slug]) + "?status=active"
    assert alice.post(product_url(made, "seller_product_action", "withdraw"), {"back": back})["Location"] == back


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/accounts/logout/", "\0", ""])
def test_nobody_is_led_elsewhere(alice, back):
    made = product(alice)
    answer = alice.post(product_url(made, "seller_product_action", "withdraw"), {"back": back})
    assert answer["Location"] == reverse("marketplace:seller_products", args=[made.shop.slug])


@pytest.mark.parametrize("name", ["seller_product_publish", "seller_product_schedule", "seller_product_pictures"])
def test_looking_changes_nothing(alice, name):
    made = product(alice)
    assert alice.get(product_url(made, name)).url == product_url(made)


def test_a_mark_is_refused_with_its_reason_while_a_checkout_holds_the_last_unit(alice):
    made = product(alice, stock=1)
    cast.pending_order(cast.guest(), (made.items.get(), 1))
    answer = alice.post(product_url(made, "seller_product_action", "mark-sold"))
    assert answer.status_code == 409
    assert "A shopper is at the checkout with the last one. Try again in 15 min" in answer.content.decode()
    assert (Product.objects.get().status, SaleFact.objects.count()) == (Product.Status.ACTIVE, 0)
