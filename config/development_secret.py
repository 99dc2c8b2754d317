"""The secret key of a site on this machine, made on first use."""

import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def development_secret(folder: Path, *, is_local: bool) -> str:
    """Return the secret kept in the data folder. Raises ImproperlyConfigured for a site that others can reach."""
    if not is_local:
        raise ImproperlyConfigured("SECRET_KEY must be set when SITE_ORIGINS names anything but this machine")
    path = folder / "secret_key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        # Two first starts may meet here: the first linked file decides for both.
        draft = path.with_name(f"secret_key.{secrets.token_hex(8)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64))
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()
