"""Rules for lines and paragraphs: allowed characters and stored form.

The stored form is Unicode's composed form (NFC), trimmed, with `\\n` as the only line break.
"""

import re
import unicodedata

NOT_VISIBLE = "Enter some visible text."
NOT_ONE_LINE = "Enter a single line without control characters."
TURNS_AROUND = "Remove the characters that change the text direction."
NOT_STORABLE = "Remove the characters that are not allowed."

_LINE_BREAKS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029]+")
_CONTROLS_OF_PARAGRAPHS = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f]")
# Embeddings, overrides and isolates. The marks U+200E, U+200F and U+061C stay: they order digits in Arabic and Hebrew.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Pages print them around user text (see `bidi`), and people may copy them with the text.
_OUR_MARKS = re.compile("[\u2068\u2069]")
# Half a surrogate pair has no UTF-8, so the database would refuse it. Noncharacters have no meaning.
_NOT_STORABLE = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Invisible characters in Unicode's categories of letters and symbols.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0\U0001d159")


def normalize_line(text: str) -> str:
    """Return the stored form of a single line."""
    return unicodedata.normalize("NFC", _OUR_MARKS.sub("", text)).strip()


def normalize_paragraphs(text: str) -> str:
    """Return the stored form of text of several lines; each line break counts as one character."""
    return unicodedata.normalize("NFC", _OUR_MARKS.sub("", _LINE_BREAKS.sub("\n", text))).strip()


def squeeze_line(text: str) -> str:
    """Return text of any origin as a single line: control characters and line breaks become spaces."""
    return normalize_line(_CONTROLS.sub(" ", text))


def squeeze_paragraphs(text: str) -> str:
    """Return text of any origin without control characters, except line breaks and tabs."""
    return normalize_paragraphs(_CONTROLS_OF_PARAGRAPHS.sub("", _LINE_BREAKS.sub("\n", text)))


def has_something_visible(text: str) -> bool:
    """Tell whether the text has a visible character. Combining marks alone don't count."""
    return any(unicodedata.category(sign)[0] in "LNPS" and sign not in _BLANK for sign in text)


def find_problem(text: str, *, is_line: bool) -> str:
    """Return the error message for a normalized text; empty if the text is allowed."""
    if _NOT_STORABLE.search(text):
        return NOT_STORABLE
    if (_CONTROLS if is_line else _CONTROLS_OF_PARAGRAPHS).search(text):
        return NOT_ONE_LINE if is_line else NOT_STORABLE
    if is_line and _TURNS.search(text):
        return TURNS_AROUND
    return "" if not text or has_something_visible(text) else NOT_VISIBLE
