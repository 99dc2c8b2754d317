"""The outbox of a local site: its mails, readable on a machine that sends none."""

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
    """Restrict a page to requests from this machine; mails are private elsewhere."""

    @never_cache
    @require_safe
    @wraps(view)
    def guarded(request: ShopRequest, *args: Any, **named: Any) -> HttpResponse:
        if not request.is_from_this_machine:
            raise Http404
        return view(request, *args, **named)

    return guarded


@local_only
def outbox_list(request: ShopRequest) -> HttpResponse:
    """List the newest mails."""
    return render(request, "marketplace/outbox/list.html", {"mails": _load_newest()})


@local_only
def outbox_list_partial(request: ShopRequest) -> HttpResponse:
    """Render the live part of the outbox."""
    return render(request, "marketplace/outbox/_list.html", {"mails": _load_newest()})


@local_only
def outbox_mail(request: ShopRequest, pk: int) -> HttpResponse:
    """Show one mail as text, with links that work."""
    found = get_object_or_404(Mail.objects.to_read(), pk=pk)
    return render(request, "marketplace/outbox/mail.html", {"mail": found})


@local_only
def outbox_mail_html(request: ShopRequest, pk: int) -> HttpResponse:
    """Show one mail as HTML, like a mail program."""
    found = get_object_or_404(Mail.objects.to_read().exclude(html=""), pk=pk)
    return HttpResponse(found.html, headers={"Content-Security-Policy": SANDBOX})


def _load_newest() -> list[Mail]:
    return list(Mail.objects.to_read().order_by("-created_at", "-pk")[:SHOWN])
