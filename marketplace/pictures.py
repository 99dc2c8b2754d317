"""Uploaded pictures: checked by what they are, bounded, and drawn anew without anything else that was in the file."""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageOps

from marketplace.errors import Refused

FORMATS = ("JPEG", "PNG", "WEBP")
SIDE = 1600
"""Pixels of the longer side, at most, as pictures are kept."""
QUALITY = 82
MILLION = 1_000_000
MEGABYTE = 1024 * 1024

# A picture unpacked may take hundreds of megabytes: a process works on one at a time.
_one_at_a_time = threading.Lock()


def inspected(upload: UploadedFile) -> UploadedFile:
    """Return the upload after a look at its size and at the header of the file, which costs next to nothing.

    Raises `Refused` that names the file, where it is too large or no JPEG, PNG or WebP.
    """
    if (upload.size or 0) > settings.PICTURE_MEGABYTES * MEGABYTE:
        raise Refused(f"{_name(upload)} is too large: {settings.PICTURE_MEGABYTES} MB are the most.", field="pictures")
    with _answering(upload), _opened(upload) as picture:
        if picture.width * picture.height > settings.PICTURE_MEGAPIXELS * MILLION:
            raise _TooManyPixels
    return upload


def redrawn(upload: UploadedFile) -> ContentFile:
    """Return an uploaded picture, inspected before, as a WebP of our own making.

    Raises `Refused` that names the file, where it can't be read.
    """
    with _answering(upload), _one_at_a_time:
        return ContentFile(_redraw(upload), name="picture.webp")


class _TooManyPixels(Exception):  # noqa: N818 - an answer
    pass


@contextmanager
def _answering(upload: UploadedFile) -> Iterator[None]:
    try:
        yield
    except _TooManyPixels:
        most = settings.PICTURE_MEGAPIXELS
        raise Refused(f"{_name(upload)} has too many pixels: {most} million are the most.", field="pictures") from None
    # What is made to break a decoder breaks it in ways that no list of exceptions holds.
    except Exception:
        raise Refused(f"{_name(upload)} is no picture we can read. Use JPEG, PNG or WebP.", field="pictures") from None


def _name(upload: UploadedFile) -> str:
    return PurePath(upload.name or "It").name[:60]


def _redraw(upload: UploadedFile) -> bytes:
    with _opened(upload) as picture:
        picture.thumbnail((SIDE, SIDE))
        upright = ImageOps.exif_transpose(picture)
        drawn = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    drawn.info = {}
    made = io.BytesIO()
    drawn.save(made, "WEBP", quality=QUALITY, method=3)
    return made.getvalue()


def _opened(upload: UploadedFile) -> Image.Image:
    upload.seek(0)
    try:
        return Image.open(upload, formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _TooManyPixels from None
