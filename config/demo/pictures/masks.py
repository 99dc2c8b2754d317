"""Shapes as coverage of pixels: placed, drawn, blurred, cut."""

import math
from dataclasses import dataclass
from itertools import chain

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from config.demo.pictures.shapes import Point, Points, Shape

SIDE = 640
FINE = 3  # each pixel of a mask is drawn as 3 by 3 and averaged


@dataclass(frozen=True)
class Frame:
    """How design units fall on the picture: size, turn in degrees, the point that stays put, and where it lands."""

    scale: float = 1.0
    turn: float = 0.0
    pivot: Point = (500, 500)
    lands: Point = (500, 500)
    mirrored: bool = False
    side: int = SIDE

    def place(self, points: Points) -> list[Point]:
        """The points in pixels."""
        sine = math.sin(math.radians(self.turn)) * self.unit
        cosine = math.cos(math.radians(self.turn)) * self.unit
        (pivot_x, pivot_y), hand = self.pivot, -1 if self.mirrored else 1
        left, top = (part * self.side / 1000 for part in self.lands)
        return [
            (
                left + hand * (x - pivot_x) * cosine - (y - pivot_y) * sine,
                top + hand * (x - pivot_x) * sine + (y - pivot_y) * cosine,
            )
            for x, y in points
        ]

    @property
    def unit(self) -> float:
        """Pixels in one design unit."""
        return self.side / 1000 * self.scale


@dataclass(frozen=True)
class Mask:
    """Coverage (0 to 255) of a part of the picture, with the place of its upper left corner."""

    image: Image.Image
    left: int
    top: int

    @property
    def right(self) -> int:
        """First column past it."""
        return self.left + self.image.width

    @property
    def bottom(self) -> int:
        """First row past it."""
        return self.top + self.image.height


def drawn(shape: Shape, frame: Frame, fine: int) -> Mask | None:
    """The coverage of a shape, each pixel drawn as `fine` by `fine`; None when it lies outside."""
    outlines = [frame.place(points) for points in shape.outlines]
    strokes = [(frame.place(points), width * frame.unit) for points, width in shape.strokes]
    holes = [frame.place(points) for points in shape.holes]
    window = _window(outlines, strokes, frame.side)
    if window is None:
        return None
    left, top, right, bottom = window
    image = Image.new("L", ((right - left) * fine, (bottom - top) * fine))
    pen = ImageDraw.Draw(image)

    def enlarged(points: list[Point]) -> list[Point]:
        return [((x - left) * fine, (y - top) * fine) for x, y in points]

    for points in outlines:
        pen.polygon(enlarged(points), fill=255)
    for points, width in strokes:
        _stroked(pen, enlarged(points), width * fine)
    for points in holes:
        pen.polygon(enlarged(points), fill=0)
    return Mask(image.reduce(fine) if fine > 1 else image, left, top)


def _stroked(pen: ImageDraw.ImageDraw, points: list[Point], width: float) -> None:
    pen.line(points, fill=255, width=max(1, round(width)), joint="curve" if width > 9 else None)
    radius = width / 2
    for x, y in (points[0], points[-1]):
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)


def _window(
    outlines: list[list[Point]], strokes: list[tuple[list[Point], float]], side: int
) -> tuple[int, int, int, int] | None:
    margin = 1 + max((width / 2 for _, width in strokes), default=0)
    columns, rows = zip(*chain(*outlines, *(points for points, _ in strokes)), strict=True)
    left, top = (max(0, math.floor(min(places) - margin)) for places in (columns, rows))
    right, bottom = (min(side, math.ceil(max(places) + margin)) for places in (columns, rows))
    return (left, top, right, bottom) if left < right and top < bottom else None


def softened(mask: Mask, radius: float, side: int) -> Mask:
    """The mask blurred by that many pixels, within a picture of that side."""
    margin = math.ceil(radius * 2.5)
    wide = Image.new("L", (mask.image.width + 2 * margin, mask.image.height + 2 * margin))
    wide.paste(mask.image, (margin, margin))
    wide = blurred(wide, radius)
    left, top = max(0, mask.left - margin), max(0, mask.top - margin)
    right, bottom = min(side, mask.right + margin), min(side, mask.bottom + margin)
    corner_x, corner_y = left - mask.left + margin, top - mask.top + margin
    return Mask(wide.crop((corner_x, corner_y, corner_x + right - left, corner_y + bottom - top)), left, top)


def blurred(image: Image.Image, radius: float) -> Image.Image:
    """The picture blurred by that many pixels, worked out small where the blur hides it."""
    shrink = max(1, min(8, int(radius / 1.6)))
    if shrink == 1:
        return image.filter(ImageFilter.GaussianBlur(radius))
    small = image.resize((max(1, image.width // shrink), max(1, image.height // shrink)), Image.Resampling.BOX)
    return small.filter(ImageFilter.GaussianBlur(radius / shrink)).resize(image.size, Image.Resampling.BILINEAR)


def clipped(mask: Mask, within: Mask | None) -> Mask | None:
    """What two masks have in common, if anything."""
    if within is None:
        return None
    left, top = max(mask.left, within.left), max(mask.top, within.top)
    right, bottom = min(mask.right, within.right), min(mask.bottom, within.bottom)
    if left >= right or top >= bottom:
        return None
    one, other = (
        each.image.crop((left - each.left, top - each.top, right - each.left, bottom - each.top))
        for each in (mask, within)
    )
    return Mask(ImageChops.multiply(one, other), left, top)
