"""Paint for shapes: soft edges, gradients, light from the upper left."""

import math

from PIL import Image, ImageFilter

from config.demo.pictures.colours import Colour, Stops, even, ramp, shade, strip, tint
from config.demo.pictures.masks import FINE, Frame, Mask, clipped, drawn, softened
from config.demo.pictures.shapes import Point, Shape

_DISTANCE = Image.radial_gradient("L")


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
            mask = softened(mask, blur * self.frame.unit, self.frame.side)
        if mask and within:
            mask = clipped(mask, self._mask(within))
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
            self._masks[name] = (shape, drawn(shape, self.frame, fine))
        return self._masks[name][1]

    def _lay(self, image: Image.Image, mask: Mask, alpha: float) -> None:
        cover = mask.image if alpha >= 1 else mask.image.point([round(step * alpha) for step in range(256)])
        image.putalpha(cover)
        self.layer.alpha_composite(image, (mask.left, mask.top))


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
