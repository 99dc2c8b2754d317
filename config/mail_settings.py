"""The mail settings: a server that sends mail, or a folder that keeps it."""

import os
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from environs import Env

_LEAVE_NOWHERE = {"filebased", "console", "locmem", "dummy"}


def read_mail_settings(env: Env, folder: Path, *, is_local: bool) -> dict[str, Any]:
    """Return Django's settings of mail; without `EMAIL_URL`, mail is kept in files in `folder`.

    A public site without a mail server raises ImproperlyConfigured, unless `ALLOW_MAIL_TO_FILES` is set.
    """
    kept = {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": str(folder)}
    mail: dict[str, Any] = env.dj_email_url("EMAIL_URL") if os.environ.get("EMAIL_URL") else kept
    if "EMAIL_BACKEND" not in mail:
        raise ImproperlyConfigured("EMAIL_URL must read like submission://user:password@host:587")
    leaves_nowhere = mail["EMAIL_BACKEND"].rsplit(".", 2)[-2] in _LEAVE_NOWHERE
    if leaves_nowhere and not (is_local or env.bool("ALLOW_MAIL_TO_FILES", False)):
        raise ImproperlyConfigured(
            "EMAIL_URL must name a mail server, because SITE_ORIGINS names a site that others can reach: nobody would "
            "get the mail that opens an account. ALLOW_MAIL_TO_FILES=true starts the site without one"
        )
    return {**mail, "EMAIL_TIMEOUT": mail.get("EMAIL_TIMEOUT") or 10}
