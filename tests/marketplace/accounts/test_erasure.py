"""Erasure removes a person's data from every column of the database, except where others rely on it."""

from decimal import Decimal
from typing import Any

import pytest

from carts.checkout import check_out_cart
from carts.models import Cart, MailOptOut
from carts.shopping import add_to_cart
from marketplace.accounts.account_deletion import delete_account
from marketplace.accounts.erasure import erase_guest
from marketplace.errors import Refused
from marketplace.models import Invitation, Mail, Product, ProductImage, Shipment, Word
from tests import cast
from tests.marketplace.accounts.personal_data import find_traces
from tests.marketplace.admin.conftest import Desk, page_of
from tests.marketplace.seller.upload_images import encode_image, make_upload
from tests.trading import rooms
from trading.models import Report, Trade

pytestmark = pytest.mark.django_db
KEPT = {
    "marketplace_shop.name": "buyers' orders and invoices say from whom they bought; the name stays taken",
    "marketplace_shop.slug": "as its name",
    "marketplace_shop.skeleton": "as its name: no other shop can take one that looks the same",
    "marketplace_orderline.title": "what buyers bought, for their orders and the books",
    "marketplace_orderline.label": "as the title",
    "marketplace_shipment.carrier": "how a buyer's parcel travelled, for as long as the buyer's order is kept",
    "marketplace_shipment.tracking": "as the carrier",
    "trading_trade.title": "what a buyer agreed to, in a deal that was made",
    "trading_version.description": "as the title: the terms that were accepted",
    "marketplace_mail.text": "mails to others about their own orders, blanked after MAIL_DAYS",
    "marketplace_mail.html": "as the text",
    "marketplace_mail.subject": "as the text",
    "django_admin_log.change_message": "why staff of the site gave money back, in the staff's words",
}
"""Columns kept of a seller, with the reason; nothing is kept of a buyer or a guest."""


def address(stem):
    parts = ("name", "line1", "line2", "postcode", "city", "region")
    return {f"ship_{part}": f"{stem}{part}"[:16] for part in parts} | {"ship_country": "Portugal"}


def deliver(order):
    for shop in {line.shop for line in order.lines.all()}:
        Shipment.objects.send(order, shop, by=shop.owner).deliver()


@pytest.fixture
def desk():
    return Desk(cast.person("Ada Admin", is_staff=True, is_superuser=True))


def test_a_member_who_is_erased_leaves_nothing(desk):
    bob = cast.person("Qzxname Qzxfamily", email="qzxmail@example.com", city="Qzxcity", region="Qzxregion")
    item = cast.item()
    deliver(cast.paid_order(cast.member(bob), (item, 1), **address("Qzx"), email="qzxmail@example.com"))
    deliver(cast.paid_order(cast.guest(), (item, 1), **address("Qzx"), email="QZXmail@example.com"))
    cast.pending_order(cast.guest(), (item, 1))
    add_to_cart(cast.member(bob), item.pk, 1)
    invite = Invitation.objects.send(item.product.shop, bob.email, by=item.product.shop.owner)
    invite.accept(bob)
    MailOptOut.objects.opt_out(bob.email)
    trade = Trade.objects.offer(bob, item, price=Decimal(30), quantity=1, note="Qzxnote")
    trade.say(by=bob, text="Qzxsaid")
    Report.objects.submit(trade, by=bob, text="Qzxreport").handle(by=desk.user)
    trade.reject(by=bob, reason="Qzxreason")
    named = rooms.draft(for_email="Qzxmail@example.com")
    form = {"email": bob.email, "display_name": "Qzxname Two", "city": "Qzxcity", "region": "", "is_active": "on"}
    desk.post(page_of(bob), {**form, "emailaddress_set-TOTAL_FORMS": 0, "emailaddress_set-INITIAL_FORMS": 0})
    desk.act("sign_out_everywhere", bob)
    desk.act("hide", *bob.activities.all())
    desk.act("hide", *bob.orders.all())
    assert len(find_traces("qzx")) > 15
    bob.refresh_from_db()
    delete_account(bob)
    assert find_traces("qzx") == set()
    assert not named.fresh().is_for(named.mallory)


