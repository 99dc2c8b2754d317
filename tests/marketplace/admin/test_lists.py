"""Every model is in the admin, and no list asks more of the database for thirty rows than for one."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activity.models import ToastCount
from carts.models import Cart, CartReminder, CartUnmasking, MailOptOut
from config.models import TaskRun
from leaderboard.models import RankSnapshot
from marketplace.models import (
    AddressProof,
    Erasure,
    Invitation,
    Mail,
    OrderReader,
    ProductImage,
    ProductView,
    RefusedView,
    Shipment,
    Visit,
    Word,
)
from tests import cast
from tests.marketplace.admin.conftest import list_of
from tests.trading import rooms

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
OURS = [
    model
    for label in ("marketplace", "carts", "activity", "config", "leaderboard", "trading")
    for model in apps.get_app_config(label).get_models()
]
DAY = "2026-01-05"


def populate(count: int) -> None:
    """Make so many rows of everything, each about things of its own."""
    for _ in range(count):
        item = cast.item(stock=5)
        product, shop = item.product, item.product.shop
        bob = cast.member()
        cart = Cart.objects.get_or_open(bob)
        cart.add(item.pk)
        order = cast.paid_order(bob, (item, 1))
        Shipment.objects.send(order, shop, by=bob.user)
        OrderReader.objects.grant_access(order, cast.guest().visitor)
        AddressProof.objects.create(order=order, address="a" * 32, code="c" * 64)
        order.refund(order.lines.all(), by=bob.user).send()
        cast.pending_order(cast.guest(), (item, 1))
        key = cast.key()
        Invitation.objects.create(shop=shop, email="sam@example.com", by=shop.owner)
        Mail.objects.create(key=key, to="bob@example.com", subject="Hello", text="Words", order=order)
        ProductImage.objects.create(product=product, image="products/none.webp", alt="A shoe", width=1, height=1)
        ToastCount.objects.create(product=product, day=DAY, shown=1)
        ProductView.objects.create(product=product, viewer=key, seller=shop.owner, day=DAY, is_first_of_month=True)
        RefusedView.objects.create(product=product, day=DAY, reason="bot", count=1)
        RankSnapshot.objects.create(day=DAY, metric="sales", year=2026, month=1, seller=shop.owner, rank=1)
        Visit.objects.create(visitor=key, day=DAY)
        Erasure.objects.create(digest="d" * 64)
        TaskRun.objects.record(key)
        Word.objects.create(word=key, uses=1)
        CartReminder.objects.create(cart=cart, step=1)
        CartUnmasking.objects.create(cart=cart, code=cart.code, member=shop.owner, by=shop.owner, shop=shop)
        MailOptOut.objects.opt_out(f"{key}@example.com")
        rooms.talked_over()


def queries(desk: Any, model: Any) -> int:
    """Return how many queries a list takes."""
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert desk.get(list_of(model)).status_code == 200
    return len(seen)


def test_every_model_of_ours_is_there():
    assert {model for model in OURS if model not in admin.site._registry} == set()


@pytest.mark.parametrize("rows", [3, pytest.param(30, marks=pytest.mark.slow)])
def test_no_list_grows_its_queries_with_its_rows(desk, rows):
    populate(1)
    before = {model: queries(desk, model) for model in OURS}
    populate(rows - 1)
    assert {model: queries(desk, model) for model in OURS} == before
    assert {model.__name__ for model in OURS if model._default_manager.count() < rows} <= {
        "Category",
        "Maintenance",
        "SiteZone",
    }


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_list_can_be_searched_whatever_is_typed(desk, model):
    assert admin.site._registry[model].search_fields
    for words in ("\0", "x" * 10_000, "'; -- 1 🦊"):
        answer = desk.get(list_of(model), {"q": words})
        assert answer.status_code in {200, 302}, words


@pytest.mark.slow
@pytest.mark.parametrize("query", ["p=9999999", "p=-1", "created_at__year=x", "o=99.-99", "id__exact=%00", "e=1"])
def test_an_address_that_makes_no_sense_fails_nothing(desk, query):
    for model in OURS:
        assert desk.get(f"{list_of(model)}?{query}").status_code in {200, 302, 400}, model
