"""Clothes, laid flat."""

from config.demo.pictures.canvas import Canvas
from config.demo.pictures.colours import Colour, contrast, even, shade, tint
from config.demo.pictures.look import Look
from config.demo.pictures.shapes import Shape, box, curve, dashes, ellipse, path, poly, smooth, stroke


def tee(canvas: Canvas, look: Look) -> None:
    """A T-shirt."""
    body = path(
        "M 382 176 C 420 214 580 214 618 176 C 660 186 710 204 752 226 C 800 270 846 350 878 430 C 846 462 796 484"
        " 752 492"
        " L 724 440 C 716 540 720 700 730 838 C 580 858 420 858 270 838 C 280 700 284 540 276 440 L 248 492"
        " C 204 484 154 462 122 430 C 154 350 200 270 248 226 C 290 204 340 186 382 176"
    )
    canvas.fill(path("M 382 176 C 430 160 570 160 618 176 C 590 240 410 240 382 176"), shade(look.main, 0.42))
    canvas.solid(body, look.main, soft=46, depth=0.4, gloss=0.25)
    _print(canvas, look, body)
    _folds(canvas, look.main, body)
    neck = look.accent if look.style % 3 == 1 else shade(look.main, 0.1)
    canvas.fill(curve(20, (380, 178), (430, 222), (500, 234), (570, 222), (620, 178)), neck)
    canvas.fill(curve(3, (368, 190), (426, 240), (500, 252), (574, 240), (632, 190)), shade(look.main, 0.4), alpha=0.5)
    for hem in (
        dashes(2.5, (272, 818), (500, 832), (728, 818), on=8, off=6),
        dashes(2.5, (142, 412), (190, 446), (254, 470)),
    ):
        canvas.fill(hem, contrast(look.main, 0.45), alpha=0.6)
    canvas.fill(dashes(2.5, (858, 412), (810, 446), (746, 470)), contrast(look.main, 0.45), alpha=0.6)


def _print(canvas: Canvas, look: Look, body: Shape) -> None:
    if look.style % 4 == 0:
        _sunset(canvas, look)
    elif look.style % 4 == 1:
        for row in range(9):
            canvas.fill(box(60, 250 + row * 66, 940, 280 + row * 66), look.second, alpha=0.95, within=body)
    elif look.style % 4 == 2:
        canvas.fill(box(346, 330, 430, 426, 8), contrast(look.main, 0.18), within=body)
        canvas.fill(dashes(2.5, (350, 334), (350, 420), (388, 422), (426, 420), (426, 334)), contrast(look.main, 0.5))
        canvas.fill(box(346, 330, 430, 346, 4), look.accent)
    else:
        _peaks(canvas, look)


def _sunset(canvas: Canvas, look: Look) -> None:
    sun = ellipse(500, 450, 104)
    canvas.fill(sun, even(tint(look.accent, 0.25), look.accent))
    for row in range(5):
        canvas.fill(box(380, 452 + row * 22, 620, 458 + row * 24), look.main, within=sun)
    canvas.fill(stroke(5, (410, 590), (590, 590)) + stroke(5, (450, 606), (550, 606)), look.accent)


def _peaks(canvas: Canvas, look: Look) -> None:
    canvas.fill(poly((370, 540), (460, 390), (530, 540)), look.accent)
    canvas.fill(poly((450, 540), (550, 340), (640, 540)), look.second)
    canvas.fill(poly((525, 390), (550, 340), (572, 386), (556, 402), (544, 388)), tint(look.second, 0.7))
    canvas.fill(ellipse(420, 360, 24), look.second)


