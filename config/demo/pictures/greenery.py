"""Plants, and flowers in a vase."""

import math

from config.demo.pictures.canvas import Canvas
from config.demo.pictures.colours import Colour, even, mix, shade, tint
from config.demo.pictures.look import Look
from config.demo.pictures.shapes import Shape, box, curve, ellipse, lathe, path, smooth, stroke

LEAF: Colour = (84, 128, 86)
BRASS: Colour = (208, 166, 96)


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


GREENERY = {"plant": plant, "vase": vase}
