"""Names of places as strangers read them: a country by its name, where an address gives its code as the region."""

from babel import Locale

from marketplace.orders.countries import find_code


def region_name(region: str, country: str = "") -> str:
    """Return a region as people read it: `PT` is Portugal only in an address of Portugal.

    In Italy `PT` is Pistoia, and `DE` is Delaware or Germany, so a code without its country stays as it was typed.
    `country` is a name or code, as people type it.
    """
    if not country or find_code(country) != region:
        return region
    return str(Locale("en").territories[region])
