"""URLs of the site's pages: cheap paths for long lists, absolute and canonical URLs."""

import unicodedata
from functools import cache
from urllib.parse import urlsplit

from anyascii import anyascii
from django.conf import settings
from django.urls import reverse
from django.utils.text import slugify


def marketplace_path(name: str, slug: str) -> str:
    """Return the path of a marketplace page by its object's slug."""
    return _load_pattern(name).replace("{}", slug)


@cache
def _load_pattern(name: str) -> str:
    # Routes never change within a process; `reverse` is too slow for each link of a long list.
    return reverse(f"marketplace:{name}", args=["slug-of-it"]).replace("slug-of-it", "{}")


def make_slug(text: str, longest: int) -> str:
    """Return the slug of a text: ASCII letters, digits and hyphens; empty without a Latin letter or digit.

    Latin letters without an ASCII base letter are transliterated: "Øl & ß" is "ol-ss".
    """
    spelled = (anyascii(character) if _is_latin(character) else character for character in text)
    return slugify("".join(spelled))[:longest].strip("-")


def _is_latin(character: str) -> bool:
    return not character.isascii() and unicodedata.name(character, "").startswith("LATIN")


def absolute_url(path: str) -> str:
    """Return the absolute URL of a path, under the site's first origin."""
    return f"{settings.SITE_ORIGINS[0]}{path}"


def canonical_url(url: str) -> str:
    """Return a URL of this site under its first origin.

    Libraries build URLs from the `Host` header. The sender of a request controls it, at least its port.
    """
    home = urlsplit(settings.SITE_ORIGINS[0])
    return urlsplit(url)._replace(scheme=home.scheme, netloc=home.netloc).geturl()
