"""Account deletion removes personal data and keeps the figures that others rely on, without a name."""

from datetime import date

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from activity.models import PurchaseActivity
from carts.models import Cart
from marketplace.accounts.account_deletion import delete_account
from marketplace.accounts.visitors import Shopper
from marketplace.errors import Refused
from marketplace.models import Mail, Order, ProductView, SaleFact, User
from tests import cast
from tests.carts.browsers import Browser
from tests.marketplace.accounts.conftest import is_signed_in

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def bob():
    return cast.person("Bob Buyer", city="Lisbon", region="PT", country="Portugal")


def test_the_row_names_nobody_and_lets_nobody_in(bob, browser):
    browser.sign_in(bob)
    phone = Browser()
    phone.sign_in(bob)
    email = bob.email
    delete_account(bob)
    bob.refresh_from_db()
    assert (bob.display_name, bob.city, bob.region, bob.is_active, bob.has_usable_password()) == (
        "",
        "",
        "",
        False,
        False,
    )
    assert bob.country == ""
    assert email not in bob.email
    assert str(bob) == "a deleted account"
    assert bob.left_at
    assert not is_signed_in(browser)
    assert not is_signed_in(phone)
    assert not EmailAddress.objects.filter(user=bob).exists()


def test_nobody_else_is_touched(bob):
    mallory = cast.person("Mallory Stranger")
    before = User.objects.filter(pk=mallory.pk).values().get()
    delete_account(bob)
    assert User.objects.filter(pk=mallory.pk).values().get() == before
    assert EmailAddress.objects.filter(user=mallory).exists()


def test_the_cart_goes_and_other_carts_stay(bob, browser):
    item = cast.item()
    other = Browser()
    other.send("add", item=item.pk)
    browser.sign_in(bob)
    browser.send("add", item=item.pk)
    delete_account(bob)
    assert Cart.objects.get() == Cart.objects.open_of(other.shopper)


def test_rights_and_memberships_go(bob):
    shop = cast.shop()
    shop.staff.add(bob)
    User.objects.create_superuser("root@example.com", cast.PASSWORD)
    User.objects.filter(pk=bob.pk).update(is_staff=True, is_superuser=True)
    delete_account(bob)
    bob.refresh_from_db()
    assert not (bob.is_staff or bob.is_superuser)
    assert not shop.staff.exists()


def test_the_last_admin_stays():
    root = User.objects.create_superuser("root@example.com", cast.PASSWORD)
    with pytest.raises(Refused, match="Make another admin first"):
        delete_account(root)
    root.refresh_from_db()
    assert root.is_active


def test_purchases_are_hidden_and_forget_who_bought(bob):
    cast.paid_order(cast.member(bob), (cast.item(), 1))
    other = cast.paid_order(cast.member(), (cast.item(), 1))
    delete_account(bob)
    assert PurchaseActivity.objects.shown().get().order == other
    left = PurchaseActivity.objects.get(buyer=bob)
    assert (left.initials, left.city, left.region, left.place) == ("", "", "", "")


def test_views_count_as_before_and_name_nobody(bob):
    product = cast.product()
    days = [date(2026, 11, 1), date(2026, 11, 2)]
    for viewer in (f"u-{bob.pk}", "u-999999"):
        for day in days:
            ProductView.objects.create(product=product, viewer=viewer, day=day, is_first_of_month=day == days[0])
    delete_account(bob)
    viewers = set(ProductView.objects.values_list("viewer", flat=True))
    assert len(viewers) == 2
    assert "u-999999" in viewers
    assert f"u-{bob.pk}" not in viewers
    assert ProductView.objects.count() == 4


def test_mails_about_the_account_go_and_those_of_others_stay(bob):
    for to in (bob.email, "alice@example.com"):
        Mail.objects.put(key=to, to=to, subject="s", text="t")
    delete_account(bob)
    assert Mail.objects.get().to == "alice@example.com"


def test_invitations_to_the_address_go_and_others_stay(bob):
    shop = cast.shop()
    for to in (bob.email, "sam@example.com"):
        shop.invitations.create(email=to, by=shop.owner)
    delete_account(bob)
    assert shop.invitations.get().email == "sam@example.com"


def test_what_was_held_is_free_again(bob):
    item = cast.item(stock=1)
    order = cast.pending_order(cast.member(bob), (item, 1))
    delete_account(bob)
    order.refresh_from_db()
    assert order.status == Order.Status.CANCELLED
    assert cast.paid_order(cast.guest(), (item, 1)).is_taken


def test_leaving_again_changes_nothing(bob):
    delete_account(bob)
    before = User.objects.filter(pk=bob.pk).values().get()
    delete_account(bob)
    assert User.objects.filter(pk=bob.pk).values().get() == before


def test_the_same_address_may_come_back_and_finds_nothing(bob, browser, sign_up):
    email, item = bob.email, cast.item()
    cast.paid_order(cast.member(bob), (item, 1), email=email)
    delete_account(bob)
    sign_up(email)
    new = User.objects.get(email=email)
    assert new.pk != bob.pk
    assert not Order.objects.of(Shopper(new, browser.shopper.visitor)).exists()
    assert Mail.objects.filter(to=email, key__startswith="account:").count() == 1
    assert reverse("account_confirm_email", args=["x"]).rsplit("x", 1)[0] in Mail.objects.latest("pk").text


def test_sales_stay_without_a_seller():
    alice = cast.person("Alice Seller")
    product = cast.product(in_shop=cast.shop(alice))
    product.mark_sold()
    product.refresh_from_db()
    delete_account(alice)
    sale = SaleFact.objects.get()
    assert (sale.seller, sale.quantity, sale.amount) == (None, 1, product.price)
