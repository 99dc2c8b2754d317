"""Names of regions for pages: an address with the country code as its region shows the country's name."""

from babel import Locale

from marketplace.orders.countries import find_country_code


def region_name(region: str, country: str = "") -> str:
    """Return a region's name: `PT` becomes Portugal only in an address of Portugal.

    In Italy `PT` is Pistoia, and `DE` is Delaware or Germany. A code without its country therefore stays unchanged.
    `country` is a name or a code, as typed by people.
    """
    if not country or find_country_code(country) != region:
        return region
    return str(Locale("en").territories[region])
