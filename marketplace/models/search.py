"""Tables of the full-text search: a document for each product, and the words of the catalogue."""

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import connection, models, transaction

from marketplace.models.products import Product

# Several tasks may rebuild at once; without this lock they would insert the same words.
_TURN = 40_008
UNSPACED = (
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Letters of scripts without spaces between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese."""
# Each distinct word is folded once.
_REBUILD = f"""
INSERT INTO marketplace_word (word, uses)
SELECT word, least(sum(times), 2000000000) FROM (
    SELECT said, count(*) AS times
    FROM marketplace_product p
    JOIN marketplace_shop s ON s.id = p.shop_id AND s.closed_at IS NULL
    JOIN marketplace_category c ON c.id = p.category_id,
    string_to_table(translate(
        concat_ws(' ', p.title, p.brand, p.colour, s.name, c.name, p.description), E'\\n\\r\\t', '   '), ' ') AS said
    WHERE p.status <> 'draft'
    GROUP BY said
) heard, string_to_table(marketplace_fold(said), ' ') AS word
WHERE length(word) BETWEEN 3 AND 40 AND word !~ '[0-9]' AND word !~ '{UNSPACED}'
GROUP BY word
"""  # noqa: S608 - a range of letters


class SearchDocument(models.Model):
    """The searchable words of a product, kept by triggers on products, shops and categories."""

    product = models.OneToOneField(Product, primary_key=True, on_delete=models.CASCADE, related_name="document")
    words = SearchVectorField()

    class Meta:
        # `fastupdate=False`: no list of pending entries that searches would have to scan.
        indexes = [GinIndex(fields=["words"], name="search_words", fastupdate=False)]

    def __str__(self) -> str:
        return f"document of product {self.product_id}"


class WordManager(models.Manager["Word"]):
    """The vocabulary for the correction of typos."""

    def rebuild(self) -> int:
        """Rebuild the list from the catalogue; returns the number of words."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TURN])
            cursor.execute("SET LOCAL statement_timeout = '55s'")
            self.all().delete()
            cursor.execute(_REBUILD)
            return cursor.rowcount

    def by_weight(self) -> dict[str, int]:
        """Return all words with their numbers of occurrences."""
        pairs: Any = self.values_list("word", "uses")
        return dict(pairs)


class Word(models.Model):
    """A word of the catalogue, in lower case without accents."""

    word = models.CharField(max_length=40, primary_key=True)
    uses = models.PositiveIntegerField(help_text="Number of occurrences.")

    objects = WordManager()

    def __str__(self) -> str:
        return self.word
