"""Bags and what one wears with them."""

import math

from config.demo.pictures.canvas import Canvas
from config.demo.pictures.colours import Colour, contrast, even, mix, shade, tint
from config.demo.pictures.look import Look
from config.demo.pictures.shapes import Shape, box, curve, dashes, ellipse, path, poly, stroke

STEEL: Colour = (196, 198, 204)
GOLD: Colour = (214, 174, 104)


def backpack(canvas: Canvas, look: Look) -> None:
    """A day pack."""
    canvas.fill(curve(20, (440, 214), (450, 150), (500, 132), (550, 150), (560, 214)), shade(look.main, 0.3))
    for side in (-1, 1):
        strap = curve(46, (500 + side * 190, 330), (500 + side * 268, 470), (500 + side * 244, 680))
        canvas.fill(strap, even(shade(look.second, 0.1), shade(look.second, 0.45)))
    body = path(
        "M 296 420 C 296 260 370 196 500 196 C 630 196 704 260 704 420 L 728 720 C 730 770 700 790 650 790 L 350 790"
        " C 300 790 270 770 272 720 Z"
    )
    canvas.solid(body, look.main, soft=60, depth=0.55)
    lid = path("M 290 440 C 284 270 360 192 500 192 C 640 192 716 270 710 440 C 640 480 360 480 290 440")
    canvas.fill(lid.moved(0, 16), shade(look.main, 0.65), alpha=0.4, blur=12, within=body)
    canvas.solid(lid, look.second if look.style % 3 == 1 else tint(look.main, 0.05), soft=50, depth=0.4)
    canvas.fill(
        dashes(3, (302, 428), (400, 456), (500, 462), (600, 456), (698, 428)), contrast(look.main, 0.6), alpha=0.6
    )
    _pack_pocket(canvas, look)
    for side in (-1, 1):
        _buckle(canvas, look, 500 + side * 108)


def _pack_pocket(canvas: Canvas, look: Look) -> None:
    pocket = box(332, 540, 668, 758, 44)
    canvas.fill(pocket.moved(4, 10), shade(look.main, 0.65), alpha=0.4, blur=12)
    tone = look.accent if look.style % 3 == 2 else look.main
    canvas.solid(pocket, tone, soft=34, depth=0.45)
    canvas.fill(curve(7, (344, 592), (500, 604), (656, 592)), shade(tone, 0.55))
    canvas.fill(dashes(4, (344, 592), (500, 604), (656, 592), on=5, off=4), (214, 208, 196))
    canvas.fill(box(640, 588, 652, 636, 5), look.accent)
    canvas.fill(
        dashes(2.5, (352, 620), (346, 700), (390, 744), (500, 746), (610, 744), (654, 700), (648, 620)),
        contrast(tone, 0.6),
        alpha=0.5,
    )


def _buckle(canvas: Canvas, look: Look, x: float) -> None:
    leather = mix(look.accent, (140, 92, 58), 0.5)
    strap = box(x - 21, 360, x + 21, 566, 10)
    canvas.fill(strap.moved(5, 8), shade(look.main, 0.7), alpha=0.45, blur=8)
    canvas.solid(strap, leather, soft=14, depth=0.5)
    canvas.fill(
        box(x - 29, 480, x + 29, 530, 8) - box(x - 17, 492, x + 17, 518, 3),
        even(tint(GOLD, 0.5), GOLD, shade(GOLD, 0.4)),
        angle=50,
    )
    canvas.fill(
        dashes(2, (x - 14, 372), (x - 14, 470)) + dashes(2, (x + 14, 372), (x + 14, 470)), tint(leather, 0.6), alpha=0.6
    )


