"""An admin changes an account's email address in one step: rows, sessions and mails. The last admin stays an admin."""

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.test import Client

from carts.models import MailOptOut
from marketplace.accounts.email_change import change_email
from marketplace.errors import Refused
from marketplace.models import Mail, User
from tests import cast
from tests.marketplace.admin.conftest import Desk, page_of
from tests.races.threads import run_together

pytestmark = pytest.mark.django_db
NEW = "bob.new@example.com"


def change(desk, user, **fields):
    """Send the page of an account with these fields changed."""
    flags = {name: "on" for name in ("is_active", "is_staff", "is_superuser") if getattr(user, name)}
    form = {"email": user.email, "display_name": user.display_name, "city": "", "region": "", **flags, **fields}
    form |= {"emailaddress_set-TOTAL_FORMS": 0, "emailaddress_set-INITIAL_FORMS": 0}
    return desk.post(page_of(user), {name: value for name, value in form.items() if value is not None})


@pytest.fixture
def bob():
    return cast.person("Bob Buyer", email="bob@example.com")


def test_the_old_address_opens_nothing_any_more(desk, bob):
    assert change(desk, bob, email="Bob.New@example.com").status_code == 302
    bob.refresh_from_db()
    assert bob.email == NEW
    assert list(EmailAddress.objects.filter(user=bob).values_list("email", "primary")) == [(NEW, True)]
    Client().post("/accounts/password/reset/", {"email": "bob@example.com"})
    assert not Mail.objects.filter(to="bob@example.com", text__contains="/password/reset/key/").exists()
    answer = Client().post("/accounts/login/", {"login": "bob@example.com", "password": cast.PASSWORD})
    assert answer.status_code == 422 or "incorrect" in answer.text.lower()


def test_all_sessions_of_the_account_end(desk, bob):
    browser = Client()
    browser.force_login(bob)
    change(desk, bob, email=NEW)
    assert browser.get("/account/").status_code == 302


def test_both_addresses_hear_of_it_and_the_old_one_not_which_is_new(desk, bob):
    change(desk, bob, email=NEW)
    old, new = (Mail.objects.get(to=to) for to in ("bob@example.com", NEW))
    assert NEW not in old.subject + old.text + old.html
    assert "/accounts/password/reset/" in new.text


def test_the_wish_for_no_reminders_moves_along(desk, bob):
    MailOptOut.objects.opt_out(bob.email)
    change(desk, bob, email=NEW)
    assert MailOptOut.objects.has(NEW)


def test_another_change_leaves_address_and_sessions_alone(desk, bob):
    browser = Client()
    browser.force_login(bob)
    change(desk, bob, display_name="Robert")
    assert browser.get("/account/").status_code == 200
    assert EmailAddress.objects.get(user=bob).verified and not Mail.objects.exists()


@pytest.mark.parametrize("taken", ["alice@example.com", "ALICE@example.com", "alice.second@example.com"])
def test_an_address_of_another_account_is_refused_at_the_field(desk, bob, taken):
    alice = cast.person("Alice", email="alice@example.com")
    EmailAddress.objects.create(user=alice, email="alice.second@example.com", verified=True)
    answer = change(desk, bob, email=taken)
    assert "Another account has this address." in answer.text and "ignores_case" not in answer.text
    with pytest.raises(Refused):
        change_email(bob, taken)
    bob.refresh_from_db()
    assert bob.email == "bob@example.com"


def test_a_new_account_with_a_taken_address_is_refused_at_the_field(desk, bob):
    form = {"email": "BOB@example.com", "display_name": "", "password1": cast.PASSWORD, "password2": cast.PASSWORD}
    answer = desk.post("/admin/marketplace/user/add/", {**form, "usable_password": "true"})
    assert "Another account has this address." in answer.text and "ignores_case" not in answer.text


@pytest.mark.parametrize("flag", ["is_superuser", "is_active", "is_staff"])
def test_the_last_admin_cannot_take_the_own_rights_away(desk, flag):
    cast.person("Gone", is_staff=True, is_superuser=True, is_active=False)
    answer = change(desk, desk.user, **{flag: None})
    assert "This is the only admin of the site." in answer.text
    desk.user.refresh_from_db()
    assert getattr(desk.user, flag)


def test_one_of_two_admins_can(desk):
    cast.person("Other", is_staff=True, is_superuser=True)
    assert change(desk, desk.user, is_superuser=None).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_of_two_admins_who_take_the_rights_of_each_other_one_stays():
    admins = [cast.person(name, is_staff=True, is_superuser=True) for name in ("Ann", "Ben")]
    desks = [Desk(admin) for admin in admins]
    run_together(*(lambda desk=desk: change(desk, desk.user, is_superuser=None) for desk in desks))
    assert User.objects.filter(is_superuser=True, is_active=True).count() == 1


def test_no_constraint_is_named_to_people():
    named = [
        (constraint.name, str(constraint.get_violation_error_message()))
        for model in apps.get_models()
        for constraint in model._meta.constraints
    ]
    assert named and [name for name, message in named if name in message or "onstraint" in message] == []


def test_two_sizes_with_one_sku_are_refused_at_the_field(desk):
    product = cast.product(stock={"S": 1, "M": 1})
    form = {name: getattr(product, name) or "" for name in ("title", "slug", "brand", "colour", "description", "price")}
    form |= {
        "shop": product.shop_id,
        "category": product.category_id,
        "show_in_activity": "on",
        "limit_per_shopper": "",
    }
    form |= {"images-TOTAL_FORMS": 0, "images-INITIAL_FORMS": 0, "items-TOTAL_FORMS": 2, "items-INITIAL_FORMS": 2}
    for number, item in enumerate(product.items.order_by("pk")):
        size = {"id": item.pk, "product": product.pk, "label": item.label, "sku": "SAME", "position": 0, "on_hand": 1}
        form |= {f"items-{number}-{name}": value for name, value in size.items()} | {
            f"initial-items-{number}-on_hand": 1
        }
    answer = desk.post(page_of(product), form)
    assert answer.status_code == 200 and "item_sku" not in answer.text
    assert "SAME" in answer.text and "SKU" in answer.text and "errornote" in answer.text
