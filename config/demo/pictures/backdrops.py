"""Backdrops of the studio: a tone, a second tone beside it, and the height of the ground in design units."""

from functools import lru_cache

from config.demo.pictures.canvas import Canvas
from config.demo.pictures.colours import Colour, brightness, even, mix, rgb, shade, tint
from config.demo.pictures.shapes import Shape, box, ellipse, lathe, poly

PALETTE = (
    "e9dfd0 f0d9d1 f4d3bc f3e4b8 cbd6c2 cfe3da ccdde8 d3d5ec e1d5e8 ebcbd0 dcdad6 f4eee3 e2b59a"
    " 9fc0be a9b8c9 d8bba8 e7c873 b9c9a0 f1c6a8 c3d3d9 e8b7a2 b7b5d4 86a394 6f829c c98f78 d9c2a7"
)
TONES = tuple(map(rgb, PALETTE.split()))


def apart_from(colours: tuple[Colour, ...]) -> list[Colour]:
    """The tones that the first two colours stand out from."""
    far = [tone for tone in TONES if min(_distance(tone, colour) for colour in colours[:2]) > 88]
    return far or sorted(TONES, key=lambda tone: -_distance(tone, colours[0]))[:4]


@lru_cache(maxsize=64)
def neighbours(tone: Colour) -> tuple[Colour, ...]:
    """Tones that sit well beside this one: near in brightness, some way off in hue."""

    def misfit(other: Colour) -> float:
        return abs(_distance(tone, other) - 75) + abs(brightness(tone) - brightness(other)) * 160

    return tuple(sorted((other for other in TONES if other != tone), key=misfit)[:5])


def sweep(scene: Canvas, tone: Colour, beside: Colour, ground: float) -> None:
    """Seamless paper: a lit wall that turns into the floor without an edge."""
    turn = ground / 1000
    stops = (shade(tone, 0.1), tone, tint(tone, 0.22), tint(tone, 0.1), shade(tone, 0.06))
    places = (0, turn - 0.33, turn - 0.12, turn - 0.04, 1)
    scene.fill(_everything(), tuple(zip(places, stops, strict=True)))
    _spot(scene, tone)


def disc(scene: Canvas, tone: Colour, beside: Colour, ground: float) -> None:
    """A large round sheet on the wall behind."""
    sweep(scene, tone, beside, ground)
    scene.fill(ellipse(506, ground - 344, 312), shade(tone, 0.5), alpha=0.28, blur=16)
    scene.fill(ellipse(500, ground - 350, 310), even(tint(beside, 0.25), beside, shade(beside, 0.08)), angle=60)


def arch(scene: Canvas, tone: Colour, beside: Colour, ground: float) -> None:
    """An arched niche in the wall."""
    sweep(scene, tone, beside, ground)
    edge = ground - 48
    niche = box(215, edge - 620, 785, edge + 600, 285)
    scene.fill(niche, even(shade(beside, 0.14), beside, tint(beside, 0.18), beside, beside), angle=75)
    scene.fill(niche - niche.moved(30, 16), shade(beside, 0.45), alpha=0.28, blur=16, within=niche)
    scene.fill(box(-20, edge, 1020, 1020), even(tint(tone, 0.24), tone, shade(tone, 0.06)))


def plinth(scene: Canvas, tone: Colour, beside: Colour, ground: float) -> None:
    """A low round podium."""
    sweep(scene, tone, beside, ground + 110)
    top, body = ellipse(500, ground, 390, 62), lathe([(390, ground), (390, ground + 118)], tilt=0.16)
    tone_of_it = mix(beside, tone, 0.3)
    scene.fill(body.moved(24, 26), shade(tone, 0.6), alpha=0.4, blur=30)
    scene.turned(body, shade(tone_of_it, 0.06), gloss=0.3, depth=0.35)
    scene.fill(top, even(tint(tone_of_it, 0.5), tint(tone_of_it, 0.25), tone_of_it), angle=25)


def window(scene: Canvas, tone: Colour, beside: Colour, ground: float) -> None:
    """Sun through a window, across the wall."""
    scene.fill(_everything(), even(shade(tone, 0.13), tone, tint(tone, 0.06)), angle=70)
    panes = [_pane(120 + column * 200, 40 + row * 330) for column in range(3) for row in range(2)]
    scene.fill(sum(panes, Shape()), tint(tone, 0.7), alpha=0.55, blur=9)


def _pane(left: float, top: float) -> Shape:
    corners = ((left, top), (left + 180, top), (left + 180, top + 305), (left, top + 305))
    return poly(*((x * 1.05 + y * 0.34 - 130, y * 1.02 + x * 0.3 - 160) for x, y in corners))


def plain(scene: Canvas, tone: Colour, beside: Colour, ground: float) -> None:
    """A lit sheet seen from above."""
    scene.fill(_everything(), even(tint(tone, 0.3), tone, shade(tone, 0.1)), angle=55)
    _spot(scene, tone)


def halves(scene: Canvas, tone: Colour, beside: Colour, ground: float) -> None:
    """Two sheets of paper that meet on a slant."""
    plain(scene, tone, beside, ground)
    edge = poly((640, -20), (1020, -20), (1020, 1020), (330, 1020))
    scene.fill(edge.moved(-5, 2), shade(tone, 0.5), alpha=0.3, blur=8)
    scene.fill(edge, even(tint(beside, 0.2), beside, shade(beside, 0.08)), angle=60)


def _spot(scene: Canvas, tone: Colour) -> None:
    scene.fill(ellipse(400, 380, 300, 260), tint(tone, 0.75), alpha=0.5, blur=110)


def _everything() -> Shape:
    return box(-20, -20, 1020, 1020)


def _distance(one: Colour, other: Colour) -> float:
    red, green, blue = (abs(a - b) for a, b in zip(one, other, strict=True))
    return red + green * 1.4 + blue * 0.8