def _folds(canvas: Canvas, tone: Colour, body: Shape) -> None:
    creases = (
        curve(20, (300, 470), (330, 560), (322, 700)),
        curve(20, (700, 470), (672, 580), (690, 720)),
        curve(16, (420, 838), (450, 740), (440, 640)),
        curve(16, (590, 838), (570, 760), (580, 690)),
        curve(18, (282, 250), (300, 350), (282, 440)),
        curve(18, (718, 250), (700, 350), (718, 440)),
    )
    for place, crease in enumerate(creases):
        canvas.fill(crease.moved(8, 0), shade(tone, 0.6), alpha=0.26, blur=12, within=body)
        if place % 2:
            canvas.fill(crease.moved(-12, 0), tint(tone, 0.7), alpha=0.2, blur=12, within=body)


def hoodie(canvas: Canvas, look: Look) -> None:
    """A hooded sweatshirt."""
    sleeves = path(
        "M 286 280 C 210 310 180 400 150 560 C 134 660 124 740 122 800 C 150 818 190 822 222 812 C 240 700 270 600"
        " 310 520 Z"
    )
    body = path(
        "M 330 262 C 420 300 580 300 670 262 C 710 272 730 290 744 320 C 730 480 734 680 742 836 C 580 860 420 860"
        " 258 836"
        " C 266 680 270 480 256 320 C 270 290 290 272 330 262"
    )
    for sleeve in (sleeves, sleeves.mirrored()):
        canvas.solid(sleeve, look.main, soft=44, depth=0.5)
        cuff = box(100, 770, 260, 830) if sleeve is sleeves else box(740, 770, 900, 830)
        _ribbed(canvas, look, sleeve, cuff)
        canvas.fill(
            curve(14, (212, 420), (190, 560), (180, 700)), shade(look.main, 0.6), alpha=0.25, blur=12, within=sleeve
        )
    canvas.solid(body, look.main, soft=50, depth=0.4, gloss=0.25)
    if look.style % 3 == 1:
        canvas.fill(box(200, 440, 800, 560), look.second, within=body)
        canvas.fill(box(200, 560, 800, 584), look.accent, within=body)
    _ribbed(canvas, look, body, box(200, 786, 800, 870))
    _folds(canvas, look.main, body)
    _pouch(canvas, look)
    _hood(canvas, look)


def _ribbed(canvas: Canvas, look: Look, part: Shape, band: Shape) -> None:
    canvas.fill(band, shade(look.main, 0.12), alpha=0.8, within=part)
    left, right = (ends(x for x, _ in band.outlines[0]) for ends in (min, max))
    top, bottom = (ends(y for _, y in band.outlines[0]) for ends in (min, max))
    count = round((right - left) / 14)
    ribs = sum((stroke(3, (left + step * 14, top), (left + step * 14, bottom)) for step in range(count + 1)), Shape())
    canvas.fill(ribs, shade(look.main, 0.55), alpha=0.35, within=part)


def _pouch(canvas: Canvas, look: Look) -> None:
    pocket = path(
        "M 376 610 L 624 610 C 650 640 676 680 690 714 L 690 780 L 310 780 L 310 714 C 324 680 350 640 376 610"
    )
    canvas.fill(pocket.moved(4, 8), shade(look.main, 0.6), alpha=0.35, blur=8)
    canvas.solid(pocket, look.main, soft=20, depth=0.3, gloss=0.2)
    for side in (dashes(2.5, (384, 618), (350, 660), (320, 716)), dashes(2.5, (616, 618), (650, 660), (680, 716))):
        canvas.fill(side, contrast(look.main, 0.5), alpha=0.7)


