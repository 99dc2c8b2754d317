"""The origin check: only the site's own pages may open a socket (cross-site websocket hijacking)."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings

_PORTS = {"http": 80, "https": 443}


def _parts(origin: str) -> tuple[str, str, int] | None:
    try:
        parts = urlsplit(origin)
        port = _PORTS[parts.scheme] if parts.port is None else parts.port
    except (ValueError, KeyError):
        return None
    extra = parts.path or parts.query or parts.fragment or parts.username
    return None if extra or not parts.hostname else (parts.scheme, parts.hostname, port)


def is_own_origin(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Tell whether the one Origin header equals a configured origin in scheme, host and port; none or null is not."""
    origins = [value for name, value in headers if name.lower() == b"origin"]
    asked = _parts(origins[0].decode("latin1")) if len(origins) == 1 else None
    return asked is not None and asked in {_parts(origin) for origin in settings.SITE_ORIGINS}
