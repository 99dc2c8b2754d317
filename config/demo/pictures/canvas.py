"""Paint for shapes: soft edges, gradients, light from the upper left."""

import math
from dataclasses import dataclass
from itertools import chain

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from config.demo.pictures.colours import Colour, Stops, even, ramp, shade, strip, tint
from config.demo.pictures.shapes import Point, Points, Shape

SIDE = 720
FINE = 3  # each pixel of a mask is drawn as 3 by 3 and averaged
_DISTANCE = Image.radial_gradient("L")


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


class Canvas:
    """A transparent layer that shapes are painted on."""

    def __init__(self, frame: Frame | None = None) -> None:
        self.frame = frame or Frame()
        self.layer = Image.new("RGBA", (self.frame.side, self.frame.side), (0, 0, 0, 0))
        self._masks: dict[tuple[int, int], tuple[Shape, Mask | None]] = {}

    def fill(
        self,
        shape: Shape,
        paint: Colour | Stops,
        *,
        angle: float = 90,
        alpha: float = 1,
        blur: float = 0,
        within: Shape | None = None,
    ) -> None:
        """Lay one colour, or a gradient towards `angle` (90 is down), over the shape, soft by `blur` units."""
        mask = self._mask(shape, fine=1 if blur > 2 else FINE)
        if mask and blur:
            mask = _soft(mask, blur * self.frame.unit, self.frame.side)
        if mask and within:
            mask = _clipped(mask, self._mask(within))
        if mask:
            self._lay(_painted(mask, paint, angle), mask, alpha)

    def glow(
        self, shape: Shape, paint: Stops, *, at: Point = (0.35, 0.3), reach: float = 0.8, alpha: float = 1
    ) -> None:
        """A gradient outwards from a point of the shape's box (0 to 1 each way), `reach` in box widths."""
        mask = self._mask(shape)
        if mask:
            self._lay(_radial(mask, paint, at, reach), mask, alpha)

    def solid(
        self,
        shape: Shape,
        colour: Colour,
        *,
        depth: float = 0.5,
        gloss: float = 0.35,
        soft: float = 34,
        angle: float = 70,
    ) -> None:
        """A body of that colour: darker towards the lower right by `depth`, lit from the upper left by `gloss`."""
        mask = self._mask(shape)
        if mask:
            self._lay(_rounded(mask, colour, angle, (depth, gloss), soft * self.frame.unit), mask, 1)

    def turned(
        self, shape: Shape, colour: Colour, *, gloss: float = 0.4, depth: float = 0.5, within: Shape | None = None
    ) -> None:
        """A body turned on a lathe: light on its left, dark on its right, a little light back at the edge."""
        self.fill(
            shape,
            (
                (0.0, shade(colour, 0.34 * depth)),
                (0.12, colour),
                (0.3, tint(colour, gloss)),
                (0.46, tint(colour, gloss * 0.2)),
                (0.8, shade(colour, 0.62 * depth)),
                (0.93, shade(colour, 0.76 * depth)),
                (1.0, shade(colour, 0.52 * depth)),
            ),
            angle=0,
            within=within,
        )

    def gleam(self, shape: Shape, within: Shape) -> None:
        """A soft reflection of the window."""
        self.fill(shape, (255, 255, 255), alpha=0.4, blur=14, within=within)

    def _mask(self, shape: Shape, fine: int = FINE) -> Mask | None:
        name = id(shape), fine
        if name not in self._masks:
            self._masks[name] = (shape, _drawn(shape, self.frame, fine))
        return self._masks[name][1]

    def _lay(self, image: Image.Image, mask: Mask, alpha: float) -> None:
        cover = mask.image if alpha >= 1 else mask.image.point([round(step * alpha) for step in range(256)])
        image.putalpha(cover)
        self.layer.alpha_composite(image, (mask.left, mask.top))


def _drawn(shape: Shape, frame: Frame, fine: int) -> Mask | None:
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


def _soft(mask: Mask, radius: float, side: int) -> Mask:
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


def _clipped(mask: Mask, within: Mask | None) -> Mask | None:
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


def _painted(mask: Mask, paint: Colour | Stops, angle: float) -> Image.Image:
    size = mask.image.size
    if isinstance(paint[0], int):
        return Image.new("RGB", size, paint)
    across, down = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    corners = [x * across + y * down for x in (0, size[0]) for y in (0, size[1])]
    step = 255.9 / (max(corners) - min(corners))
    turn = (across * step, down * step, -min(corners) * step, 0, 0, 0.5)
    return strip(paint).transform(size, Image.Transform.AFFINE, turn)


def _radial(mask: Mask, paint: Stops, at: Point, reach: float) -> Image.Image:
    wide, high = mask.image.size
    step = 128 / (reach * wide)
    turn = (step, 0, 128 - at[0] * wide * step, 0, step, 128 - at[1] * high * step)
    away = _DISTANCE.transform((wide, high), Image.Transform.AFFINE, turn, Image.Resampling.BILINEAR, fillcolor=255)
    bands = zip(*ramp(paint), strict=True)
    return Image.merge("RGB", [away.point(list(band)) for band in bands])


def _rounded(mask: Mask, colour: Colour, angle: float, strength: tuple[float, float], soft: float) -> Image.Image:
    small = mask.image.reduce(4)  # nothing in it has edges, so a quarter of the size will do
    image = _painted(Mask(small, 0, 0), even(tint(colour, 0.1), colour, shade(colour, 0.12)), angle)
    shift = max(1, round(soft * 0.14))
    margin = shift + 2
    wide = Image.new("L", (small.width + 2 * margin, small.height + 2 * margin))
    wide.paste(small, (margin, margin))
    wide = wide.filter(ImageFilter.GaussianBlur(max(0.6, soft * 0.15)))
    for force, tone, side in ((strength[0], shade(colour, 0.62), 1), (strength[1], tint(colour, 0.75), -1)):
        corner = margin + side * shift
        edge = wide.crop((corner, corner, corner + small.width, corner + small.height))
        image.paste(tone, (0, 0), edge.point([round((255 - step) * force) for step in range(256)]))
    whole = image.resize((small.width * 4, small.height * 4), Image.Resampling.BILINEAR)
    return whole.crop((0, 0, *mask.image.size))
