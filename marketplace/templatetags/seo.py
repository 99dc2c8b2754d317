"""Template tags for search engines: structured data and `noindex`."""

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
"""Pages for search engines; all others are private or have countless variants."""
_INERT = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag(takes_context=True)
def json_ld(context: template.Context, data: dict[str, Any]) -> SafeString:
    """Print structured data, escaped so that it can't close its `script` element."""
    text = json.dumps(data, ensure_ascii=False).translate(_INERT)
    nonce = context.get("csp_nonce") or getattr(context.get("request"), "csp_nonce", "")
    return format_html('<script type="application/ld+json" nonce="{}">{}</script>', nonce, mark_safe(text))  # noqa: S308


@register.simple_tag(takes_context=True)
def robots_meta(context: template.Context) -> SafeString | str:
    """Print `noindex` on pages outside `LISTED`."""
    match = getattr(context.get("request"), "resolver_match", None)
    if match is not None and match.view_name in LISTED:
        return ""
    return mark_safe('<meta name="robots" content="noindex">')
