"""`{% live_topic %}`: the element by which a partial says what it shows."""

from html import escape
from typing import Any

from django import template
from django.utils.html import conditional_escape
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
    poll: int = 0,
) -> SafeString | str:
    """Print the element that keeps its partial live: `name` or `name.key`, re-read from `src`.

    `version` is that of what the partial shows: nudges about older ones cost no request. With `quiet` a re-read
    applies only the out-of-band parts of `src` and leaves the partial alone. `spread` is over how many seconds a crowd
    of pages follows a nudge, each at a moment of its own, and at most once in that time. `poll` is how often, in
    seconds, it is read again where no socket gets through; 15 where nothing is said. Rendered without a request (a
    push) it prints nothing: the page keeps the element it has. Raises LookupError for a topic that no app declares.
    """
    request: Any = context.get("request")
    visitor = getattr(request, "visitor", None)
    if visitor is None:
        return ""
    topic = f"{name}.{key}" if key != "" else name
    token = _issuer(request, visitor.digest).issue(topic)
    manner = (" quiet" if quiet else "") + (f' spread="{spread:d}"' if spread else "")
    manner += f' poll="{poll:d}"' if poll else ""
    said = f'token="{token}" src="{conditional_escape(src)}" version="{escape(str(version))}"{manner}'
    return SafeString(f"<live-topic {said}></live-topic>")


def _issuer(request: Any, visitor: str) -> tokens.Issuer:
    """Return who issues the page's tokens, the same for all as long as the same person asks."""
    user = request.user
    whose = (visitor, user.pk, request.session.session_key if user.is_authenticated else None)
    issuer: tokens.Issuer | None = getattr(request, "_live_issuer", None)
    if issuer is None or issuer.whose != whose:
        issuer = request._live_issuer = tokens.Issuer(visitor=visitor, user_id=user.pk, session_key=whose[2])
    return issuer
