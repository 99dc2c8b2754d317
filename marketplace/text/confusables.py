"""Names that look the same: Unicode's table of confusable characters (UTS 39), through `confusable_homoglyphs`."""

import re
import unicodedata
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

ROLES = frozenset({"admin", "administrator", "moderator", "staff", "support", "team"})
"""Words that, alone or after the site's name, would pass for the site's staff."""
MAX_SKELETON_LENGTH = 500
# Invisible characters: soft hyphens, zero-width characters, tags, variation selectors, fillers (Default_Ignorable),
# and the format controls of shorthand and hieroglyphs.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)

_PUNCTUATION = re.compile(r"[\W_]+")


@cache
def _load_prototypes() -> dict[int, str]:
    """Return the prototype of each confusable character: one character for all lookalikes."""
    # Loaded at first use: a megabyte of JSON, needed by few processes.
    confusables_data = import_string("confusable_homoglyphs.confusables.confusables_data")
    found: dict[int, str] = {}
    for character, similar in confusables_data.items():
        # A prototype lists its lookalikes. A lookalike lists only its prototype.
        if len(character) == 1 and len(similar) == 1:
            other = similar[0]["c"]
            is_mutual = [one["c"] for one in confusables_data.get(other, [])] == [character]
            found[ord(character)] = min(character, other) if is_mutual else other
    return found


def make_skeleton(name: str) -> str:
    """Return the skeleton of a name. Names that look the same have the same skeleton, in any case and spacing.

    I, l and 1 count as one letter, since a capital I looks like a small l.
    """
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFKC", name))
    folded = (
        unicodedata.normalize("NFD", visible).translate(_load_prototypes()).casefold().translate(_load_prototypes())
    )
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", folded).casefold())
    return " ".join(plain.replace("i", "l").split())[:MAX_SKELETON_LENGTH]


def poses_as_site(name: str) -> bool:
    """Return whether a name would pass for the site or its staff."""
    words = _skeleton_words(name)
    if not words:
        return not make_skeleton(name)
    for own in {settings.SITE_NAME, "Livestall"}:
        words = re.sub(rf"^{re.escape(_skeleton_words(own))}(?: |$)", "", words)
    return set(words.split()) <= _role_skeletons()


def _skeleton_words(name: str) -> str:
    """Return the words of a name's skeleton. Punctuation is ignored."""
    return _PUNCTUATION.sub(" ", make_skeleton(name)).strip()


@cache
def _role_skeletons() -> frozenset[str]:
    return frozenset(map(make_skeleton, ROLES))