def tote(canvas: Canvas, look: Look) -> None:
    """A canvas tote."""
    handle = curve(30, (384, 400), (390, 220), (440, 130), (500, 112), (560, 130), (610, 220), (616, 400))
    canvas.fill(handle.moved(10, -22), shade(look.main, 0.4))
    body = path("M 236 372 C 400 384 600 384 764 372 L 792 850 C 600 876 400 876 208 850 Z")
    canvas.solid(body, look.main, soft=44, depth=0.4, gloss=0.2)
    if look.style % 2:
        canvas.fill(box(180, 700, 820, 900), even(look.second, shade(look.second, 0.2)), within=body)
    for crease in (curve(22, (300, 420), (330, 600), (300, 800)), curve(22, (690, 460), (650, 640), (700, 820))):
        canvas.fill(crease, shade(look.main, 0.6), alpha=0.22, blur=14, within=body)
    _tote_print(canvas, look)
    canvas.fill(curve(3, (236, 400), (500, 412), (766, 400)), shade(look.main, 0.5), alpha=0.4)
    canvas.fill(handle.moved(4, 8), shade(look.main, 0.7), alpha=0.35, blur=7)
    canvas.fill(handle, even(tint(look.accent, 0.15), look.accent, shade(look.accent, 0.15)))
    for x in (384, 616):
        canvas.fill(box(x - 20, 384, x + 20, 440, 3), look.accent)
        canvas.fill(dashes(2.5, (x - 13, 390), (x - 13, 432), (x + 13, 432), (x + 13, 390)), tint(look.accent, 0.6))


def _tote_print(canvas: Canvas, look: Look) -> None:
    if look.style % 3 == 0:
        leaves = [
            path("M 500 690 C 440 640 440 560 500 500 C 560 560 560 640 500 690").turned(turn, (500, 690))
            for turn in (-64, -32, 0, 32, 64)
        ]
        canvas.fill(sum(leaves, Shape()), look.accent)
        canvas.fill(
            sum(
                (stroke(3, (500, 686), (500, 540)).turned(turn, (500, 690)) for turn in (-64, -32, 0, 32, 64)), Shape()
            ),
            look.main,
        )
    elif look.style % 3 == 1:
        canvas.fill(ellipse(440, 570, 84), look.accent)
        canvas.fill(ellipse(560, 570, 84), look.second, alpha=0.85)
    else:
        waves = [
            curve(14, *((x, 520 + row * 44 + 16 * math.sin(x / 26)) for x in range(360, 650, 20))) for row in range(4)
        ]
        canvas.fill(sum(waves, Shape()), look.accent)


def watch(canvas: Canvas, look: Look) -> None:
    """A wristwatch from above."""
    for side in (0, 180):
        strap = path("M 412 330 C 418 240 430 120 436 40 L 564 40 C 570 120 582 240 588 330 Z").turned(side)
        canvas.solid(strap, look.main, soft=26, depth=0.55)
        stitches = dashes(3, (432, 310), (450, 60)) + dashes(3, (568, 310), (550, 60))
        canvas.fill(stitches.turned(side), contrast(look.main, 0.8), alpha=0.7)
    holes = sum((ellipse(500, 760 + step * 44, 8) for step in range(5)), Shape())
    canvas.fill(holes, shade(look.main, 0.7))
    metal = GOLD if look.style % 2 else STEEL
    canvas.fill(box(704, 476, 740, 524, 8), even(tint(metal, 0.4), shade(metal, 0.4)))
    canvas.fill(ellipse(508, 516, 214), shade(look.main, 0.7), alpha=0.4, blur=16)
    canvas.fill(ellipse(500, 500, 214), even(tint(metal, 0.7), metal, shade(metal, 0.5), tint(metal, 0.2)), angle=60)
    canvas.fill(ellipse(500, 500, 188), even(shade(metal, 0.5), tint(metal, 0.6)), angle=60)
    dial = ellipse(500, 500, 180)
    canvas.glow(dial, even(tint(look.second, 0.2), look.second, shade(look.second, 0.25)), at=(0.4, 0.35))
    _dial(canvas, look, look.second)
    canvas.fill(
        path("M 360 400 C 420 320 560 310 640 380 C 560 370 440 420 384 540 C 352 500 350 440 360 400"),
        (255, 255, 255),
        alpha=0.13,
        within=dial,
    )


def _dial(canvas: Canvas, look: Look, face: Colour) -> None:
    ink = contrast(face, 0.85)
    marks = sum(
        (stroke(9 if hour % 3 == 0 else 4, (500, 338), (500, 364)).turned(hour * 30) for hour in range(12)), Shape()
    )
    canvas.fill(marks, ink)
    if look.style % 3 == 0:
        canvas.fill(ellipse(500, 586, 44) - ellipse(500, 586, 40), ink, alpha=0.6)
        canvas.fill(stroke(3, (500, 586), (524, 566)), look.accent)
    canvas.fill(
        (stroke(13, (500, 516), (500, 408)).turned(-58) + stroke(9, (500, 520), (500, 362)).turned(58)).moved(4, 6),
        shade(face, 0.7),
        alpha=0.4,
        blur=4,
    )
    canvas.fill(stroke(13, (500, 516), (500, 408)).turned(-58) + stroke(9, (500, 520), (500, 362)).turned(58), ink)
    canvas.fill(stroke(4, (500, 548), (500, 350)).turned(200) + ellipse(500, 500, 12), look.accent)


