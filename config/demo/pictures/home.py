"""Things to live with."""

import math

from config.demo.pictures.canvas import Canvas
from config.demo.pictures.colours import Colour, contrast, even, mix, shade, tint
from config.demo.pictures.kitchen import DARK_WOOD, WOOD, grain
from config.demo.pictures.look import Look
from config.demo.pictures.shapes import Shape, box, curve, dashes, ellipse, lathe, path, poly, smooth, stroke

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


def vase(canvas: Canvas, look: Look) -> None:
    """A vase with a few stems."""
    _stems(canvas, look)
    profiles = (
        [(70, 420), (62, 460), (150, 560), (176, 660), (104, 784)],
        [(56, 380), (50, 520), (140, 600), (150, 720), (120, 784)],
        [(110, 430), (96, 460), (160, 560), (130, 700), (90, 784)],
    )
    profile = profiles[look.style % 3]
    body = lathe(profile, tilt=0.15)
    canvas.turned(body, look.main, gloss=0.45)
    if look.style % 2:
        for row in range(4):
            reach = 180
            band = [
                (500 + x * reach, 600 + row * 42 + 26 * math.sqrt(1 - x * x))
                for x in (-1, -0.95, -0.8, -0.5, 0, 0.5, 0.8, 0.95, 1)
            ]
            canvas.fill(curve(11, *band), look.second, alpha=0.85, within=body)
    else:
        spots = [
            ellipse(look.luck.uniform(320, 680), look.luck.uniform(440, 780), look.luck.uniform(2, 8))
            for _ in range(70)
        ]
        canvas.fill(sum(spots, Shape()), look.second, alpha=0.55, within=body)
    radius, top = profile[0]
    canvas.fill(ellipse(500, top, radius, radius * 0.2), even(tint(look.main, 0.5), tint(look.main, 0.1)), angle=20)
    canvas.fill(ellipse(500, top + 1, radius * 0.84, radius * 0.15), shade(look.main, 0.6))
    canvas.gleam(ellipse(424, 620, 22, 74).turned(8, (424, 620)), within=body)


def _stems(canvas: Canvas, look: Look) -> None:
    for place, lean in enumerate((-110, -30, 60, 140)):
        top = (500 + lean * 1.5, 190 + abs(lean) * 0.5 + place % 2 * 40)
        canvas.fill(curve(6, (500, 450), (500 + lean * 0.6, 330), top), shade(LEAF, 0.2))
        if look.style % 2:
            for step in range(7):
                share = step / 7
                x, y = top[0] + (500 - top[0]) * share * 0.6, top[1] + (420 - top[1]) * share * 0.75
                for side in (-1, 1):
                    leaf = ellipse(x + side * 24, y, 28, 11).turned(side * -35 + lean * 0.2, (x, y))
                    canvas.fill(leaf, even(tint(LEAF, 0.3 - share * 0.2), shade(LEAF, 0.15)))
        else:
            petals = [ellipse(top[0], top[1] - 32, 20, 34).turned(turn * 60, top) for turn in range(6)]
            canvas.fill(sum(petals, Shape()), even(tint(look.accent, 0.4), look.accent))
            canvas.fill(ellipse(*top, 16), even((246, 206, 110), (196, 138, 60)))


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


def plant(canvas: Canvas, look: Look) -> None:
    """A house plant in its pot."""
    (_snake_leaves, _monstera, _cactus)[look.style % 3](canvas, look)
    pot = lathe([(158, 560), (150, 640), (112, 784)], tilt=0.14)
    canvas.turned(pot, look.main, gloss=0.35)
    if look.style % 2:
        canvas.turned(lathe([(170, 690), (170, 800)], tilt=0.14), look.second, within=pot)
    band = lathe([(170, 540), (172, 606)], tilt=0.14)
    canvas.fill(band.moved(0, 12), shade(look.main, 0.7), alpha=0.4, blur=9, within=pot)
    canvas.turned(band, tint(look.main, 0.06), gloss=0.35)
    canvas.gleam(box(380, 620, 400, 740, 10), within=pot)


