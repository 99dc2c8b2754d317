"""The photographer: where the product stands, its shadow, and the finished picture."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageChops, ImageFilter

from config.demo.pictures import backdrops
from config.demo.pictures.canvas import Canvas
from config.demo.pictures.colours import Colour, shade
from config.demo.pictures.masks import SIDE, Frame, blurred

FLOOR = 790  # where standing products touch the ground, in design units
ABOVE_FLOOR = (
    backdrops.sweep,
    backdrops.sweep,
    backdrops.disc,
    backdrops.arch,
    backdrops.plinth,
    backdrops.window,
)
FROM_ABOVE = (backdrops.plain, backdrops.plain, backdrops.halves, backdrops.window)


@dataclass(frozen=True)
class Stage:
    """How one picture is taken: the backdrop, its colour and ground line, and how the product is framed."""

    setting: Callable[[Canvas, Colour, Colour, float], None]
    tone: Colour
    beside: Colour
    ground: float
    frame: Frame
    stands: bool


def set_up(luck: random.Random, colours: tuple[Colour, ...], *, stands: bool, top: float, shot: int = 0) -> Stage:
    """A stage that the product's colours can be told from.

    `top` is the height of a standing product's upper edge; `shot` 0 is the cover, 1 turned round, 2 close by.
    """
    tone = luck.choice(backdrops.apart_from(colours))
    setting = luck.choice(ABOVE_FLOOR if stands else FROM_ABOVE)
    beside = luck.choice(backdrops.neighbours(tone))
    if shot == 2:
        frame = _close(luck, stands)
        return Stage(backdrops.sweep if stands else backdrops.plain, tone, beside, 824, frame, stands)
    ground = FLOOR - max(0, top - 200) * 0.42 - (40 if setting is backdrops.plinth else 0)
    frame = _framed(luck, ground, stands, shot, 0.9 if setting is backdrops.plinth else 1)
    return Stage(setting, tone, beside, ground, frame, stands)


def _framed(luck: random.Random, ground: float, stands: bool, shot: int, size: float) -> Frame:
    size *= luck.uniform(0.97, 1.05)
    if stands:
        return Frame(size, 0, (500, FLOOR), (500, ground), mirrored=bool(shot))
    return Frame(size, luck.uniform(-9, 9) if shot else 0)


def _close(luck: random.Random, stands: bool) -> Frame:
    across = luck.choice((-70, 70))
    if stands:
        return Frame(1.62, 0, (500 + across, FLOOR), (500, 824))
    return Frame(1.62, luck.uniform(-4, 4), (500 + across, 420))


def photograph(stage: Stage, product: Canvas) -> Image.Image:
    """The finished picture, SIDE by SIDE pixels."""
    scene = Canvas(Frame(side=SIDE // 2))  # half size: the background is a little out of focus
    stage.setting(scene, stage.tone, stage.beside, stage.ground)
    picture = scene.layer.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BILINEAR)
    picture = ImageChops.add(picture, _grain(), offset=-2)
    cover = product.layer.getchannel("A")
    _cast(picture, cover, stage)
    picture.paste(product.layer, (0, 0), cover)
    return picture


@lru_cache(maxsize=1)
def _grain() -> Image.Image:
    """Noise of a few levels: without it smooth walls would show bands."""
    noise = random.Random(SIDE).randbytes(SIDE * SIDE)  # noqa: S311 (repeatable on purpose)
    one = Image.frombytes("L", (SIDE, SIDE), noise).point([step * 5 // 256 for step in range(256)])
    return Image.merge("RGB", (one, one, one))


def _cast(picture: Image.Image, cover: Image.Image, stage: Stage) -> None:
    deep = shade(stage.tone, 0.72)
    if not stage.stands:
        small = cover.reduce(3)
        for away, radius, force in ((24, 22, 0.34), (6, 5, 0.3)):
            dark = _faded(small.filter(ImageFilter.GaussianBlur(radius / 3)), force).resize(
                cover.size, Image.Resampling.BILINEAR
            )
            picture.paste(deep, (away // 2, away), dark)
        return
    feet = cover.getbbox()
    if feet:
        for flat, radius, force in ((0.2, 16, 0.42), (0.05, 5, 0.62)):
            _pool(picture, cover.crop(feet), feet, round(stage.ground * SIDE / 1000), deep, (flat, radius, force))


def _pool(
    picture: Image.Image,
    cover: Image.Image,
    feet: tuple[int, int, int, int],
    ground: int,
    deep: Colour,
    cast: tuple[float, float, float],
) -> None:
    flat, radius, force = cast
    margin = round(radius * 2.5)
    low = cover.crop((0, round(cover.height * (1 - min(1, flat * 1.5))), cover.width, cover.height))
    high, wide = max(6, round(cover.width * flat * 0.55)), round(cover.width * (1 + flat * 0.25))
    pool = Image.new("L", (wide + 2 * margin, high + 2 * margin))
    pool.paste(low.resize((wide, high), Image.Resampling.BOX), (margin, margin))
    place = (feet[0] + round(flat * 60) - margin, ground - high // 2 - margin)
    picture.paste(deep, place, _faded(blurred(pool, radius), force))


def _faded(mask: Image.Image, force: float) -> Image.Image:
    return mask.point([round(step * force) for step in range(256)])
