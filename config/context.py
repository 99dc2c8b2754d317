"""What every template may use."""

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils import timezone


def site(request: HttpRequest) -> dict[str, object]:
    """Return the site's name, whether it is on this machine alone, and the server's clock.

    By that clock pages tell relative times and countdowns.
    """
    # A form that arrives by a push has no token in it; the page adds the cookie's, which must be there by then.
    get_token(request)
    return {"site_name": settings.SITE_NAME, "is_local": settings.IS_LOCAL, "server_now": timezone.now()}
