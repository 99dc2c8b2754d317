"""Toasts and lists of purchases show the product's cover, or initials without one."""

import pytest

from activity.models import PurchaseActivity
from activity.recent_toasts import toasts_for
from marketplace.models import ProductImage
from tests import cast
from tests.markup import normalize_html

pytestmark = [pytest.mark.detail, pytest.mark.django_db(transaction=True)]
COVER = '<img class="thumb" src="/media/products/cover.png" alt=""'


@pytest.fixture
def pictured():
    product = cast.product(title="Boots")
    for position, name in enumerate(("cover", "back")):
        image = f"products/{name}.png"
        ProductImage.objects.create(product=product, image=image, alt=name, width=800, height=800, position=position)
    return product


def test_a_toast_shows_the_cover_and_still_takes_one_query(pictured, django_assert_num_queries):
    cast.paid_order(cast.guest(), (pictured.items.get(), 1))
    with django_assert_num_queries(1):
        [basket] = PurchaseActivity.objects.public_orders()
        assert basket.toast.picture == "/media/products/cover.png"
    [html] = toasts_for(cast.guest())
    assert COVER in normalize_html(html)
    assert 'class="avatar"' not in html


def test_a_push_has_the_thumbnail(pictured, pushes):
    cast.paid_order(cast.guest(), (pictured.items.get(), 1))
    assert COVER in normalize_html(pushes[-1].html)


@pytest.mark.parametrize("page", ["/activity/", "/activity/rows/", "why"])
def test_lists_and_the_proof_show_it(pictured, page, client):
    order = cast.paid_order(cast.guest(), (pictured.items.get(), 1))
    path = order.activities.get().get_absolute_url() if page == "why" else page
    assert COVER in normalize_html(client.get(path).text)


def test_a_basket_shows_the_cover_of_its_first_thing(pictured, client):
    order = cast.paid_order(cast.guest(), (pictured.items.get(), 1), (cast.item(), 1))
    assert COVER in normalize_html(toasts_for(cast.guest())[0])
    page = client.get(f"/activity/{order.activities.earliest('pk').key}/together/")
    assert COVER in normalize_html(page.text)


def test_without_a_picture_the_initials_are_shown(client):
    cast.paid_order(cast.guest(), (cast.item(), 1), ship_name="Jane Doe")
    [html] = toasts_for(cast.guest())
    assert "<img" not in html
    assert '<span class="avatar" aria-hidden="true">J.D.</span>' in normalize_html(html)
