"""The trade page over HTTP: each side has its own actions, and gets their result by status and text."""

from decimal import Decimal

import pytest

from tests import cast
from tests.markup import normalize_html
from tests.trading import rooms
from tests.trading.conftest import Browser
from trading.room import Room

pytestmark = pytest.mark.detail


def test_each_side_is_offered_its_own_steps(alice, bob):
    seller, buyer = alice.look().content.decode(), bob.look().content.decode()
    for step, is_sellers in {
        "amend": True,
        "withdraw": True,
        "accept": False,
        "reject": False,
        "counter": False,
    }.items():
        url = f"{alice.room.trade.get_absolute_url()}{step}/"
        assert (url in seller, url in buyer) == (is_sellers, not is_sellers), step


def test_accepting_leads_to_the_payment_with_the_terms_repeated_before(bob):
    assert "You agree to buy <strong>5 × Five crates of oranges</strong>" in normalize_html(bob.look().content)
    answer = bob.take("accept", version=1)
    order = bob.room.fresh().order
    assert answer.url == f"/checkout/{order.number}/"
    assert "Pay €500.00" in normalize_html(bob.look().content)


def test_terms_that_moved_are_shown_side_by_side(alice, bob):
    alice.take("amend", version=1, price="80", quantity=5, description="Riper.", reason="")
    answer = bob.take("accept", version=1)
    page = normalize_html(answer.content)
    assert answer.status_code == 409
    assert "You saw (version 1)" in page
    assert "Now (version 2)" in page
    assert "€100.00</td><td>€80.00" in page
    assert bob.room.fresh().status == "negotiating"


def test_too_little_stock_is_refused_with_the_count_and_the_trade_stays_open(db):
    room = rooms.negotiating(cast.item(stock=3))
    answer = Browser(room.bob, room).take("accept", version=1)
    assert (answer.status_code, room.fresh().status) == (409, "negotiating")
    assert b"Only 3 of" in answer.content


def test_a_step_of_the_other_side_is_403_and_changes_nothing(alice, bob):
    assert alice.take("accept", version=1).status_code == 403
    assert bob.take("withdraw", reason="").status_code == 403
    assert alice.room.kinds() == ["created", "joined"]


def test_a_step_in_a_closed_room_is_409(alice, bob):
    bob.take("reject", reason="Too dear.")
    assert alice.take("amend", version=1, price="80", quantity=5, description="").status_code == 409
    assert "Too dear." in alice.look().content.decode()


@pytest.mark.parametrize(
    ("step", "form", "field"),
    [
        ("amend", {"price": "abc"}, "price"),
        ("amend", {"price": "-1"}, "price"),
        ("amend", {"price": "1e400"}, "price"),
        ("amend", {"quantity": "1.5"}, "quantity"),
        ("amend", {"description": "x" * 2001}, "description"),
        ("amend", {"description": "a\0b"}, "description"),
        ("amend", {"version": "9" * 30}, "version"),
        ("amend", {"price": "100.00", "quantity": 5, "description": "Ripe."}, "price"),
    ],
)
def test_bad_input_is_a_422_that_names_the_field_and_keeps_the_text(alice, step, form, field):
    given = {"version": 1, "price": "80", "quantity": 5, "description": "Riper.", "reason": "Because.", **form}
    answer = alice.take(step, **given)
    assert answer.status_code == 422
    assert field in answer.context["refused_form"].errors
    assert "Because." in answer.content.decode()
    assert alice.room.kinds() == ["created", "joined"]


def test_a_stranger_finds_no_room(mallory, client):
    trade = mallory.room.trade.get_absolute_url()
    absent = "/trades/TR-00000-00000/"
    for path in ("", "table/"):
        assert mallory.client.get(trade + path).status_code == mallory.client.get(absent + path).status_code == 404
    for step in ("accept", "reject", "amend", "withdraw", "seen", "invite"):
        assert mallory.client.post(f"{trade}{step}/").status_code == 404
        assert mallory.client.post(f"{absent}{step}/").status_code == 404
    assert client.get(trade).url.startswith("/accounts/login/")


def test_staff_of_the_platform_have_no_seat_in_it_either(room):
    assert Browser(room.staff, room).look().status_code == 404


def test_an_overdue_trade_is_shown_as_expired_before_the_sweep(bob):
    rooms.age(bob.room)
    assert "The trade expired without a deal." in normalize_html(bob.look().content)
    assert bob.room.fresh().status == "expired"


def test_the_page_shows_no_e_mail_address_of_the_other(alice, bob):
    for browser, other in ((alice, bob.room.bob), (bob, bob.room.alice)):
        type(other).objects.filter(pk=other.pk).update(display_name="")
        assert other.email not in browser.look().content.decode()
        assert other.email not in browser.client.get("/trades/").content.decode()


def test_no_step_is_taken_by_looking(bob):
    for step in ("accept", "reject", "seen", "invite"):
        assert bob.look(f"{step}/").url == bob.room.trade.get_absolute_url()
    assert bob.room.kinds() == ["created", "joined"]
    assert bob.take("dance").status_code == 404


def test_a_step_taken_while_the_page_is_read_is_not_shown_beside_older_terms(room):
    read_before = room.fresh()
    room.trade.amend(by=room.alice, version=1, price=Decimal(80), quantity=5, description="Riper.")
    steps = Room(read_before, room.bob).events
    assert [step.number for step in steps] == list(range(read_before.revision, 0, -1))
