"""Search finds products by their words, in any spelling a hurried person would use."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models.functions import Now

from marketplace.catalogue import search
from marketplace.models import Product, Shop, Word
from tests import cast

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def runner() -> Product:
    """Put a runner of a brand with accents on the stall, with something else beside it."""
    cast.product(title="Copper Kettle", brand="Halden", colour="Copper")
    shop = cast.shop(name="Fjäll & Sons")
    made = cast.product(
        in_shop=shop, title="Tråil Runner", brand="Ørsa", colour="Ochre", description="Keeps feet dry in the rain."
    )
    rebuild_words()
    return made


def rebuild_words() -> None:
    """List the words anew, and forget those that this process knows."""
    Word.objects.rebuild()
    search._load_vocabulary.cache_clear()


def found(text: str, **how: bool) -> list[str]:
    result = search.search_products(text, **how)
    titles = dict(Product.objects.values_list("pk", "title"))
    return [titles[pk] for pk in result.ids]


@pytest.mark.parametrize(
    "text",
    ["trail", "TRAIL RUNNER", "träil  rünner", "orsa", "Ørsa", "fjall", "shoes", "ochre runner", "feet", "run", "tra"],
)
def test_it_is_found_by_title_brand_colour_shop_category_and_description(runner, text):
    assert runner.title in found(text)


@pytest.mark.parametrize(
    ("typed", "meant"), [("runer", "runner"), ("triall", "trail"), ("ketle", "kettle"), ("osra", "orsa")]
)
def test_a_slip_of_the_finger_is_forgiven_and_said(runner, typed, meant):
    result = search.search_products(typed)
    assert (result.text, result.instead) == (meant, typed)
    assert result.ids


def test_only_the_word_that_nobody_says_is_corrected(runner):
    assert search.search_products("feet runer").words == ["feet", "runner"]


def test_exactly_means_exactly(runner):
    assert found("runer", exactly=True) == []


def test_words_that_are_near_to_nothing_stay(runner):
    result = search.search_products("xylophone")
    assert (result.words, result.instead, result.ids) == (["xylophone"], "", [])


def test_all_words_must_be_there_where_any_product_has_them_all(runner):
    cast.product(title="Trail Kettle")
    assert found("trail kettle") == ["Trail Kettle"]


def test_where_none_has_them_all_those_that_have_most_come_first(runner):
    cast.product(title="Kettle Stand", description="For the ochre hob.")
    result = search.search_products("ochre runner stand")
    titles = dict(Product.objects.values_list("pk", "title"))
    assert result.is_partial
    assert [titles[pk] for pk in result.ids] == ["Tråil Runner", "Kettle Stand"]


def test_what_is_misspelt_is_corrected_before_some_of_it_is_found(runner):
    result = search.search_products("runer ketle")
    assert (result.words, result.instead, result.is_partial) == (["runner", "kettle"], "runer ketle", True)
    assert len(result.ids) == 2


def test_a_word_that_nobody_says_hides_nothing_of_the_others(runner):
    assert found("xylophone kettle") == ["Copper Kettle"]
    assert search.search_products("xylophone zither").ids == []


def test_exactly_wants_all_the_words(runner):
    assert found("trail kettle", exactly=True) == []


def test_of_words_that_too_many_say_the_rarer_ones_are_looked_for(runner, monkeypatch):
    monkeypatch.setattr(search, "MOST_WEIGHED", 3)
    for _ in range(4):
        cast.product(title="Runner")
    assert found("runner kettle") == ["Copper Kettle"]
    for _ in range(3):
        cast.product(title="Kettle")
    assert len(found("runner kettle")) == 3


def test_drafts_and_what_closed_shops_had_are_no_part_of_some(runner):
    Product.objects.filter(pk=runner.pk).update(status="draft")
    assert found("runner kettle") == ["Copper Kettle"]
    Shop.objects.filter(pk=runner.shop_id).update(closed_at=Now())
    assert found("runner kettle") == ["Copper Kettle"]


def test_a_word_in_the_title_counts_more_than_one_in_the_description():
    other = cast.product(title="Umbrella", description="For the kettle of rain.")
    kettle = cast.product(title="Kettle")
    assert found("kettle") == [kettle.title, other.title]


def test_drafts_and_what_closed_shops_had_are_not_found(runner):
    Product.objects.filter(pk=runner.pk).update(status="draft")
    assert found("runner") == []


def test_a_new_title_is_found_at_once_by_whatever_path_it_came(runner):
    Product.objects.filter(pk=runner.pk).update(title="Lantern")
    assert (found("lantern"), found("runner")) == (["Lantern"], [])


def test_a_shop_that_takes_another_name_is_found_by_it(runner):
    runner.shop.name = "Meadow Stall"
    runner.shop.save()
    assert (found("meadow"), found("fjall")) == ([runner.title], [])


def test_the_command_lists_the_words_of_what_is_on_show(runner):
    cast.product(title="Secret Wardrobe", status="draft")
    call_command("list_words", verbosity=0)
    known = Word.objects.by_weight()
    assert {"runner", "kettle", "orsa"} <= known.keys()
    assert "wardrobe" not in known


@pytest.mark.parametrize(
    "text",
    [
        "Ça, là & ÆØÅ",
        "Straße İstanbul",
        "ΑΣ ας Σ",
        "Łódź_2000",
        "naïve—dash",
        "ﬁne ½",
        "Москва Ёлка",
        "x" * 90,
        "",
        "a'b\\c:*",
    ],
)
def test_python_and_the_database_fold_alike(text):
    with connection.cursor() as cursor:
        cursor.execute("SELECT marketplace_fold(%s)", [text])
        assert cursor.fetchone()[0] == search.fold_text(text)
