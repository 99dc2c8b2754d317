"""What search engines read: structured data, and which pages are none of theirs."""

import json
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
LISTED = {
    "marketplace:home",
    "marketplace:category",
    "marketplace:shop",
    "marketplace:product",
    "activity:list",
    "leaderboard:page",
}
"""Pages that engines may list; the others are somebody's own, or one of endlessly many."""
_INERT = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag(takes_context=True)
def json_ld(context: template.Context, data: dict[str, Any]) -> SafeString:
    """Print structured data; nothing in it can end the element it stands in."""
    text = json.dumps(data, ensure_ascii=False).translate(_INERT)
    nonce = context.get("csp_nonce") or getattr(context.get("request"), "csp_nonce", "")
    return format_html('<script type="application/ld+json" nonce="{}">{}</script>', nonce, mark_safe(text))  # noqa: S308


@register.simple_tag(takes_context=True)
def robots_meta(context: template.Context) -> SafeString | str:
    """Print that engines should not list this page, where they should not."""
    match = getattr(context.get("request"), "resolver_match", None)
    if match is not None and match.view_name in LISTED:
        return ""
    return mark_safe('<meta name="robots" content="noindex">')
