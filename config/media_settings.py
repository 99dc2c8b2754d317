"""The address at which browsers read uploads."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import Env


def read_media_url(env: Env, bucket: str) -> str:
    """Return `MEDIA_URL`, with a slash at its end. Raises ImproperlyConfigured if a bucket has none that can be."""
    given = env.str("MEDIA_URL", "")
    if bucket and not given:
        raise ImproperlyConfigured("MEDIA_URL must be set with MEDIA_BUCKET: where browsers read its files")
    address = f"{given or '/media'}".rstrip("/") + "/"
    parts = urlsplit(address)
    is_path = not parts.scheme and not parts.netloc and address.startswith("/") and address != "/"
    is_site = parts.scheme in {"http", "https"} and parts.hostname and not set(parts.netloc) & set(" ;,@'")
    if not (is_path or is_site) or parts.query or parts.fragment:
        raise ImproperlyConfigured("MEDIA_URL must read like https://pictures.example/ or /media/")
    return address


def origin_of(address: str) -> list[str]:
    """Return the origin of an address for a content security policy; nothing for a path of this site."""
    parts = urlsplit(address)
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []
