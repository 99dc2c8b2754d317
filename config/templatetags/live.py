"""`{% live_topic %}`: the element that subscribes a page to the topic of its partial."""

from html import escape
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from config.live.tokens import TokenIssuer

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

    `version`: the version of the shown object; nudges about older ones cost no request.
    `quiet`: a re-read applies only the out-of-band parts of `src` and leaves the partial alone.
    `spread`: seconds over which the pages spread their re-reads after a nudge, each at a random moment, at most once.
    `poll`: seconds between two re-reads where no socket gets through, 15 by default.

    Rendered without a request (in a push) it prints nothing: the page keeps its present element.
    """
    request: Any = context.get("request")
    visitor = getattr(request, "visitor", None)
    if visitor is None:
        return ""
    topic = f"{name}.{key}" if key != "" else name
    token = _issuer(request, visitor.digest).issue(topic)
    options = (" quiet" if quiet else "") + (f' spread="{spread:d}"' if spread else "")
    options += f' poll="{poll:d}"' if poll else ""
    attributes = f'token="{token}" src="{conditional_escape(src)}" version="{escape(str(version))}"{options}'
    return SafeString(f"<live-topic {attributes}></live-topic>")


def _issuer(request: Any, visitor: str) -> TokenIssuer:
    """Return the issuer of the page's tokens, the same one as long as the person is the same."""
    user = request.user
    owner = (visitor, user.pk, request.session.session_key if user.is_authenticated else None)
    issuer: TokenIssuer | None = getattr(request, "_live_issuer", None)
    if issuer is None or issuer.owner != owner:
        issuer = request._live_issuer = TokenIssuer(visitor=visitor, user_id=user.pk, session_key=owner[2])
    return issuer
