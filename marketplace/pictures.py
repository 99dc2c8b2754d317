"""Uploaded pictures: checked by what they are, bounded, and drawn anew without anything else that was in the file."""

import io
import threading
from pathlib import PurePath

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageOps

from marketplace.errors import Refused
from marketplace.text.directions import isolate

FORMATS = ("JPEG", "PNG", "WEBP")
SIDE = 1600
"""Pixels of the longer side, at most, as pictures are kept."""
QUALITY = 82
MILLION = 1_000_000
MEGABYTE = 1024 * 1024

# A picture unpacked may take hundreds of megabytes: a process works on one at a time.
_one_at_a_time = threading.Lock()


def redrawn(upload: UploadedFile) -> ContentFile:
    """Return an uploaded picture as a WebP of our own making.

    Raises `Refused` that names the file, where it is too large or no JPEG, PNG or WebP.
    """
    name = PurePath(upload.name or "It").name[:60]
    if (upload.size or 0) > settings.PICTURE_MEGABYTES * MEGABYTE:
        raise Refused(f"{isolate(name)} is too large: {settings.PICTURE_MEGABYTES} MB are the most.", field="pictures")
    try:
        with _one_at_a_time:
            return ContentFile(_redraw(upload), name="picture.webp")
    except _TooManyPixels:
        most = settings.PICTURE_MEGAPIXELS
        raise Refused(f"{isolate(name)} has too many pixels: {most} million are the most.", field="pictures") from None
    # What is made to break a decoder breaks it in ways that no list of exceptions holds.
    except Exception:
        raise Refused(f"{isolate(name)} is no picture we can read. Use JPEG, PNG or WebP.", field="pictures") from None


class _TooManyPixels(Exception):  # noqa: N818 - an answer
    pass


def _redraw(upload: UploadedFile) -> bytes:
    upload.seek(0)
    with _opened(upload) as picture:
        # The size stands in the header: a bomb is refused before it is unpacked.
        if picture.width * picture.height > settings.PICTURE_MEGAPIXELS * MILLION:
            raise _TooManyPixels
        picture.thumbnail((SIDE, SIDE))
        upright = ImageOps.exif_transpose(picture)
        drawn = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    drawn.info = {}
    made = io.BytesIO()
    drawn.save(made, "WEBP", quality=QUALITY, method=3)
    return made.getvalue()


def _opened(upload: UploadedFile) -> Image.Image:
    try:
        return Image.open(upload, formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _TooManyPixels from None
