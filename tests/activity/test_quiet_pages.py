"""Pages of checkout, trades and the seller dashboard have no toasts."""

from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import ResolverMatch

from marketplace.accounts.visitors import Visitor
from tests import cast
from tests.test_access import ACCESS, Stage

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
CORNER = 'id="toasts"'
QUIET = [name for name in ACCESS if name.startswith(("marketplace:seller_", "carts:pay", "carts:confirm", "trading:"))]
LOUD = [
    "marketplace:home",
    "marketplace:product",
    "marketplace:search",
    "carts:cart",
    "activity:list",
    "activity:purchase",
]


def test_checkout_trades_and_seller_pages_have_no_toasts():
    stage = Stage()
    found = {}
    for role in ("bob", "alice", "sam"):
        client = stage.client(role)
        for name in QUIET:
            if ACCESS[name][0] == "get" and CORNER in client.get(stage.url(name), follow=True).text:
                found[name] = role
    assert found == {}


def test_the_admin_has_none(admin_client):
    assert CORNER not in admin_client.get("/admin/").text


def test_the_storefront_has(client):
    stage = Stage()
    assert [name for name in LOUD if CORNER not in client.get(stage.url(name)).text] == []


@pytest.mark.parametrize("name", ["trading:room", "marketplace:seller_anything", "carts:pay_page"])
def test_a_page_that_forgets_to_be_quiet_is_quiet_all_the_same(name):
    request: Any = RequestFactory().get("/")
    request.shopper, request.visitor = cast.guest(), Visitor.new()
    for names, corners in ((name, 0), ("marketplace:home", 1)):
        space, _, short = names.partition(":")
        request.resolver_match = ResolverMatch(print, (), {}, short, [space], [space])
        request.user = type("Nobody", (), {"is_authenticated": False, "pk": None})()
        html = Template("{% load activity %}{% toasts %}").render(Context({"request": request}))
        assert html.count(CORNER) == corners
