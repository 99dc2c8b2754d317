"""Product pictures, drawn by the project itself: no font and no image from elsewhere.

The same arguments give the same bytes.
"""

import io
import random
from collections.abc import Callable
from dataclasses import dataclass

from config.demo.pictures.bags import BAGS
from config.demo.pictures.canvas import Canvas
from config.demo.pictures.clothing import CLOTHING
from config.demo.pictures.colours import rgb
from config.demo.pictures.greenery import GREENERY
from config.demo.pictures.home import HOME
from config.demo.pictures.kitchen import KITCHEN
from config.demo.pictures.look import Look
from config.demo.pictures.masks import SIDE
from config.demo.pictures.paper import PAPER_GOODS
from config.demo.pictures.seats import SEATS
from config.demo.pictures.shoes import SHOES
from config.demo.pictures.sound import SOUND
from config.demo.pictures.sport import SPORT
from config.demo.pictures.studio import photograph, set_up
from config.demo.pictures.woollens import WOOLLENS

DRAWINGS: dict[str, Callable[[Canvas, Look], None]] = {
    **SHOES,
    **CLOTHING,
    **WOOLLENS,
    **BAGS,
    **KITCHEN,
    **HOME,
    **GREENERY,
    **SEATS,
    **SOUND,
    **SPORT,
    **PAPER_GOODS,
}
# Upper edge, in design units, of what stands on a floor; all else lies flat or hangs.
STANDING = {
    "sneaker": 350,
    "runner": 340,
    "high-top": 265,
    "boot": 215,
    "slide": 475,
    "backpack": 130,
    "mug": 310,
    "teapot": 330,
    "bowl": 395,
    "carafe": 190,
    "moka": 205,
    "lamp": 180,
    "vase": 200,
    "candle": 300,
    "chair": 180,
    "plant": 150,
    "stool": 330,
    "headphones": 165,
    "camera": 345,
    "speaker": 200,
    "helmet": 250,
    "flask": 150,
    "ball": 290,
    "kettlebell": 235,
    "mat": 205,
    "tent": 250,
}


@dataclass(frozen=True)
class Portrait:
    """What a picture shows: kind of product, three colours as hexadecimal digits, style, seed, and which shot.

    Shot 0 is the cover, 1 the same from the other side, 2 from close by.
    """

    kind: str
    colours: tuple[str, str, str]
    style: int
    seed: int
    shot: int = 0


def draw(portrait: Portrait) -> bytes:
    """The picture as a JPEG file of SIDE by SIDE pixels.

    Raises KeyError for a kind that is not in DRAWINGS.
    """
    main, second, accent = (rgb(code) for code in portrait.colours)
    luck = random.Random(f"{portrait.seed}/{portrait.shot}")  # noqa: S311 (repeatable on purpose)
    top = STANDING.get(portrait.kind)
    stage = set_up(luck, (main, second, accent), stands=top is not None, top=top or 0, shot=portrait.shot)
    canvas = Canvas(stage.frame)
    spots = random.Random(portrait.seed)  # noqa: S311 (all shots show the same thing)
    DRAWINGS[portrait.kind](canvas, Look(main, second, accent, portrait.style, spots))
    file = io.BytesIO()
    photograph(stage, canvas).save(file, "JPEG", quality=86, optimize=False)
    return file.getvalue()


__all__ = ["DRAWINGS", "SIDE", "STANDING", "Portrait", "draw"]
