"""Initials come from the name alone."""

import pytest

from activity.models import PurchaseActivity
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Jane Doe", "J.D."),
        ("jane maria van doe", "J.D."),
        ("Cher", "C."),
        ("  Åsa   Öberg  ", "Å.Ö."),
        ("王 小明", "王.小."),
        ("ßtrange Name", "S.N."),
        ("(Jane) 'Doe", "J.D."),
        ("42 !!!", ""),
        ("", ""),
        ("\u202e\u200b", ""),
        ("<script>alert(1)</script> Doe", "S.D."),
    ],
)
def test_a_member_is_shown_by_the_initials_of_the_display_name(name, shown):
    buyer = cast.person("Someone", display_name=name, email="zoe@example.com")
    cast.paid_order(cast.member(buyer), (cast.item(), 1))
    assert PurchaseActivity.objects.get().toast.initials == shown


def test_a_member_without_a_name_is_a_shopper_whatever_the_ship_to_and_the_address_say(client):
    buyer = cast.person("Someone", display_name="", email="zoe@example.com")
    order = cast.paid_order(cast.member(buyer), (cast.item(), 1), email="zoe@example.com", ship_name="Zoe Zed")
    assert PurchaseActivity.objects.get(order=order).initials == ""
    assert "A shopper" in client.get("/activity/").text


def test_a_guest_is_shown_by_the_initials_of_the_name_on_the_parcel():
    cast.paid_order(cast.guest(), (cast.item(), 1), ship_name="Gus Guest", email="xaver@example.com")
    assert PurchaseActivity.objects.get().initials == "G.G."


def test_a_guest_without_a_name_is_a_shopper():
    cast.paid_order(cast.guest(), (cast.item(), 1), ship_name="", email="xaver@example.com")
    assert PurchaseActivity.objects.get().initials == ""
