"""Pictures for uploads, and files that only look like pictures."""

import io
import struct
import zlib
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

ORIENTATION, TURNED = 0x0112, 6


def encode_image(kind: str = "PNG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **options: Any) -> bytes:
    """Return a picture as a file of that kind."""
    made = io.BytesIO()
    Image.new(mode, size, 200 if mode in {"L", "P", "I;16"} else None).save(made, kind, **options)
    return made.getvalue()


def make_upload(content: bytes | None = None, name: str = "photo.png") -> SimpleUploadedFile:
    """Return an upload."""
    return SimpleUploadedFile(name, encode_image() if content is None else content, content_type="image/png")


def encode_rotated_image() -> bytes:
    """Return a JPEG, 40 wide and 30 high, that says it lies on its side, and where it was taken."""
    exif = Image.Exif()
    exif[ORIENTATION] = TURNED
    exif[0x010E] = "taken at home"
    exif.get_ifd(0x8825)[1] = "N"
    return encode_image("JPEG", exif=exif)


def encode_pixel_bomb(side: int) -> bytes:
    """Return a small PNG that says it is a square of that many pixels a side."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + _chunk(b"IEND")
    )


def _chunk(kind: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