def _hood(canvas: Canvas, look: Look) -> None:
    outer = smooth(
        (330, 270),
        (340, 170),
        (420, 112),
        (500, 100),
        (580, 112),
        (660, 170),
        (670, 270),
        (610, 330),
        (500, 366),
        (390, 330),
    )
    inner = smooth(
        (392, 262),
        (400, 190),
        (450, 160),
        (500, 154),
        (550, 160),
        (600, 190),
        (608, 262),
        (570, 310),
        (500, 346),
        (430, 310),
    )
    canvas.fill(outer.moved(0, 16), shade(look.main, 0.65), alpha=0.35, blur=16)
    canvas.solid(outer, look.main, soft=36)
    canvas.fill(inner, even(shade(look.second, 0.55), shade(look.second, 0.3)))
    canvas.fill(
        path(
            "M 400 250 C 420 340 470 360 500 362 C 530 360 580 340 600 250 C 590 300 540 330 500 332 C 460 330 410"
            " 300 400 250"
        ),
        tint(look.main, 0.08),
    )
    for side in (-1, 1):
        cord = curve(9, (500 + side * 44, 340), (500 + side * 52, 420), (500 + side * 46, 500))
        canvas.fill(cord.moved(4, 6), shade(look.main, 0.6), alpha=0.4, blur=4)
        canvas.fill(cord, look.lace)
        canvas.fill(box(490 + side * 46, 486, 510 + side * 46, 524, 6), look.accent)


def sweater(canvas: Canvas, look: Look) -> None:
    """A knitted jumper."""
    sleeve = path(
        "M 300 250 C 220 270 190 360 164 520 C 146 640 130 740 126 812 C 156 830 204 832 236 820 C 250 700 280 590"
        " 320 500 Z"
    )
    body = path(
        "M 376 214 C 430 256 570 256 624 214 C 680 224 726 250 742 310 C 726 480 728 680 736 834 C 580 856 420 856"
        " 264 834"
        " C 272 680 274 480 258 310 C 274 250 320 224 376 214"
    )
    canvas.fill(path("M 376 214 C 430 186 570 186 624 214 C 590 272 410 272 376 214"), shade(look.main, 0.5))
    for arm, cuff in ((sleeve, box(100, 768, 260, 836)), (sleeve.mirrored(), box(740, 768, 900, 836))):
        canvas.solid(arm, look.main, soft=44, depth=0.5)
        _knit(canvas, look, arm)
        _ribbed(canvas, look, arm, cuff)
    canvas.solid(body, look.main, soft=50, depth=0.4, gloss=0.25)
    _knit(canvas, look, body)
    _yoke(canvas, look, body)
    _ribbed(canvas, look, body, box(200, 776, 800, 860))
    collar = curve(34, (372, 214), (430, 264), (500, 276), (570, 264), (628, 214))
    canvas.fill(collar, even(tint(look.main, 0.12), shade(look.main, 0.15)))


def _knit(canvas: Canvas, look: Look, part: Shape) -> None:
    canvas.fill(_ROWS, shade(look.main, 0.6), alpha=0.22, within=part)


_ROWS = sum(
    (stroke(2.5, *((x, y + (8 if x // 20 % 2 else 0)) for x in range(100, 920, 20))) for y in range(220, 850, 26)),
    Shape(),
)


def _yoke(canvas: Canvas, look: Look, body: Shape) -> None:
    if look.style % 3 == 0:
        for row, tone in enumerate((look.second, look.accent, look.second)):
            wave = [(x, 350 + row * 44 + (20 if x // 40 % 2 else -6)) for x in range(200, 840, 40)]
            canvas.fill(stroke(15, *wave), tone, within=body)
    elif look.style % 3 == 1:
        for row in range(6):
            canvas.fill(box(200, 300 + row * 84, 800, 338 + row * 84), look.second, within=body)
    else:
        for across in (380, 500, 620):
            rope = [(across + (16 if step % 2 else -16), 260 + step * 36) for step in range(16)]
            back = [(across - (16 if step % 2 else -16), 260 + step * 36) for step in range(16)]
            canvas.fill(curve(13, *rope) + curve(13, *back), shade(look.main, 0.55), alpha=0.3, blur=5, within=body)
            canvas.fill(curve(10, *rope) + curve(10, *back), tint(look.main, 0.2), within=body)


CLOTHING = {"tee": tee, "hoodie": hoodie, "sweater": sweater}
