"""`{% live_topic %}`: the element by which a partial says what it shows."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from config.live import tokens

register = template.Library()


@register.simple_tag(takes_context=True)
def live_topic(
    context: template.Context,
    name: str,
    key: object = "",
    *,
    src: str = "",
    version: object = "",
    quiet: bool = False,
    spread: int = 0,
) -> SafeString | str:
    """Print the element that keeps its partial live: `name` or `name.key`, re-read from `src`.

    `version` is that of what the partial shows: nudges about older ones cost no request. With `quiet` a re-read
    applies only the out-of-band parts of `src` and leaves the partial alone. `spread` is over how many seconds a crowd
    of pages follows a nudge, each at a moment of its own, and at most once in that time. Rendered without a request (a
    push) it prints nothing: the page keeps the element it has. Raises LookupError for a topic that no app declares.
    """
    request: Any = context.get("request")
    visitor = getattr(request, "visitor", None)
    if visitor is None:
        return ""
    topic = f"{name}.{key}" if key != "" else name
    session_key = request.session.session_key if request.user.is_authenticated else None
    token = tokens.issue(topic, visitor=visitor.digest, user_id=request.user.pk, session_key=session_key)
    manner = format_html("{}{}", " quiet" if quiet else "", format_html(' spread="{}"', spread) if spread else "")
    return format_html('<live-topic token="{}" src="{}" version="{}"{}></live-topic>', token, src, version, manner)