def _snake_leaves(canvas: Canvas, look: Look) -> None:
    canvas.fill(ellipse(500, 540, 170, 24), (66, 48, 40))
    for lean, height in ((-120, 300), (110, 320), (-60, 200), (70, 190), (0, 130)):
        tip = (500 + lean * 1.5, height)
        leaf = smooth(
            (500 + lean * 0.5 - 34, 556),
            (500 + lean * 1.05 - 46, 400),
            tip,
            tip,
            (500 + lean * 1.05 + 46, 400),
            (500 + lean * 0.5 + 34, 556),
        )
        canvas.fill(leaf.moved(8, 4), shade(LEAF, 0.7), alpha=0.3, blur=8)
        canvas.fill(leaf, even((206, 200, 120), (206, 200, 120)))
        inner = smooth(
            (500 + lean * 0.5 - 24, 556),
            (500 + lean * 1.05 - 33, 400),
            (tip[0], tip[1] + 26),
            (tip[0], tip[1] + 26),
            (500 + lean * 1.05 + 33, 400),
            (500 + lean * 0.5 + 24, 556),
        )
        canvas.fill(inner, even(tint(LEAF, 0.12), LEAF, shade(LEAF, 0.35)), angle=30)
        canvas.fill(_STREAKS, shade(LEAF, 0.4), alpha=0.35, within=inner)


_STREAKS = sum(
    (stroke(6, *((x, y + 10 * math.sin(x / 14)) for x in range(280, 740, 10))) for y in range(220, 560, 34)), Shape()
)


def _monstera(canvas: Canvas, look: Look) -> None:
    canvas.fill(ellipse(500, 540, 170, 24), (66, 48, 40))
    heart = path(
        "M 500 500 C 400 470 350 360 400 260 C 430 210 480 200 500 230 C 520 200 570 210 600 260 C 650 360 600 470"
        " 500 500"
    )
    for turn, across, down in ((-70, -30, -20), (66, 30, -10), (-34, -60, -70), (36, 60, -80), (2, 0, -120)):
        tone = mix(LEAF, (60, 108, 92), look.luck.random())
        leaf = heart.turned(turn + look.luck.uniform(-6, 6), (500, 540)).moved(across, down + 40)
        canvas.fill(stroke(8, (500, 550), (500 + across, 540 + down)), shade(tone, 0.2))
        canvas.fill(leaf.moved(8, 12), shade(tone, 0.75), alpha=0.35, blur=12)
        canvas.solid(leaf, tone, soft=30, depth=0.45)
        veins = stroke(4, (500, 500), (500, 250)) + sum(
            (
                stroke(3, (500, 460 - step * 50), (500 + side * 90, 400 - step * 50))
                for step in range(4)
                for side in (-1, 1)
            ),
            Shape(),
        )
        canvas.fill(veins.turned(turn, (500, 540)).moved(across, down + 40), tint(tone, 0.4), alpha=0.45, within=leaf)


def _cactus(canvas: Canvas, look: Look) -> None:
    canvas.fill(ellipse(500, 540, 170, 24), (206, 186, 150))
    for part in (
        curve(64, (500, 460), (390, 450), (370, 340)),
        curve(58, (500, 400), (610, 390), (626, 290)),
        box(440, 190, 560, 560, 60),
    ):
        canvas.solid(part, LEAF, soft=34, depth=0.6)
    ribs = sum((stroke(4, (x, 220), (x, 550)) for x in (470, 500, 530)), Shape())
    canvas.fill(ribs, shade(LEAF, 0.5), alpha=0.4)
    spines = [stroke(2.5, (x - 7, y - 5), (x + 7, y + 3)) for x in (456, 485, 515, 544) for y in range(236, 540, 34)]
    canvas.fill(sum(spines, Shape()), (248, 240, 216), alpha=0.85)
    flower = sum((ellipse(500, 172, 13, 26).turned(turn, (500, 196)) for turn in (-50, -25, 0, 25, 50)), Shape())
    canvas.fill(flower, look.accent)


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


HOME = {
    "lamp": lamp,
    "vase": vase,
    "candle": candle,
    "chair": chair,
    "plant": plant,
    "clock": clock,
    "cushion": cushion,
    "stool": stool,
}
