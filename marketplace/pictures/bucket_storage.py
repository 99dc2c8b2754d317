"""Uploads in S3-compatible storage, for a site on several hosts."""

from typing import Any
from urllib.parse import urljoin

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

# A silent server must not keep a request for minutes, as the library's own limits do.
_LIMITS = {"connect_timeout": 3, "read_timeout": 10, "retries": {"max_attempts": 2}}


class BucketStorage(S3Storage):  # type: ignore[misc]
    """Files of a bucket that browsers may read. An object appears when it is complete, or not at all."""

    def __init__(self, **options: Any) -> None:
        signed = {"signature_version": "s3v4", "s3": {"addressing_style": "path"}}
        super().__init__(
            **options,
            client_config=Config(**_LIMITS, **(signed if options.get("endpoint_url") else {})),
            # Names of uploads are random: no request is needed to find a free one, and no content ever changes.
            file_overwrite=True,
            object_parameters={"CacheControl": "public, max-age=31536000, immutable"},
        )

    def get_object_parameters(self, name: str) -> dict[str, Any]:
        """Return the headers of an object. Python before 3.13 does not know WebP."""
        webp = {"ContentType": "image/webp"} if name.endswith(".webp") else {}
        return {**super().get_object_parameters(name), **webp}

    def url(self, name: str, *args: Any, **options: Any) -> str:
        """Return the public URL of a file, without a request or a signature."""
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name) or "")

    def _save(self, name: str, content: Any) -> str:
        try:
            return str(super()._save(name, content))
        except (BotoCoreError, ClientError) as problem:
            raise OSError(f"{name} can't be stored: {problem}") from problem
