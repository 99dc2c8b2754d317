"""Amendments are limited in number, and each difference is computed once, when it is made."""

from decimal import Decimal

import pytest

from marketplace.errors import Refused
from tests.markup import normalize_html
from tests.trading.rooms import negotiating
from trading import terms
from trading.models import Version

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def amend(room, number, **changed):
    trade = room.fresh()
    given = {"price": Decimal(100 + number), "quantity": 5, "description": f"Ripe, crate {number}.", **changed}
    return trade.amend(by=room.alice, version=trade.terms_now.number, **given)


def counter(room, number):
    trade = room.fresh()
    return trade.counter(by=room.bob, version=trade.terms_now.number, price=Decimal(50 + number), quantity=5)


@pytest.fixture
def room(settings):
    settings.TRADE_MAX_VERSIONS = 4
    return negotiating()


def test_after_so_many_versions_the_terms_stay(room, client):
    for number in range(1, 4):
        amend(room, number)
    with pytest.raises(Refused, match="changed the terms 3 times"):
        amend(room, 9)
    client.force_login(room.alice)
    sent = {"version": 4, "price": "77.00", "quantity": 5, "description": "More."}
    page = client.post(f"/trades/{room.trade.number}/amend/", sent)
    assert page.status_code in {409, 422}
    assert "changed the terms 3 times" in page.content.decode()
    assert room.fresh().versions.count() == 4


def test_so_do_counter_offers_end(room):
    for number in range(4):
        counter(room, number)
    with pytest.raises(Refused, match="4 counter-offers"):
        counter(room, 9)


def test_at_the_end_they_still_come_to_terms(room):
    for number in range(1, 4):
        amend(room, number)
    asked = counter(room, 1)
    fresh = room.fresh().apply(by=room.alice, counter=asked.number)
    assert room.fresh().accept(by=room.bob, version=fresh.number)


@pytest.fixture
def compared(monkeypatch):
    """How often texts were compared."""
    done = []
    real = terms.compare_texts

    def count(before, after):
        done.append(after)
        return real(before, after)

    monkeypatch.setattr(terms, "compare_texts", count)
    return done


def test_looking_at_room_and_receipt_compares_nothing(room, client, compared):
    amend(room, 1)
    amend(room, 2, description="Ripe, crate 1.")
    trade = room.fresh()
    trade.accept(by=room.bob, version=trade.terms_now.number)
    assert len(compared) == 1 or len(compared) == 2
    compared.clear()
    for person in (room.alice, room.bob):
        client.force_login(person)
        for page in ("", "table/", "receipt/"):
            answer = client.get(f"/trades/{room.trade.number}/{page}")
            assert answer.status_code == 200
    assert "<ins>Ripe, crate 1.</ins>" in normalize_html(answer.content)
    assert compared == []


def test_versions_from_before_are_compared_as_they_are_shown(room, client, compared):
    amend(room, 1)
    Version.objects.bulk_create(
        [
            Version(
                trade=room.trade, number=3, price=Decimal(1), quantity=1, description="Old.", by=room.alice,
                at=room.trade.created_at,
            )
        ]
    )  # fmt: skip
    room.fresh().__class__.objects.filter(pk=room.trade.pk).update(terms=Version.objects.get(number=3))
    compared.clear()
    client.force_login(room.alice)
    assert "<ins>Old.</ins>" in normalize_html(client.get(f"/trades/{room.trade.number}/table/").content)
    assert len(compared) == 1
