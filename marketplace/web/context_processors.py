"""Context for every template."""

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils import timezone


def site_context(request: HttpRequest) -> dict[str, object]:
    """Return the site's name, whether it is asked from this machine alone, and the server's clock.

    By that clock pages tell relative times and countdowns.
    """
    # A pushed form has no token in it. The page adds the token of the cookie, so every page must set the cookie.
    get_token(request)
    return {
        "site_name": settings.SITE_NAME,
        "is_local": getattr(request, "is_from_this_machine", False),
        "server_now": timezone.now(),
    }
