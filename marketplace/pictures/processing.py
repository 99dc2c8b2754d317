"""Uploaded pictures: checked by content, limited in size and re-encoded. No other data of the file is kept."""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from PIL import ExifTags, Image

from marketplace.errors import Refused
from marketplace.pictures.colours import convert_to_srgb
from marketplace.pictures.files import SIZES, SMALLER, fit_size

FORMATS = ("JPEG", "PNG", "WEBP")
SIDE = SIZES[0].side
QUALITY = 82
MILLION = 1_000_000
MEGABYTE = 1024 * 1024

TRANSPOSITIONS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""Transpositions that turn a picture upright, by the EXIF orientation."""

# A decoded picture may take hundreds of megabytes: a process decodes one at a time.
_decoder_lock = threading.Lock()


def inspect_upload(upload: UploadedFile) -> UploadedFile:
    """Check the size and the header of an uploaded file, without decoding it, and return it.

    Raises `Refused` with the name of the file if it is too large or not a JPEG, PNG or WebP.
    """
    if (upload.size or 0) > settings.PICTURE_MEGABYTES * MEGABYTE:
        raise Refused(
            f"{_display_name(upload)} is too large. The limit is {settings.PICTURE_MEGABYTES} MB.", field="pictures"
        )
    with _refusing(upload), _open_picture(upload) as picture:
        if picture.width * picture.height > settings.PICTURE_MEGAPIXELS * MILLION:
            raise _TooManyPixels
    return upload


def redraw_upload(upload: UploadedFile) -> "ProcessedPicture":
    """Return an inspected upload, re-encoded as WebP.

    Raises `Refused` with the name of the file if it can't be decoded.
    """
    with _refusing(upload), _decoder_lock:
        return redraw_picture(upload)


class _TooManyPixels(Exception):  # noqa: N818 - an answer
    pass


@contextmanager
def _refusing(upload: UploadedFile) -> Iterator[None]:
    name = _display_name(upload)
    try:
        yield
    except _TooManyPixels:
        most = settings.PICTURE_MEGAPIXELS
        raise Refused(f"{name} has too many pixels. The limit is {most} million.", field="pictures") from None
    # A file crafted to break a decoder may raise any exception.
    except Exception:
        raise Refused(f"{name} isn’t a valid picture. Use JPEG, PNG or WebP.", field="pictures") from None


def _display_name(upload: UploadedFile) -> str:
    return PurePath(upload.name or "It").name[:60]


def redraw_picture(file: Any) -> "ProcessedPicture":
    """Return a picture re-encoded in each size. The file may be an upload or a stored picture."""
    with _open_picture(file) as picture:
        # A JPEG can be decoded at half or a quarter of its size, much faster.
        picture.draft(None, (2 * SIDE, 2 * SIDE))
        turn = TRANSPOSITIONS.get(picture.getexif().get(ExifTags.Base.Orientation, 1))
        drawn = convert_to_srgb(picture)
    drawn = _scale_picture(drawn, SIZES[0].side)
    if turn is not None:
        drawn = drawn.transpose(turn)
    smaller = [_encode_webp(_scale_picture(drawn, size.side)) for size in SMALLER]
    return ProcessedPicture(drawn.size, _encode_webp(drawn), smaller)


class ProcessedPicture(ContentFile):
    """The large file of a picture, with the smaller files."""

    def __init__(self, size: tuple[int, int], large: bytes, smaller: list[bytes]) -> None:
        super().__init__(large, name="picture.webp")
        self.width, self.height = size
        self.smaller = smaller


def _scale_picture(drawn: Image.Image, side: int) -> Image.Image:
    size = fit_size(*drawn.size, side)
    return drawn if size == drawn.size else drawn.resize(size, Image.Resampling.LANCZOS)


def _encode_webp(drawn: Image.Image) -> bytes:
    drawn.info = {}
    buffer = io.BytesIO()
    drawn.save(buffer, "WEBP", quality=QUALITY, method=3)
    return buffer.getvalue()


def _open_picture(upload: Any) -> Image.Image:
    upload.seek(0)
    try:
        return Image.open(upload, formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _TooManyPixels from None
