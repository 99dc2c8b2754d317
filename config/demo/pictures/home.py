"""Things to live with."""

from config.demo.pictures.canvas import Canvas
from config.demo.pictures.colours import Colour, contrast, even, mix, shade, tint
from config.demo.pictures.kitchen import DARK_WOOD
from config.demo.pictures.look import Look
from config.demo.pictures.shapes import Shape, box, curve, dashes, ellipse, lathe, path, stroke

LEAF: Colour = (84, 128, 86)
BRASS: Colour = (208, 166, 96)


def lamp(canvas: Canvas, look: Look) -> None:
    """A table lamp that is on."""
    canvas.fill(ellipse(500, 470, 300, 220), (255, 236, 180), alpha=0.4, blur=90)
    stem_tone = BRASS if look.style % 2 else mix(look.second, DARK_WOOD, 0.4)
    bases = (
        lathe([(22, 440), (18, 700), (24, 740), (130, 762), (134, 784)], tilt=0.16),
        lathe([(26, 440), (40, 520), (120, 640), (110, 740), (72, 784)], tilt=0.16),
        lathe([(22, 440), (60, 480), (30, 530), (84, 600), (44, 668), (110, 730), (116, 784)], tilt=0.16),
    )
    canvas.turned(bases[look.style % 3], stem_tone if look.style % 3 == 0 else look.accent, gloss=0.5)
    shades = (
        lathe([(150, 190), (250, 490)], tilt=0.11),
        lathe([(60, 200), (180, 250), (250, 380), (262, 480)], tilt=0.11),
        lathe([(212, 210), (226, 480)], tilt=0.1),
    )
    canopy = shades[look.style // 2 % 3]
    canvas.turned(canopy, look.main, gloss=0.45, depth=0.45)
    canvas.fill(ellipse(500, 500, 190, 130), (255, 232, 168), alpha=0.55, blur=60, within=canopy)
    if look.style % 4 == 1:
        pleats = [stroke(2.5, (500 + step * 11, 190), (500 + step * 18, 520)) for step in range(-14, 15)]
        canvas.fill(sum(pleats, Shape()), shade(look.main, 0.5), alpha=0.35, within=canopy)
    canvas.fill(curve(5, (446, 520), (446, 600)), BRASS)
    canvas.fill(ellipse(446, 606, 9), BRASS)


def candle(canvas: Canvas, look: Look) -> None:
    """A candle in a jar."""
    canvas.fill(ellipse(500, 380, 210, 180), (255, 230, 160), alpha=0.5, blur=80)
    jar = lathe([(180, 470), (186, 620), (184, 740), (166, 784)], tilt=0.15)
    canvas.turned(jar, look.main, gloss=0.4, depth=0.45)
    canvas.fill(ellipse(500, 470, 180, 32), even(tint(look.main, 0.6), tint(look.main, 0.15)), angle=20)
    canvas.fill(ellipse(500, 474, 166, 27), even((244, 220, 170), (255, 244, 214)), angle=90)
    canvas.fill(ellipse(500, 474, 90, 15), (255, 250, 220), alpha=0.8, blur=12)
    canvas.fill(stroke(7, (500, 472), (500, 432)), (60, 46, 40))
    flame = path("M 500 300 C 530 350 542 384 534 412 C 526 440 474 440 466 412 C 458 384 476 350 500 300")
    canvas.fill(flame, (255, 180, 60), alpha=0.5, blur=14)
    canvas.fill(flame, ((0, (255, 214, 110)), (0.55, (255, 244, 200)), (1, (250, 170, 70))))
    _label(canvas, look, jar)
    canvas.gleam(box(352, 500, 372, 750, 10), within=jar)


def _label(canvas: Canvas, look: Look, jar: Shape) -> None:
    paper = path("M 372 570 C 440 590 560 590 628 570 L 628 716 C 560 738 440 738 372 716 Z")
    canvas.turned(paper, (248, 243, 232), gloss=0.3, depth=0.25, within=jar)
    if look.style % 2:
        canvas.fill(ellipse(500, 636, 34), look.accent)
        canvas.fill(ellipse(514, 628, 28), (246, 240, 228))
    else:
        leaves = [ellipse(500, 616, 9, 26).turned(turn, (500, 650)) for turn in (-60, -30, 0, 30, 60)]
        canvas.fill(sum(leaves, Shape()), look.accent)
    canvas.fill(
        stroke(5, (446, 690), (554, 690)) + stroke(4, (470, 706), (530, 706)), shade(look.accent, 0.3), alpha=0.8
    )


def clock(canvas: Canvas, look: Look) -> None:
    """A wall clock."""
    canvas.solid(ellipse(500, 500, 320), look.main, soft=40, depth=0.5, gloss=0.5)
    face = ellipse(500, 500, 276)
    canvas.fill(face, shade(look.main, 0.5))
    canvas.fill(ellipse(502, 506, 270), even(tint(look.second, 0.2), look.second))
    canvas.fill(face - face.moved(8, 14), shade(look.second, 0.7), alpha=0.3, blur=10, within=face)
    ink = contrast(look.second, 0.85)
    if look.style % 2:
        marks = sum((ellipse(500, 268, 15 if hour % 3 == 0 else 8).turned(hour * 30) for hour in range(12)), Shape())
    else:
        marks = sum(
            (stroke(13 if hour % 3 == 0 else 6, (500, 262), (500, 300)).turned(hour * 30) for hour in range(12)),
            Shape(),
        )
    canvas.fill(marks, ink)
    turn = 24 + look.style * 41 % 300
    hands = stroke(19, (500, 520), (500, 380)).turned(-62) + stroke(13, (500, 530), (500, 300)).turned(turn)
    canvas.fill(hands.moved(6, 10), shade(look.second, 0.7), alpha=0.35, blur=7)
    canvas.fill(hands, ink)
    canvas.fill(stroke(5, (500, 570), (500, 280)).turned(turn + 100) + ellipse(500, 500, 18), look.accent)


def cushion(canvas: Canvas, look: Look) -> None:
    """A cushion."""
    pillow = path(
        "M 210 220 C 400 252 600 252 790 220 C 764 400 764 600 790 780 C 600 750 400 750 210 780 C 236 600 236 400"
        " 210 220"
    )
    canvas.solid(pillow, look.main, soft=100, depth=0.55)
    style = look.style % 4
    if style == 0:
        rows = [stroke(26, (180, 300 + row * 84), (820, 300 + row * 84)) for row in range(6)]
        canvas.fill(sum(rows, Shape()), look.second, alpha=0.9, within=pillow)
    elif style == 1:
        arches = [ellipse(500, 780, 300 - step * 76) - ellipse(500, 780, 262 - step * 76) for step in range(4)]
        for place, ring in enumerate(arches):
            canvas.fill(ring, (look.second, look.accent)[place % 2], within=pillow)
    elif style == 2:
        checks = [
            box(200 + column * 100, 200 + row * 100, 300 + column * 100, 300 + row * 100)
            for row in range(6)
            for column in range(6)
            if (row + column) % 2
        ]
        canvas.fill(sum(checks, Shape()), look.second, alpha=0.85, within=pillow)
    else:
        stars = [
            stroke(9, (x - 18, y), (x + 18, y)) + stroke(9, (x, y - 18), (x, y + 18))
            for x in range(270, 790, 92)
            for y in range(280, 790, 92)
        ]
        canvas.fill(sum(stars, Shape()), look.second, within=pillow)
    canvas.fill(ellipse(420, 420, 190, 150), (255, 255, 255), alpha=0.16, blur=60, within=pillow)
    canvas.fill(ellipse(640, 640, 180, 140), shade(look.main, 0.8), alpha=0.16, blur=60, within=pillow)
    canvas.fill(dashes(4, (226, 236), (500, 266), (774, 236), on=12, off=7), look.accent, alpha=0.9)
    canvas.fill(dashes(4, (226, 764), (500, 736), (774, 764), on=12, off=7), look.accent, alpha=0.9)


HOME = {"lamp": lamp, "candle": candle, "clock": clock, "cushion": cushion}
