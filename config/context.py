"""What every template may use."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone


def site(request: HttpRequest) -> dict[str, object]:
    """Return the site's name and the server's clock, by which pages tell relative times and countdowns."""
    return {"site_name": settings.SITE_NAME, "server_now": timezone.now()}
