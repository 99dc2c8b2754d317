"""Storage of uploads: a file appears under its name when it is complete, or not at all."""

from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.storage import FileSystemStorage

UNFINISHED = ".unfinished-"
"""Begins the name of a file that is being written. The proxy serves no such names."""


class MediaStorage(FileSystemStorage):
    """Django's files, written under another name first.

    A full disk or a killed process would otherwise leave the first part of a picture under its name.
    """

    def _save(self, name: str, content: Any) -> str:
        # Names of uploads are random: no other upload takes this one meanwhile.
        final = Path(self.path(name))
        unfinished = final.with_name(f"{UNFINISHED}{uuid4().hex}")
        try:
            super()._save(str(unfinished.relative_to(self.location)), content)  # type: ignore[misc]
            unfinished.replace(final)
        finally:
            unfinished.unlink(missing_ok=True)
        return name
