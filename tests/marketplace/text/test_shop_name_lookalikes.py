"""No two shops have names that look the same, in any mix of alphabets."""

from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from marketplace.errors import Refused
from marketplace.models import Shop
from tests import cast
from tests.races.threads import run_together

ALIKE = [
    "Pots\u00a0and Pans", "Pots  and Pans", "P\u043ets and Pans", "POTS AND PANS", "\u0420ots and Pans",
    "Pots\u200b and Pans", "Pots and Pan\u00ads", "\uff30ots and Pans", "P0ts and Pans",
    "Pots and Pans\U0001bca0", "Pots\U00013430 and Pans",
]  # fmt: skip
OWN = ["Livestall", "Livestal1", "L\u0456vestall", "Support", "\u0410dmin", "live\u200bstall", "Checkout"]
OWN += [
    "Livestall.",
    "(Livestall)",
    "Livestall-Support",
    "Livestall: Support",
    "Livestall Support Team",
    "Live\u200bstall_Admin",
]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ALIKE)
def test_a_name_that_looks_like_another_shops_is_taken(name):
    Shop.objects.found(cast.person("Alice Seller"), name="Pots and Pans")
    mallory = cast.person("Mallory New")
    with pytest.raises(Refused) as refused:
        Shop.objects.found(mallory, name=name)
    assert (refused.value.field, refused.value.code) == ("name", "taken")
    shop = cast.shop(mallory)
    with pytest.raises(Refused):
        shop.change(name=name, blurb="")
    shop.name = name
    with pytest.raises(ValidationError, match="looks the same"):
        shop.full_clean()


@pytest.mark.django_db
def test_composed_and_decomposed_letters_are_one_name():
    Shop.objects.found(cast.person("Alice Seller"), name="Caf\u00e9")
    with pytest.raises(Refused):
        Shop.objects.found(cast.person("Mallory New"), name="Cafe\u0301")
    assert Shop.objects.found(cast.person("Olga New"), name="Cafe").name == "Cafe"


@pytest.mark.django_db
@pytest.mark.parametrize("name", OWN)
def test_no_shop_is_called_like_the_site(name):
    with pytest.raises(Refused) as refused:
        Shop.objects.found(cast.person("Mallory New"), name=name)
    assert refused.value.code in {"reserved", "characters"}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["Pots\nand Pans", "\u200b", "Pots\u202e", "  ", ""])
def test_a_name_is_a_line_that_can_be_seen(name):
    with pytest.raises(Refused) as refused:
        Shop.objects.found(cast.person("Mallory New"), name=name)
    assert refused.value.field == "name"


@pytest.mark.django_db
def test_a_shop_keeps_its_own_name():
    shop = Shop.objects.found(cast.person("Alice Seller"), name="Pots and Pans")
    shop.change(name="POTS AND PANS", blurb="Pots.")
    assert Shop.objects.get().name == "POTS AND PANS"


@pytest.mark.django_db
def test_the_database_knows_names_that_look_alike():
    cast.shop(name="Pots")
    with pytest.raises(IntegrityError), transaction.atomic():
        cast.shop(name="P\u043ets")


@pytest.mark.django_db(transaction=True)
def test_two_who_want_names_that_look_alike_at_once_get_one():
    people = [cast.person("Alice Seller"), cast.person("Mallory New")]
    names = ["Pots", "P\u043ets"]
    wishes = [partial(Shop.objects.found, who, name=name) for who, name in zip(people, names, strict=True)]
    assert sorted(type(result).__name__ for result in run_together(*wishes)) == ["Refused", "Shop"]
