"""Opening a trade, its invitation and joining by it, over HTTP."""

import re

import pytest
from django.test import Client

from tests import cast
from tests.trading.rooms import draft
from trading.models import Invitation, Trade

pytestmark = pytest.mark.django_db
OPEN = {
    "title": "Oranges",
    "description": "",
    "price": "100",
    "quantity": 5,
    "minutes": 30,
    "for_email": "",
    "item": "",
}


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def alice():
    return signed_in(cast.shop().owner)


@pytest.fixture
def bob():
    return signed_in(cast.person("Bob Buyer"))


def told_code(answer):
    found = re.search(r'id="invitation-code"[^>]*>([^<]+)<', answer.content.decode())
    assert found
    return found[1]


def test_opening_shows_link_and_code_this_once(alice):
    form = {**OPEN, "key": cast.key()}
    answer = alice.post("/trades/new/", form)
    trade = Trade.objects.get()
    code = told_code(answer)
    assert answer.status_code == 201
    assert f"http://localhost:8000/trades/join/{code}/" in answer.content.decode()
    again = alice.post("/trades/new/", form)
    assert (again.status_code, again.url, Trade.objects.count()) == (302, trade.get_absolute_url(), 1)
    assert code not in alice.get(trade.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "x" * 121),
        ("price", "0"),
        ("price", "a lot"),
        ("quantity", "0"),
        ("quantity", "1001"),
        ("minutes", "1"),
        ("minutes", "-5"),
        ("minutes", "999999"),
        ("for_email", "bob"),
        ("item", "999999"),
        ("key", "short"),
    ],
)
def test_bad_input_is_422_names_the_field_and_opens_nothing(alice, field, value):
    answer = alice.post("/trades/new/", {**OPEN, "key": cast.key(), field: value})
    assert (answer.status_code, Trade.objects.count()) == (422, 0)
    assert field in answer.context["form"].errors


def test_an_item_of_the_own_stall_gives_the_title():
    item = cast.item()
    signed_in(item.product.shop.owner).post("/trades/new/", {**OPEN, "title": "", "item": item.pk, "key": cast.key()})
    assert (Trade.objects.get().item, Trade.objects.get().title) == (item, item.product.title)


def test_an_item_of_another_stall_is_no_choice(alice):
    answer = alice.post("/trades/new/", {**OPEN, "item": cast.item().pk, "key": cast.key()})
    assert (answer.status_code, Trade.objects.count()) == (422, 0)


def test_a_person_without_a_shop_is_redirected_to_open_one(bob):
    assert bob.get("/trades/new/").url == "/desk/open/"


def test_a_look_at_the_link_uses_nothing_up(bob):
    room = draft()
    link = f"/trades/join/{room.code}/"
    for _ in range(3):
        assert b"invites you to a trade" in bob.get(link).content
    assert Invitation.objects.open().count() == 1
    assert bob.post("/trades/join/", {"code": room.code}).url == room.trade.get_absolute_url()
    assert bob.get(link).url == room.trade.get_absolute_url()
    assert signed_in(cast.person("Mallory Stranger")).get(link).status_code == 404


def test_a_guest_returns_to_the_link_after_the_sign_in(client):
    room = draft()
    assert client.get(f"/trades/join/{room.code}/").url == f"/accounts/login/?next=/trades/join/{room.code}/"
    assert client.post("/trades/join/", {"code": room.code}).status_code == 302
    assert room.fresh().status == "draft"


def test_wrong_used_and_revoked_codes_get_the_same_answer(bob):
    used, revoked = draft(), draft()
    Invitation.objects.redeem(used.code, by=used.bob)
    revoked.trade.invite(by=revoked.alice)
    answers = [bob.post("/trades/join/", {"code": code}) for code in ("AAAA-BBBB", used.code, revoked.code)]
    assert {answer.status_code for answer in answers} == {404}
    assert {str(answer.context["form"].errors) for answer in answers} == {str(answers[0].context["form"].errors)}


def test_guessing_is_stopped_even_with_the_right_code(bob, settings):
    settings.TRADE_WRONG_CODES = 3
    room = draft()
    for guess in ("AAAA", "BBBB"):
        assert bob.post("/trades/join/", {"code": guess}).status_code == 404
    assert bob.get("/trades/join/CCCC/").status_code == 404
    assert bob.post("/trades/join/", {"code": room.code}).status_code == 429
    assert bob.get(f"/trades/join/{room.code}/").status_code == 429
    assert room.fresh().status == "draft"


def test_a_new_link_from_the_room_revokes_the_old_one(bob):
    room = draft()
    answer = signed_in(room.alice).post(f"{room.trade.get_absolute_url()}invite/")
    new = told_code(answer)
    assert answer.status_code == 201
    assert bob.get(f"/trades/join/{room.code}/").status_code == 404
    assert bob.get(f"/trades/join/{new}/").status_code == 200


def test_an_offer_is_made_on_the_products_page(bob):
    product = cast.product()
    assert f"/trades/offer/{product.slug}/" in bob.get(product.get_absolute_url()).content.decode()
    form = {"item": product.items.get().pk, "price": "40", "quantity": 1, "note": "Please.", "minutes": 30}
    answer = bob.post(f"/trades/offer/{product.slug}/", form)
    assert answer.url == Trade.objects.get().get_absolute_url()
    assert "Please." in bob.get(answer.url).content.decode()


@pytest.mark.parametrize(
    ("field", "value"), [("price", "49.90"), ("price", "x"), ("quantity", "0"), ("item", "999999")]
)
def test_an_offer_that_makes_no_sense_names_the_field(bob, field, value):
    product = cast.product()
    form = {"item": product.items.get().pk, "price": "40", "quantity": 1, "note": "", "minutes": 30, field: value}
    answer = bob.post(f"/trades/offer/{product.slug}/", form)
    assert answer.status_code in {409, 422}
    assert field in answer.context["form"].errors
    assert not Trade.objects.exists()


def test_a_sold_out_size_is_not_preselected(bob):
    product = cast.product(stock={"38": 0, "39": 4})
    form = bob.get(f"/trades/offer/{product.slug}/").context["form"]
    assert form["item"].value() == product.items.get(label="39").pk


def test_the_seller_is_offered_no_offer():
    product = cast.product()
    assert "/trades/offer/" not in signed_in(product.shop.owner).get(product.get_absolute_url()).content.decode()
