"""Things to sit on."""

from config.demo.pictures.canvas import Canvas
from config.demo.pictures.colours import Colour, even, shade, tint
from config.demo.pictures.kitchen import DARK_WOOD, WOOD, grain
from config.demo.pictures.look import Look
from config.demo.pictures.shapes import Shape, box, curve, ellipse, lathe, path, poly, stroke

LEAF: Colour = (84, 128, 86)
BRASS: Colour = (208, 166, 96)


def chair(canvas: Canvas, look: Look) -> None:
    """An upholstered chair on wooden legs."""
    wood = (WOOD, DARK_WOOD)[look.style % 2]
    for leg in (
        poly((330, 620), (356, 620), (336, 760), (318, 760)),
        poly((644, 620), (670, 620), (682, 760), (664, 760)),
    ):
        canvas.fill(leg, shade(wood, 0.4))
    backs = (
        path("M 300 560 C 262 420 270 250 320 196 C 400 160 600 160 680 196 C 730 250 738 420 700 560 Z"),
        path("M 316 560 C 280 460 300 210 500 190 C 700 210 720 460 684 560 Z"),
        box(290, 190, 710, 560, 40),
    )
    back = backs[look.style % 3]
    canvas.solid(back, look.main, soft=50, depth=0.5)
    tufts = {0: [(x, y) for x in (400, 500, 600) for y in (290, 390)], 1: [], 2: []}[look.style % 3]
    for x, y in tufts:
        canvas.fill(ellipse(x, y, 26, 20), shade(look.main, 0.6), alpha=0.35, blur=9)
        canvas.fill(ellipse(x, y, 8), shade(look.accent, 0.1))
    if look.style % 3 == 2:
        canvas.fill(
            sum((stroke(3, (x, 196), (x, 560)) for x in range(332, 710, 42)), Shape()),
            shade(look.main, 0.6),
            alpha=0.4,
            within=back,
        )
    if look.style % 2:
        _armrests(canvas, look)
    seat = path(
        "M 262 560 C 300 520 700 520 738 560 C 760 600 756 640 730 652 C 600 674 400 674 270 652 C 244 640 240 600"
        " 262 560"
    )
    canvas.fill(seat.moved(0, -14), shade(look.main, 0.7), alpha=0.4, blur=14, within=back)
    canvas.solid(seat, tint(look.main, 0.06), soft=36, depth=0.55)
    canvas.fill(curve(3, (256, 610), (500, 638), (744, 610)), shade(look.main, 0.6), alpha=0.4)
    for left in (
        poly((278, 648), (314, 652), (286, 790), (266, 790)),
        poly((686, 652), (722, 648), (734, 790), (714, 790)),
    ):
        canvas.fill(left, even(tint(wood, 0.2), shade(wood, 0.25)), angle=10)


def _armrests(canvas: Canvas, look: Look) -> None:
    arm = path("M 214 470 C 214 436 290 436 300 470 L 306 640 L 250 640 C 226 600 214 540 214 470")
    for part in (arm, arm.mirrored()):
        canvas.solid(part, shade(look.main, 0.06), soft=30, depth=0.5)


def stool(canvas: Canvas, look: Look) -> None:
    """A wooden stool."""
    wood = (WOOD, DARK_WOOD, look.main)[look.style % 3]
    for leg in (
        poly((440, 420), (464, 420), (424, 740), (404, 740)),
        poly((536, 420), (560, 420), (596, 740), (576, 740)),
    ):
        canvas.fill(leg, shade(wood, 0.45))
    canvas.fill(stroke(15, (330, 640), (670, 640)), shade(wood, 0.3))
    for leg in (
        poly((340, 410), (372, 410), (318, 790), (292, 790)),
        poly((628, 410), (660, 410), (708, 790), (682, 790)),
    ):
        canvas.fill(leg, even(tint(wood, 0.25), wood, shade(wood, 0.3)), angle=8)
        canvas.fill(box(200, 744, 800, 800), look.accent, within=leg)
    seat = lathe([(236, 370), (236, 404), (222, 420)], tilt=0.2)
    canvas.turned(seat, wood, gloss=0.3)
    top = ellipse(500, 370, 236, 47)
    canvas.fill(top, even(tint(wood, 0.4), tint(wood, 0.15), wood), angle=25)
    if look.style % 2:
        pad = lathe([(214, 334), (228, 352), (216, 372)], tilt=0.2)
        canvas.solid(pad, look.second, soft=24, depth=0.45)
        canvas.fill(ellipse(500, 338, 206, 40), tint(look.second, 0.2))
    else:
        grain(canvas, wood, top)


SEATS = {"chair": chair, "stool": stool}
