"""Addresses of pages that lists link to by the dozen."""

from functools import cache

from django.urls import reverse


def page_of(name: str, slug: str) -> str:
    """Return the address of a page of the marketplace by the slug of what it shows."""
    return _pattern(name).replace("{}", slug)


@cache
def _pattern(name: str) -> str:
    # Routes stay as long as the process does: each is looked for once.
    return reverse(f"marketplace:{name}", args=["slug-of-it"]).replace("slug-of-it", "{}")
