"""Colour conversion of uploaded pictures, from any colour profile to 8-bit sRGB for browsers."""

import io
from typing import Any

from PIL import Image, ImageCms

SRGB: Any = ImageCms.createProfile("sRGB")
LEVEL_DIVISOR = 257
"""Divisor from 16-bit to 8-bit levels: 65,535 becomes 255."""
MODES = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}
"""Colour spaces of profiles, and Pillow's modes for them."""


def convert_to_srgb(picture: Image.Image) -> Image.Image:
    """Return a picture in 8-bit sRGB, with its transparency if it has any.

    An unreadable profile, or one for another colour space, is ignored, as in browsers.
    """
    if picture.mode.startswith("I;16") or picture.mode in {"I", "F"}:
        # Pillow would clip the levels at 255: all but the darkest would be white.
        picture = picture.convert("I").point(lambda level: level * (1 / LEVEL_DIVISOR)).convert("L")
    alpha = picture.convert("RGBA").getchannel("A") if picture.has_transparency_data else None
    opaque = _convert_mode(picture)
    if alpha is not None:
        opaque.putalpha(alpha)
    return opaque


def _convert_mode(picture: Image.Image) -> Image.Image:
    profile = picture.info.get("icc_profile")
    if profile:
        try:
            return _apply_profile(picture, profile)
        except (ImageCms.PyCMSError, KeyError, OSError, ValueError, TypeError):
            pass
    return picture.convert("RGB")


def _apply_profile(picture: Image.Image, profile: bytes) -> Image.Image:
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    mode = MODES[source.profile.xcolor_space.strip()]
    if mode == "CMYK" and picture.mode != "CMYK":
        raise ValueError("a profile for print in a picture for screens")
    if mode == "RGB" and picture.mode in {"CMYK", "YCCK"}:
        raise ValueError("a profile for screens in a picture for print")
    converted = ImageCms.profileToProfile(
        picture.convert(mode),
        source,
        SRGB,
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode="RGB",
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    if converted is None:
        raise ValueError("the profile changed nothing")
    return converted
