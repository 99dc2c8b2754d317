"""Addresses of the site's pages: short ones for lists, and whole ones that hold everywhere."""

from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse


def page_of(name: str, slug: str) -> str:
    """Return the address of a page of the marketplace by the slug of what it shows."""
    return _pattern(name).replace("{}", slug)


@cache
def _pattern(name: str) -> str:
    # Routes stay as long as the process does: each is looked for once.
    return reverse(f"marketplace:{name}", args=["slug-of-it"]).replace("slug-of-it", "{}")


def absolute(path: str) -> str:
    """Return a path of the site as an address that holds everywhere."""
    return f"{settings.SITE_ORIGINS[0]}{path}"


def at_home(url: str) -> str:
    """Return an address of this site under its first origin.

    Libraries build addresses from the `Host` header, which whoever sends a request may choose, its port at least.
    """
    home = urlsplit(settings.SITE_ORIGINS[0])
    return urlsplit(url)._replace(scheme=home.scheme, netloc=home.netloc).geturl()
