"""Pieces that are the same on every page and for everybody, rendered once per process."""

from functools import cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """Print a picture of the site's set; its meaning stands beside it in words."""
    return format_html(
        '<svg class="icon" width="20" height="20" aria-hidden="true"><use href="{}#{}"/></svg>',
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
def constant(name: str) -> SafeString:
    """Print a template that knows nothing of the page it is on; with DEBUG it is read anew each time."""
    return render_to_string(name) if settings.DEBUG else _rendered(name)


@cache
def _rendered(name: str) -> SafeString:
    return render_to_string(name)
