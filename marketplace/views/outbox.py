"""The outbox of a local site: its mails, readable where none of them leaves the machine."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from marketplace.models import Mail
from marketplace.web.requests import ShopRequest

SHOWN = 50
SANDBOX = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'"
"""Content security policy of a mail: inline styles, and links in a new tab."""


def local_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a page be there for the person at this machine; elsewhere, mails are for those they were written to."""

    @never_cache
    @require_safe
    @wraps(view)
    def kept(request: ShopRequest, *args: Any, **named: Any) -> HttpResponse:
        if not request.is_from_this_machine:
            raise Http404
        return view(request, *args, **named)

    return kept


@local_only
def outbox_list(request: ShopRequest) -> HttpResponse:
    """List the newest mails."""
    return render(request, "marketplace/outbox/list.html", {"mails": _newest()})


@local_only
def outbox_list_partial(request: ShopRequest) -> HttpResponse:
    """Show the part of the outbox that follows it live."""
    return render(request, "marketplace/outbox/_list.html", {"mails": _newest()})


@local_only
def outbox_mail(request: ShopRequest, pk: int) -> HttpResponse:
    """Show one mail as text, with links that work."""
    found = get_object_or_404(Mail.objects.to_read(), pk=pk)
    return render(request, "marketplace/outbox/mail.html", {"mail": found})


@local_only
def outbox_mail_html(request: ShopRequest, pk: int) -> HttpResponse:
    """Show one mail the way a mail program would."""
    found = get_object_or_404(Mail.objects.to_read().exclude(html=""), pk=pk)
    return HttpResponse(found.html, headers={"Content-Security-Policy": SANDBOX})


def _newest() -> list[Mail]:
    return list(Mail.objects.to_read().order_by("-created_at", "-pk")[:SHOWN])
