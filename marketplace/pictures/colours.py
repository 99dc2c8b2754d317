"""Colours of uploaded pictures: whatever a file means by its numbers, as the 8-bit sRGB that browsers show."""

import io
from typing import Any

from PIL import Image, ImageCms

SRGB: Any = ImageCms.createProfile("sRGB")
DEEP = 257
"""What a level of 16 bits is divided by: 65,535 becomes 255."""
PLAIN = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}
"""Colour spaces of profiles, and the mode in which Pillow has such a picture."""


def convert_to_srgb(picture: Image.Image) -> Image.Image:
    """Return a picture in 8-bit sRGB, with its transparency if it has any.

    A profile that can't be read, or is for another kind of picture, is ignored as browsers do.
    """
    if picture.mode.startswith("I;16") or picture.mode in {"I", "F"}:
        # Pillow would cut the levels off at 255: all but the darkest would be white.
        picture = picture.convert("I").point(lambda level: level * (1 / DEEP)).convert("L")
    alpha = picture.convert("RGBA").getchannel("A") if picture.has_transparency_data else None
    opaque = _converted(picture)
    if alpha is not None:
        opaque.putalpha(alpha)
    return opaque


def _converted(picture: Image.Image) -> Image.Image:
    profile = picture.info.get("icc_profile")
    if profile:
        try:
            return _by_profile(picture, profile)
        except (ImageCms.PyCMSError, KeyError, OSError, ValueError, TypeError):
            pass
    return picture.convert("RGB")


def _by_profile(picture: Image.Image, profile: bytes) -> Image.Image:
    known = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    mode = PLAIN[known.profile.xcolor_space.strip()]
    if mode == "CMYK" and picture.mode != "CMYK":
        raise ValueError("a profile for print in a picture for screens")
    if mode == "RGB" and picture.mode in {"CMYK", "YCCK"}:
        raise ValueError("a profile for screens in a picture for print")
    made = ImageCms.profileToProfile(
        picture.convert(mode),
        known,
        SRGB,
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode="RGB",
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    if made is None:
        raise ValueError("the profile changed nothing")
    return made
