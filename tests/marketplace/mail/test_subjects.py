"""Names and reasons cannot add lines to a mail or change its subject."""

import pytest
from django.db import connection

from marketplace.models import Mail, Shipment, Shop
from tests import cast
from tests.trading.rooms import negotiating
from trading.mails import mail_room_events

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
HOSTILE = "Pots\n\nYour account is blocked, go to http://evil.example\n"


def put_past_the_rules(table, column, pk, text):
    """Write values that forms and models refuse; old rows may contain them."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [text, pk])


def test_a_name_with_line_breaks_moves_no_words_from_the_subject_into_the_mail():
    shop = cast.shop(name="Pots")
    order = cast.paid_order(cast.guest(), (cast.item(in_shop=shop), 1))
    put_past_the_rules("marketplace_shop", "name", shop.pk, HOSTILE)
    Shipment.objects.send(order, Shop.objects.get(pk=shop.pk), by=None)
    mail = Mail.objects.get(key__startswith="shipped:")
    assert mail.subject.endswith(f"shipped your order {order.number}")
    assert mail.text.startswith("Hello ")


def test_a_title_with_line_breaks_moves_none_either():
    room = negotiating()
    put_past_the_rules("trading_trade", "title", room.trade.pk, HOSTILE)
    seat = room.fresh().seats.get(user=room.bob)
    mail_room_events(seat, [], 1)
    mail = Mail.objects.latest("pk")
    assert mail.subject.startswith("Update in “Pots") and mail.subject.endswith(room.trade.shop.name)
    assert mail.text.startswith("Hello")


def test_what_is_saved_past_the_forms_is_one_line_in_mails():
    shop = cast.shop(name="Pots")
    order = cast.paid_order(cast.guest(), (cast.item(in_shop=shop), 1), ship_name="Bob\n\nPay at evil.example")
    Shipment.objects.send(order, shop, by=None, carrier="Post\nPay here", tracking="1\u2028\u20282")
    text = Mail.objects.get(key__startswith="shipped:").text
    assert text.startswith("Hello Bob Pay at evil.example,\n")
    assert "with Post Pay here.\nTracking number: 1 2\n" in text
