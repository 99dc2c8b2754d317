"""Names of places as strangers read them: a country by its name, where an address gives its code as the region."""

from functools import cache

from babel import Locale

_STATES = "AL AR AZ CA CO DE GA ID IL IN KY LA MA MD ME MN MO MS MT NC NE PA SC SD TN VA"
_SHARED = frozenset(_STATES.split())
"""Codes of countries that are states of the USA as well: only a known country tells which is meant."""


@cache
def _countries() -> dict[str, str]:
    names = Locale("en").territories
    return {code: str(name) for code, name in names.items() if len(code) == 2 and code.isalpha()}


def region_name(region: str, country: str = "") -> str:
    """Return a region as people read it: `PT` is Portugal, but `CA` is Canada only in an address of Canada.

    `country` is what an address says, a code or an English name.
    """
    name = _countries().get(region)
    if name is None:
        return region
    is_meant = country.strip().casefold() in (region.casefold(), name.casefold())
    return name if is_meant or region not in _SHARED else region
