"""Search finds words of every script as people type them, and shows the query unchanged."""

import pytest
from django.db import connection
from django.test import Client

from marketplace.catalogue import search
from tests import cast
from tests.marketplace.catalogue.test_search import found, rebuild_words

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
# Title, queries that find it, queries that do not.
TITLES = {
    "arabic": ("قميص قطني أزرق", ["قميص", "قَمِيص", "ازرق", "أزرق قطني", "قمي"], "حذاء"),
    "persian": ("کتاب می‌خوانم", ["کتاب", "می‌خوانم", "میخوانم"], "کفش"),
    "hebrew": ("שָׁלוֹם עולם", ["שלום", "שָׁלוֹם", "עולם"], "נעל"),
    "hindi": ("हिन्दी किताब क्षितिज", ["हिन्दी", "किताब", "क्षितिज", "क्षिति"], "जूता"),
    "tamil": ("தமிழ் புத்தகம்", ["தமிழ்", "புத்தகம்"], "காலணி"),
    "bengali": ("বাংলা বই", ["বাংলা", "বই"], "জুতা"),
    "thai": ("รองเท้าวิ่งสีแดง", ["รองเท้า", "สีแดง", "วิ่ง", "รองเท้า สีแดง"], "เสื้อ"),
    "chinese": ("红色运动鞋", ["运动鞋", "红色", "鞋", "红色 鞋", "运"], "衬衫"),
    "japanese": ("東京タワーの靴", ["タワー", "東京", "靴", "ﾀﾜｰ"], "シャツ"),
    "korean": ("빨간 운동화", ["운동화", "빨간", "운동", "빨간"], "셔츠"),
    "khmer": ("ស្បែកជើងក្រហម", ["ស្បែកជើង", "ក្រហម"], "អាវ"),
    "greek": ("Κόκκινα παπούτσια", ["κοκκινα", "ΠΑΠΟΥΤΣΙΑ"], "πουκάμισο"),
    "cyrillic": ("Красные кроссовки Ёлка", ["красные", "елка", "ЁЛКА"], "рубашка"),
    "vietnamese": ("Giày thể thao đỏ", ["giay", "thể thao"], "áo"),
    "mixed": ("Tシャツ ABC靴", ["tシャツ", "シャツ", "abc", "靴"], "鞄"),
    "digits": ("مقاس ٤٢", ["42", "٤٢"], "43"),
}


@pytest.mark.parametrize(("title", "finds", "other"), TITLES.values(), ids=TITLES.keys())
def test_a_title_is_found_by_its_words(title, finds, other):
    cast.product(title=title)
    cast.product(title="Copper Kettle")
    rebuild_words()
    for text in finds:
        assert found(text, exactly=True) == [title], text
        assert found(text) == [title], text
    assert found(other, exactly=True) == []


@pytest.mark.parametrize("title", [title for title, _, _ in TITLES.values()])
def test_what_was_typed_is_shown_unharmed(title):
    cast.product(title="Copper Kettle")
    for query in (title, f"{title} kettle"):
        page = Client().get("/search/", {"q": query}).content.decode()
        assert f'value="{query}"' in page
    assert " ".join(search.split_query(title)) == search.fold_text(title)
    assert len(search.fold_text(title).split()) <= len(title.split()) + 3


@pytest.mark.parametrize(
    ("text", "folded"),
    [("क्षि", "क्षि"), ("ｶﾞｷﾞ", "ガギ"), ("한글", "한글"), ("שָׁלוֹם", "שלום"), ("قَمِيصٌ", "قميص"), ("ẞ ﬁ ½", "ss fi 1 2"),
     ("👍 a", "a")],
)  # fmt: skip
def test_marks_stay_where_they_are_letters_and_go_where_they_are_accents(text, folded):
    assert search.fold_text(text) == folded


def test_ascii_is_folded_without_the_database_as_with_it(django_assert_num_queries):
    text = "".join(f"A{chr(code)}b{chr(code)}" for code in range(1, 128))
    with django_assert_num_queries(0):
        folded = search.fold_text(text)
    with connection.cursor() as cursor:
        cursor.execute("SELECT marketplace_fold(%s)", [text])
        assert cursor.fetchone()[0] == folded


def test_a_part_of_a_run_counts_only_where_its_letters_stand_together():
    cast.product(title="红色运动鞋")
    assert found("红鞋", exactly=True) == []
