"""Addresses of the site's pages: short ones for lists, and whole ones that hold everywhere."""

import unicodedata
from functools import cache
from urllib.parse import urlsplit

from anyascii import anyascii
from django.conf import settings
from django.urls import reverse
from django.utils.text import slugify


def marketplace_path(name: str, slug: str) -> str:
    """Return the path of a marketplace page by its object's slug."""
    return _pattern(name).replace("{}", slug)


@cache
def _pattern(name: str) -> str:
    # Routes stay as long as the process does: each is looked for once.
    return reverse(f"marketplace:{name}", args=["slug-of-it"]).replace("slug-of-it", "{}")


def make_slug(text: str, longest: int) -> str:
    """Return a text as a part of addresses: ASCII letters, digits and hyphens; empty where it has no Latin letter.

    Latin letters that have no accent to take off are spelled: "Øl & ß" is "ol-ss".
    """
    spelled = (anyascii(sign) if _is_latin(sign) else sign for sign in text)
    return slugify("".join(spelled))[:longest].strip("-")


def _is_latin(sign: str) -> bool:
    return not sign.isascii() and unicodedata.name(sign, "").startswith("LATIN")


def absolute_url(path: str) -> str:
    """Return a path of the site as an address that holds everywhere."""
    return f"{settings.SITE_ORIGINS[0]}{path}"


def canonical_url(url: str) -> str:
    """Return an address of this site under its first origin.

    Libraries build URLs from the `Host` header; the sender of a request may choose it, its port at least.
    """
    home = urlsplit(settings.SITE_ORIGINS[0])
    return urlsplit(url)._replace(scheme=home.scheme, netloc=home.netloc).geturl()