def test_a_seller_who_is_erased_leaves_only_what_buyers_rely_on(desk, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    sue = cast.person("Qzxname", email="qzxmail@example.com")
    shop = cast.shop(sue, name="Qzxshop", slug="qzxshop", blurb="Qzxblurb")
    fields: dict[str, Any] = {name: f"Qzx{name}" for name in ("title", "brand", "colour", "description")}
    sold = cast.product(in_shop=shop, slug="qzx-one", stock={"Qzxlabel": 9}, **fields)
    sold.items.update(sku="Qzxsku")
    ProductImage.objects.create(product=sold, image=make_upload(encode_image("PNG")), alt="Qzxalt")
    cast.product(in_shop=shop, slug="qzx-two", **fields, status=Product.Status.DRAFT)
    order = cast.paid_order(cast.guest(), (sold.items.get(), 1))
    order.refund(order.lines.all(), by=sue, reason="Qzxrefund")
    sent = cast.paid_order(cast.guest(), (sold.items.get(), 1))
    Shipment.objects.send(sent, shop, by=sue, carrier="Qzxcarrier", tracking="Qzxtracking").deliver()
    Invitation.objects.send(shop, "sam@example.com", by=sue)
    terms: dict[str, Any] = {"title": "Qzxtitle", "description": "Qzxdescription"}
    bob = cast.person("Bob", email="bob@example.com")
    for accepts in (True, False):
        trade = Trade.objects.open_by(sue, price=Decimal(50), quantity=1, for_email="bob@example.com", **terms)
        trade.invitations.model.objects.redeem(trade.invite(by=sue), by=bob)
        trade.refresh_from_db()
        trade.say(by=sue, text="Qzxsaid")
        trade.amend(by=sue, version=1, price=Decimal(40), quantity=1, description="Qzxfinal", reason="Qzxreason")
        trade.counter(by=bob, version=2, price=Decimal(30), quantity=1)
        trade.decline(by=sue, counter=1, reason="Qzxdecline")
        if accepts:
            deal = trade.accept(by=bob, version=2)
            cast.attempt_payment(deal)
            deliver(deal)
    desk.act("hide", sold)
    Word.objects.rebuild()
    assert len(find_traces("qzx")) > 25
    delete_account(sue)
    Word.objects.rebuild()
    assert find_traces("qzx") - KEPT.keys() == set()
    assert (
        find_traces("qzxsaid") == find_traces("qzxalt") == find_traces("qzxreason") == find_traces("qzxblurb") == set()
    )
    assert not ProductImage.objects.exists()


def guest_of(item):
    """Make a guest whose words are wherever a guest's can be; returns the delivered order."""
    guest = cast.guest()
    add_to_cart(guest, item.pk, 1)
    order = check_out_cart(guest, key=cast.key())
    cast.attempt_payment(order, **address("Qzx"), email="qzxmail@example.com")
    add_to_cart(cast.guest(), item.pk, 1)
    Cart.objects.filter(status="open").update(reminder_email="qzxmail@example.com")
    Invitation.objects.send(item.product.shop, "qzxmail@example.com", by=item.product.shop.owner)
    MailOptOut.objects.opt_out("qzxmail@example.com")
    rooms.draft(for_email="qzxmail@example.com")
    Mail.objects.filter(sent_at=None).update(error="qzxmail@example.com refused")
    return order


def test_a_guest_who_is_erased_leaves_nothing(desk):
    item = cast.item()
    order = guest_of(item)
    desk.act("hide", order)
    deliver(order)
    assert len(find_traces("qzx")) > 12
    erase_guest("Qzxmail@example.com")
    assert find_traces("qzx") == set()


def test_a_parcel_on_its_way_to_a_guest_still_arrives_and_its_order_forgets_then():
    from marketplace import tasks

    order = guest_of(cast.item())
    erase_guest("qzxmail@example.com")
    left = {"marketplace_order.email"} | {f"marketplace_order.ship_{name}" for name in ("name", "city", "line1")}
    assert left <= find_traces("qzx")
    assert not {
        place for place in find_traces("qzx") if not place.startswith(("marketplace_order.", "marketplace_mail"))
    }
    deliver(order)
    tasks.forget_people()
    assert find_traces("qzx") == set()


def test_an_address_with_an_account_is_not_erased_as_a_guests():
    bob = cast.person("Bob", email="bob@example.com")
    with pytest.raises(Refused, match="account"):
        erase_guest("bob@example.com")
    bob.refresh_from_db()
    assert bob.left_at is None


def test_other_guests_lose_nothing():
    item = cast.item()
    other = cast.paid_order(cast.guest(), (item, 1))
    deliver(other)
    deliver(guest_of(item))
    erase_guest("qzxmail@example.com")
    other.refresh_from_db()
    assert other.ship_name == "Bob Buyer" and other.show_activity


def test_an_admin_erases_a_guest_by_an_order(desk):
    order = guest_of(cast.item())
    deliver(order)
    asked = desk.act("erase_guest", order)
    assert asked.status_code == 200 and find_traces("qzx")
    desk.sure("erase_guest", order)
    assert find_traces("qzx") == set()


def test_what_an_admin_does_to_things_writes_no_words_of_people_into_the_log(desk):
    room = rooms.negotiating(title="Qzxtitle")
    desk.sure("withdraw", room.trade)
    assert find_traces("qzx") - {"trading_trade.title"} == set()
