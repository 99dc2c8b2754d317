"""Full-text search over the catalogue that forgives accents, capitals, word endings and slips of the finger."""

import re
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Count, F, Subquery, Value
from rapidfuzz import process
from rapidfuzz.distance import OSA

from marketplace.models import Product, SearchDocument, Word

MOST_LETTERS, MOST_WORDS, LONGEST_WORD = 200, 8, 40
"""How much of what was typed is looked at."""
MOST_FOUND = 500
VOCABULARY_SECONDS = 60
_MARKS = re.compile("[\u0300-\u036f]")
_WORD = re.compile(r"[^\W_]+")
_SPELLED = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ς": "σ"}
)


def fold(text: str) -> str:
    """Return text without accents and capitals, its words apart by one space; as `marketplace_fold` does in SQL."""
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", text)).lower().translate(_SPELLED)
    return " ".join(_WORD.findall(plain))


def words(text: str) -> list[str]:
    """Return the folded words that are searched for: at most eight, from the first two hundred letters."""
    return [word[:LONGEST_WORD] for word in fold(text[:MOST_LETTERS]).split()[:MOST_WORDS]]


@dataclass(frozen=True)
class Found:
    """What a search found: ids, the best match first; `instead` is what was typed, if other words were looked for."""

    ids: list[int]
    words: list[str]
    instead: str = ""

    @property
    def text(self) -> str:
        """Return the words that were looked for."""
        return " ".join(self.words)


def find(text: str, *, exactly: bool = False) -> Found:
    """Return visible products that say all words of `text`; where there are none, those of its likeliest correction.

    The last word may be the beginning of one. `exactly` corrects nothing.
    """
    said = words(text)
    found = Found(matching(said), said)
    if exactly or not said or found.ids:
        return found
    better = corrected(said)
    other = Found(matching(better) if better != said else [], better, instead=text)
    return other if other.ids else found


def matching(said: Sequence[str]) -> list[int]:
    """Return the ids of the visible products that say all these words, the weightiest first; none for no words."""
    if not said:
        return []
    query = _query(said)
    documents = SearchDocument.objects.filter(words=query, product__shop__closed_at=None)
    best = documents.exclude(product__status=Product.Status.DRAFT).annotate(rank=SearchRank(F("words"), query))
    return list(best.order_by("-rank", "-pk").values_list("pk", flat=True)[:MOST_FOUND])


def corrected(said: Sequence[str]) -> list[str]:
    """Return the words, each that no product says replaced by the nearest that one does, if any is near."""
    # Counted, where to ask for any would read the whole table for a word that nobody says.
    documents = SearchDocument.objects.order_by().values(one=Value(1))
    counts = {
        f"w{place}": Subquery(documents.filter(words=_query([word])).annotate(count=Count("pk")).values("count"))
        for place, word in enumerate(said)
    }
    found: Any = next(iter(SearchDocument.objects.values(**counts)[:1]), {})
    return [word if found.get(f"w{place}") else nearest(word) for place, word in enumerate(said)]


def nearest(word: str) -> str:
    """Return the catalogue's word that is the fewest slips away, of two as near the more frequent, or `word` itself.

    One slip (a letter too many, too few, wrong, or two swapped) is forgiven in three letters, two in six.
    """
    slips = 0 if len(word) < 3 else 1 if len(word) < 6 else 2
    known = _vocabulary(int(time.monotonic() / VOCABULARY_SECONDS))
    near = process.extract(word, known.keys(), scorer=OSA.distance, score_cutoff=slips, limit=20) if slips else []
    best = min(near, key=lambda one: (one[1], one[0][0] != word[0], -known[one[0]], one[0]), default=None)
    return word if best is None else best[0]


def _query(said: Sequence[str]) -> SearchQuery:
    # Words are letters and digits alone: nothing of the query's own language can stand in them.
    terms = [f"'{word}'" for word in said]
    return SearchQuery(" & ".join([*terms[:-1], f"{terms[-1]}:*"]), search_type="raw", config="english")


@lru_cache(maxsize=1)
def _vocabulary(minute: int) -> dict[str, int]:
    return Word.objects.by_weight()
