"""The staff's page of one cart: lines, history, and a name whose unmasking is recorded."""

import re
from datetime import datetime, timedelta

import pytest
from django.db.models import F

from carts.checkout import check_out_cart
from carts.models import CartUnmasking
from marketplace.accounts.account_deletion import delete_account
from tests import cast
from tests.carts.browsers import filled, text
from tests.carts.staff.cart_age import age
from tests.markup import normalize_html

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def cart(stall):
    return filled(cast.member(cast.person("Bob Buyer")), (stall.boots, 1))


def test_its_history_is_in_words_latest_first(stall, sam, cart):
    cart.change(stall.boots.pk, 3)
    cart.add(stall.socks.pk)
    cart.remove(stall.socks.pk)
    page = text(sam.get(f"{stall.url}{cart.code}/"))
    events = ["Removed 1 × Socks (M)", "Added 1 × Socks (M)", "Changed 3 × Boots (1 → 3)", "Added 1 × Boots"]
    assert sorted(events, key=page.index) == events


def test_events_of_other_shops_lines_are_not_shown(stall, sam, cart):
    cart.add(cast.item(title="Somebody else’s hat").pk)
    page = text(sam.get(f"{stall.url}{cart.code}/"))
    assert "else’s hat" not in page


def test_a_cart_that_was_bought_is_still_there_to_look_at(stall, sam):
    shopper = cast.guest()
    cart = filled(shopper, (stall.boots, 1))
    check_out_cart(shopper, key=cast.key()).refresh_from_db()
    cart.close()
    page = text(sam.get(f"{stall.url}{cart.code}/"))
    assert "Closed" in page
    assert "Started checkout" in page


def test_the_name_is_masked_until_it_is_uncovered(stall, sam, cart):
    url = f"{stall.url}{cart.code}/"
    assert "Bob Buyer" not in text(sam.get(url))
    assert not CartUnmasking.objects.exists()
    assert sam.get(f"{url}unmask/").url == url
    assert sam.post(f"{url}unmask/").url == url
    assert "Bob Buyer" in text(sam.get(url))
    noted = CartUnmasking.objects.get()
    assert (noted.by, noted.member_id, noted.shop, noted.code) == (stall.sam, cart.member_id, stall.shop, cart.code)


def test_a_name_is_unmasked_for_one_viewer_and_a_limited_time(stall, sam, cart):
    url = f"{stall.url}{cart.code}/"
    sam.post(f"{url}unmask/")
    CartUnmasking.objects.update(at=F("at") - timedelta(minutes=16))
    assert "Bob Buyer" not in text(sam.get(url))
    sam.post(f"{url}unmask/")
    sam.force_login(stall.shop.owner)
    assert "Bob Buyer" not in text(sam.get(url))


def uncovered(browser, stall, cart):
    browser.post(f"{stall.url}{cart.code}/unmask/")
    return "Bob Buyer" in text(browser.get(f"{stall.url}{cart.code}/"))


@pytest.mark.parametrize("how", ["the shop's things left it", "closed", "left for long"])
def test_a_cart_without_current_lines_of_the_shop_shows_no_name(stall, sam, cart, how):
    cart.add(cast.item().pk)
    assert uncovered(sam, stall, cart)
    if how == "closed":
        cart.close()
    elif how == "left for long":
        age(cart, minutes=31 * 24 * 60)
    else:
        cart.remove(stall.boots.pk)
    assert not uncovered(sam, stall, cart)
    assert "Show name" not in text(sam.get(f"{stall.url}{cart.code}/"))
    assert CartUnmasking.objects.count() == 1


def test_a_name_uncovered_at_one_shop_is_covered_at_another_where_the_same_person_works(stall, sam, cart):
    mug = cast.item()
    mug.product.shop.staff.add(stall.sam)
    cart.add(mug.pk)
    assert uncovered(sam, stall, cart)
    assert "Bob Buyer" not in text(sam.get(f"/desk/{mug.product.shop.slug}/carts/{cart.code}/"))


def test_an_open_page_knows_when_the_name_is_to_be_covered_again(stall, sam, cart):
    assert uncovered(sam, stall, cart)
    page = normalize_html(sam.get(f"{stall.url}{cart.code}/state/").content)
    said = re.search(r'data-changes-at="([^"]+)">Bob Buyer<', page)
    looked = CartUnmasking.objects.get().at
    assert said and abs(datetime.fromisoformat(said[1]) - looked - timedelta(minutes=15)) < timedelta(seconds=2)


def test_an_abandoned_cart_with_the_shops_things_still_does(stall, sam, cart):
    age(cart, minutes=60)
    assert uncovered(sam, stall, cart)


def test_nor_does_one_of_another_shop(stall, sam, eve, cart):
    assert eve.post(f"/desk/{eve.shop.slug}/carts/{cart.code}/unmask/").status_code == 404
    assert not CartUnmasking.objects.exists()


def test_a_guest_has_no_name_to_uncover(stall, sam):
    cart = filled(cast.guest(), (stall.boots, 1))
    answer = sam.post(f"{stall.url}{cart.code}/unmask/", follow=True)
    assert "A guest left no name" in text(answer)
    assert not CartUnmasking.objects.exists()


@pytest.mark.parametrize("code", ["00000-00000", "abc", "ABCDE-ABCDEF", "%00", "🦊", "' OR 1=1", "ABCDE-ABCDG"])
def test_an_invalid_code_is_not_found(stall, sam, code):
    assert sam.get(f"{stall.url}{code}/").status_code == 404


def test_a_deleted_account_deletes_the_cart_and_keeps_the_unmasking_record(stall, sam, cart):
    sam.post(f"{stall.url}{cart.code}/unmask/")
    delete_account(cart.member)
    assert sam.get(f"{stall.url}{cart.code}/").status_code == 404
    noted = CartUnmasking.objects.get()
    assert (noted.cart, noted.code) == (None, cart.code)
