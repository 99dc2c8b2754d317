"""Full-text search over the catalogue that tolerates typos and ignores accents, case and word endings."""

import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection
from django.db.models import Case, Count, F, QuerySet, Subquery, Value, When
from rapidfuzz import process
from rapidfuzz.distance import OSA

from marketplace.models import Product, SearchDocument, Word
from marketplace.models.search import UNSPACED

MOST_LETTERS, MOST_WORDS, LONGEST_WORD = 200, 8, 40
"""Limits of a query: characters, words, and characters of one word. The rest is ignored."""
MOST_FOUND, MOST_WEIGHED = 500, 20_000
"""Limits of a result: products found, and products ranked to find the best."""
VOCABULARY_SECONDS = 60
_WORD = re.compile("[a-z0-9]+")
_UNSPACED = re.compile(UNSPACED)


def fold_text(text: str) -> str:
    """Return text in lower case without accents and punctuation, its words separated by one space.

    The database folds queries as it folds documents, so that they never differ. Plain ASCII needs no database query.
    """
    if text.isascii():
        return " ".join(_WORD.findall(text.lower()))
    with connection.cursor() as cursor:
        cursor.execute("SELECT marketplace_fold(%s)", [text])
        return str(cursor.fetchone()[0])


def split_query(text: str) -> list[str]:
    """Return the folded words of a query: at most eight, from its first two hundred characters."""
    return [word[:LONGEST_WORD] for word in fold_text(text[:MOST_LETTERS]).split()[:MOST_WORDS]]


@dataclass(frozen=True)
class SearchResult:
    """Product ids, the best match first. `instead` is the typed text if corrected words were searched for."""

    ids: list[int]
    words: list[str]
    instead: str = ""
    is_partial: bool = False
    """True if no product has all of the words; these have some of them."""

    @property
    def text(self) -> str:
        """Return the words searched for."""
        return " ".join(self.words)


def search_products(text: str, *, exactly: bool = False) -> SearchResult:
    """Return the visible products with all words of `text`, else of its correction, else with some of those.

    The last word may be incomplete. `exactly` requires all words, uncorrected.
    """
    said = split_query(text)
    found = SearchResult(match_all_words(said), said)
    if exactly or not said or found.ids:
        return found
    counts = _count_products_by_word(said)
    corrected = [word if counts[word] else correct_word(word) for word in said]
    instead = text if corrected != said else ""
    if instead and (ids := match_all_words(corrected)):
        return SearchResult(ids, corrected, instead)
    ids = match_any_word(corrected)
    return SearchResult(ids, corrected, instead, is_partial=True) if ids else found


def match_all_words(said: Sequence[str]) -> list[int]:
    """Return the ids of the visible products with all these words, by rank; none for no words."""
    if not said:
        return []
    query = _make_query(_make_terms(said).values())
    best = _find_visible_documents(query).annotate(rank=SearchRank(F("words"), query)).order_by("-rank", "-pk")
    return list(best.values_list("pk", flat=True)[:MOST_FOUND])


def match_any_word(said: Sequence[str]) -> list[int]:
    """Return the ids of the visible products with any of these words, those with most of the words first.

    Common words are left out if more than `MOST_WEIGHED` products would have to be ranked.
    """
    counts = {word: count for word, count in _count_products_by_word(said).items() if count}
    rarest = sorted(counts, key=lambda word: counts[word])
    totals = accumulate(counts[word] for word in rarest)
    asked = [word for word, total in zip(rarest, totals, strict=True) if total <= MOST_WEIGHED] or rarest[:1]
    if not asked:
        return []
    terms = _make_terms(said)
    some = _make_query([terms[word] for word in asked], " | ")
    said_of_them = sum((Case(When(words=_make_query([terms[word]]), then=1), default=0) for word in counts), Value(0))
    near = SearchDocument.objects.filter(pk__in=_find_visible_documents(some).values("pk")[:MOST_WEIGHED])
    best = near.annotate(said=said_of_them, rank=SearchRank(F("words"), some)).order_by("-said", "-rank", "-pk")
    return list(best.values_list("pk", flat=True)[:MOST_FOUND])


def _find_visible_documents(query: SearchQuery) -> "QuerySet[SearchDocument]":
    documents = SearchDocument.objects.filter(words=query, product__shop__closed_at=None)
    return documents.exclude(product__status=Product.Status.DRAFT)


def _count_products_by_word(said: Sequence[str]) -> dict[str, int]:
    """Return the number of products for each of the words."""
    # A count uses the index. An `EXISTS` would read the whole table for a word without products.
    documents, terms = SearchDocument.objects.order_by().values(one=Value(1)), _make_terms(said)
    counts = {
        f"w{place}": Subquery(documents.filter(words=_make_query([term])).annotate(count=Count("pk")).values("count"))
        for place, term in enumerate(terms.values())
    }
    found: Any = next(iter(SearchDocument.objects.values(**counts)[:1]), {})
    return {word: found.get(f"w{place}") or 0 for place, word in enumerate(terms)}


def correct_word(word: str) -> str:
    """Return the nearest word of the catalogue, or `word` itself; of two equally near words the more frequent.

    Words of three letters may have one typo (a letter added, missing, wrong or swapped), words of six letters two.
    """
    max_typos = 0 if len(word) < 3 or _UNSPACED.match(word) else 1 if len(word) < 6 else 2
    known = _load_vocabulary(int(time.monotonic() / VOCABULARY_SECONDS))
    near = (
        process.extract(word, known.keys(), scorer=OSA.distance, score_cutoff=max_typos, limit=20) if max_typos else []
    )
    best = min(near, key=lambda one: (one[1], one[0][0] != word[0], -known[one[0]], one[0]), default=None)
    return word if best is None else best[0]


def _make_terms(said: Sequence[str]) -> dict[str, str]:
    """Return the search term of each word; the last word matches as a prefix."""
    # Folded words contain letters, marks and digits only, so no operator of the query syntax can be injected.
    asked = {word: f"'{word}'" for word in said} | {said[-1]: f"'{said[-1]}':*"}
    return {word: _make_pair_term(word) if _UNSPACED.match(word) else term for word, term in asked.items()}


def _make_pair_term(run: str) -> str:
    """Return the search term for text without spaces between words: documents index its letters and letter pairs."""
    pairs = [run[place : place + 2] for place in range(len(run) - 1)] or [run]
    return "(" + " & ".join(f"'{pair}'" for pair in pairs) + ")"


def _make_query(terms: Iterable[str], joined: str = " & ") -> SearchQuery:
    return SearchQuery(joined.join(terms), search_type="raw", config="english")


@lru_cache(maxsize=1)
def _load_vocabulary(minute: int) -> dict[str, int]:
    return Word.objects.by_weight()
