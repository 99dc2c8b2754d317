"""Colours as the studio sees them: warm light, cool shade."""

from functools import lru_cache
from itertools import pairwise

from PIL import Image

Colour = tuple[int, int, int]
Stops = tuple[tuple[float, Colour], ...]

LIGHT: Colour = (255, 251, 243)
DARK: Colour = (26, 20, 40)


def rgb(code: str) -> Colour:
    """The colour of six hexadecimal digits.

    Raises ValueError for anything else.
    """
    red, green, blue = bytes.fromhex(code)
    return red, green, blue


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """A colour between two, `share` (0 to 1) of it the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def tint(colour: Colour, share: float) -> Colour:
    """The colour with that share of warm light in it."""
    return mix(colour, LIGHT, share)


def shade(colour: Colour, share: float) -> Colour:
    """The colour with that share of cool dark in it."""
    return mix(colour, DARK, share)


def brightness(colour: Colour) -> float:
    """How bright the eye finds it, 0 (black) to 1 (white)."""
    red, green, blue = colour
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


def contrast(colour: Colour, share: float) -> Colour:
    """A tone that can be told from the colour: darker on light ones, lighter on dark ones."""
    return shade(colour, share) if brightness(colour) > 0.32 else tint(colour, share * 0.7)


def even(*colours: Colour) -> Stops:
    """Gradient stops at equal distances."""
    last = max(1, len(colours) - 1)
    return tuple((place / last, colour) for place, colour in enumerate(colours))


@lru_cache(maxsize=4096)
def ramp(stops: Stops) -> tuple[Colour, ...]:
    """The 256 colours of a gradient."""
    return tuple(_at(stops, step / 255) for step in range(256))


@lru_cache(maxsize=4096)
def strip(stops: Stops) -> Image.Image:
    """The gradient as a picture 256 pixels wide and one high."""
    image = Image.new("RGB", (256, 1))
    image.putdata(ramp(stops))
    return image


def _at(stops: Stops, place: float) -> Colour:
    for (low, before), (high, after) in pairwise(stops):
        if place <= high:
            return mix(before, after, max(0.0, place - low) / max(high - low, 1e-6))
    return stops[-1][1]
