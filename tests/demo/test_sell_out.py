"""The commands `sell_out` and `release`."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from marketplace.models import Item, Order, Product
from tests import cast

pytestmark = pytest.mark.detail


def sell_out(site, *slugs, **options):
    out = StringIO()
    call_command("sell_out", *slugs, base=site.url, stdout=out, **{"rate": 50, **options})
    return out.getvalue()


@pytest.mark.slow
def test_only_the_named_products_are_sold_out(live_server, transactional_db):
    wanted, other = cast.product(stock={"S": 2, "M": 1}), cast.product(stock=5)
    printed = sell_out(live_server, wanted.slug)
    assert "3 purchases" in printed
    assert f"/{wanted.slug}/ is sold out" in printed
    assert not Item.objects.filter(product=wanted, on_hand__gt=0).exists()
    assert Item.objects.get(product=other).on_hand == 5
    wanted.refresh_from_db()
    assert wanted.status == Product.Status.SOLD


def test_it_stops_at_the_limit(live_server, transactional_db):
    cast.product(stock=9)
    sell_out(live_server, limit=1, rate=1)
    assert Order.objects.filter(status=Order.Status.PAID).count() == 1


@pytest.mark.parametrize("options", [{"rate": 0}, {"rate": 1000}, {"limit": -1}])
def test_invalid_options_are_refused(options):
    with pytest.raises(CommandError, match="--rate"):
        call_command("sell_out", **options)


@pytest.mark.django_db
def test_a_product_that_is_not_on_sale_is_named():
    drop = cast.product(released_at=None)
    with pytest.raises(CommandError, match=drop.slug):
        call_command("sell_out", drop.slug)


def test_an_unreachable_site_is_reported(transactional_db):
    cast.product()
    with pytest.raises(CommandError, match="can't reach it"):
        call_command("sell_out", base="http://127.0.0.1:9")


@pytest.mark.django_db
def test_a_drop_is_opened_once():
    drop, out = cast.product(released_at=None), StringIO()
    call_command("release", drop.slug, stdout=out)
    drop.refresh_from_db()
    assert drop.is_released
    assert f"{drop.title} is open" in out.getvalue()
    with pytest.raises(CommandError, match="already open"):
        call_command("release", drop.slug)


@pytest.mark.django_db
def test_an_unknown_drop_is_named():
    with pytest.raises(CommandError, match="no-such"):
        call_command("release", "no-such")