def sunglasses(canvas: Canvas, look: Look) -> None:
    """Sunglasses, folded open towards us."""
    lens = (
        path("M 186 430 C 250 408 380 408 446 432 C 456 520 426 604 320 606 C 214 606 178 520 186 430"),
        ellipse(318, 504, 126, 122),
        path("M 190 420 L 446 440 L 424 560 C 380 606 260 606 214 560 Z"),
    )[look.style % 3]
    rim = (
        path("M 158 404 C 250 380 390 382 470 408 C 488 530 440 636 320 636 C 196 636 146 530 158 404"),
        ellipse(318, 504, 154, 150),
        path("M 156 392 L 474 412 L 448 580 C 390 638 250 638 192 580 Z"),
    )[look.style % 3]
    for side, tip in ((-1, 176), (1, 824)):
        arm = curve(18, (tip, 430), (tip - side * 22, 340), (tip - side * 62, 268))
        canvas.fill(arm, even(shade(look.main, 0.4), shade(look.main, 0.15)))
    canvas.fill(curve(26, (440, 450), (500, 424), (560, 450)), even(tint(look.main, 0.2), shade(look.main, 0.2)))
    for frame, glass in ((rim, lens), (rim.mirrored(), lens.mirrored())):
        canvas.solid(frame, look.main, soft=16, depth=0.6, gloss=0.6)
        tone = shade(look.accent, 0.45)
        canvas.fill(glass, even(shade(tone, 0.5), tone, tint(look.accent, 0.35)), angle=80)
        left = 0 if frame is rim else 364
        canvas.fill(
            poly((220 + left, 640), (330 + left, 380), (390 + left, 380), (280 + left, 640)),
            (255, 255, 255),
            alpha=0.16,
            within=glass,
        )
        canvas.fill(
            poly((310 + left, 640), (420 + left, 380), (438 + left, 380), (328 + left, 640)),
            (255, 255, 255),
            alpha=0.14,
            within=glass,
        )
    for x in (180, 820):
        canvas.fill(ellipse(x, 424, 8), GOLD)


def cap(canvas: Canvas, look: Look) -> None:
    """A baseball cap."""
    crown = path("M 196 640 C 170 420 290 280 470 272 C 640 268 720 400 726 640 C 560 690 340 690 196 640")
    canvas.solid(crown, look.main, soft=80, depth=0.55)
    front = path("M 440 272 C 380 380 370 560 400 690 L 740 690 L 740 600 C 720 400 640 270 470 272 Z")
    canvas.fill(front, even(tint(look.second, 0.2), look.second, shade(look.second, 0.25)), within=crown, angle=40)
    seams = (
        curve(3, (470, 272), (380, 400), (392, 680))
        + curve(3, (460, 272), (250, 380), (240, 660))
        + curve(3, (474, 272), (600, 400), (610, 670))
    )
    canvas.fill(seams, shade(look.main, 0.6), alpha=0.5, within=crown)
    brim = path(
        "M 390 640 C 520 600 640 590 724 600 C 820 620 900 680 916 740 C 912 760 890 764 860 756 C 700 700 560 690"
        " 420 700 C 394 690 384 664 390 640"
    )
    canvas.fill(brim.moved(0, 20), shade(look.main, 0.7), alpha=0.35, blur=14)
    canvas.solid(brim, look.accent, soft=26, depth=0.5)
    for row in range(4):
        canvas.fill(
            dashes(2, (430, 676 - row * 12), (640, 650 - row * 14), (870, 736 - row * 26)),
            tint(look.accent, 0.6),
            alpha=0.5,
            within=brim,
        )
    canvas.fill(ellipse(470, 270, 16, 11), shade(look.second, 0.2))
    canvas.fill(ellipse(540, 480, 62), look.accent)
    canvas.fill(poly((506, 510), (540, 440), (574, 510)) + ellipse(556, 452, 8), look.second)
    canvas.fill(ellipse(300, 420, 9) - ellipse(300, 420, 4), shade(look.main, 0.5))


BAGS = {"backpack": backpack, "tote": tote, "watch": watch, "sunglasses": sunglasses, "cap": cap}
