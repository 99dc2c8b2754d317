"""Things for the kitchen and the table."""

import math

from config.demo.pictures.canvas import Canvas
from config.demo.pictures.colours import Colour, even, mix, shade, tint
from config.demo.pictures.look import Look
from config.demo.pictures.shapes import Shape, box, curve, ellipse, lathe, path, poly, smooth, stroke

WOOD: Colour = (198, 146, 94)
DARK_WOOD: Colour = (122, 80, 54)
STEEL: Colour = (200, 204, 210)


def mug(canvas: Canvas, look: Look) -> None:
    """A stoneware mug."""
    handle = ((690, 420), (800, 430), (836, 530), (790, 640), (670, 680))
    canvas.fill(curve(56, *handle), even(shade(look.main, 0.1), shade(look.main, 0.42)), angle=60)
    canvas.fill(curve(16, *((x - 10, y - 12) for x, y in handle)), tint(look.main, 0.6), alpha=0.4, blur=6)
    profiles = (
        [(205, 340), (205, 560), (200, 720), (176, 780)],
        [(190, 340), (212, 500), (208, 660), (150, 780)],
        [(220, 340), (200, 560), (176, 700), (160, 780)],
    )
    body = lathe(profiles[look.style % 3], tilt=0.15)
    canvas.turned(body, look.main, gloss=0.45)
    _glaze(canvas, look, body)
    _opening(canvas, look.main, 340, profiles[look.style % 3][0][0], 0.2)
    canvas.fill(ellipse(500, 352, profiles[look.style % 3][0][0] * 0.84, 30), even((74, 44, 30), (120, 78, 50)))
    canvas.fill(curve(7, (390, 350), (450, 336), (520, 334)), (176, 128, 88), alpha=0.6, blur=2)


def _glaze(canvas: Canvas, look: Look, body: Shape) -> None:
    style = look.style % 4
    if style == 0:
        drip = [
            (260, 300),
            (260, 470),
            (330, 500),
            (380, 460),
            (440, 530),
            (500, 480),
            (560, 540),
            (620, 470),
            (680, 510),
            (740, 460),
            (740, 300),
        ]
        canvas.turned(smooth(*drip), look.second, within=body)
    elif style == 1:
        canvas.turned(lathe([(240, 620), (240, 800)], 0.2), look.second, within=body)
    elif style == 2:
        for row in range(3):
            band = [
                (x, 500 + row * 66 + 34 * math.sqrt(max(0, 1 - ((x - 500) / 230) ** 2))) for x in range(280, 730, 20)
            ]
            canvas.fill(stroke(15, *band), look.accent, alpha=0.9, within=body)
    else:
        spots = [
            ellipse(look.luck.uniform(290, 710), look.luck.uniform(380, 780), look.luck.uniform(3, 9))
            for _ in range(70)
        ]
        canvas.fill(sum(spots, Shape()), look.accent, alpha=0.7, within=body)
    canvas.fill(box(360, 380, 396, 740, 18), (255, 255, 255), alpha=0.28, blur=9, within=body)


def _opening(canvas: Canvas, tone: Colour, y: float, radius: float, tilt: float) -> None:
    canvas.fill(ellipse(500, y, radius, radius * tilt), even(tint(tone, 0.45), tint(tone, 0.1), tone), angle=20)
    canvas.fill(
        ellipse(500, y + 2, radius * 0.92, radius * tilt * 0.86), even(shade(tone, 0.55), shade(tone, 0.2)), angle=70
    )


def teapot(canvas: Canvas, look: Look) -> None:
    """A round teapot."""
    spout = path("M 690 600 C 760 590 780 500 830 440 L 884 452 C 870 560 830 700 700 716 Z")
    canvas.solid(spout, shade(look.main, 0.12), soft=30, depth=0.6)
    canvas.fill(ellipse(857, 446, 28, 9), shade(look.main, 0.6))
    if look.style % 2:
        arch = curve(26, (330, 470), (340, 280), (500, 200), (660, 280), (670, 470))
        canvas.fill(arch, even(tint(WOOD, 0.3), WOOD, shade(WOOD, 0.4)), angle=30)
    else:
        canvas.fill(
            curve(40, (320, 500), (200, 470), (160, 570), (210, 670), (330, 690)),
            even(look.main, shade(look.main, 0.35)),
            angle=60,
        )
    body = lathe([(120, 440), (216, 490), (252, 600), (222, 710), (130, 780)], tilt=0.16)
    canvas.turned(body, look.main, gloss=0.5)
    if look.style % 3 == 0:
        canvas.turned(lathe([(300, 640), (300, 820)], 0.16), look.second, within=body)
    elif look.style % 3 == 1:
        rows = [
            ellipse(500 + 240 * math.sin(turn / 4), 600 + 40 * math.cos(turn / 4), 13 * math.cos(turn / 4), 13)
            for turn in range(-5, 6)
        ]
        canvas.fill(sum(rows, Shape()), look.second, within=body)
    canvas.gleam(ellipse(400, 560, 50, 84).turned(18, (400, 560)), within=body)
    lid = lathe([(30, 386), (100, 404), (140, 440)], tilt=0.18)
    canvas.fill(lid.moved(0, 12), shade(look.main, 0.7), alpha=0.45, blur=8, within=body)
    canvas.turned(lid, look.main)
    knob = ellipse(500, 366, 34, 30)
    canvas.glow(knob, even(tint(look.accent, 0.5), look.accent, shade(look.accent, 0.45)))


def bowl(canvas: Canvas, look: Look) -> None:
    """A ceramic bowl, sometimes with fruit in it."""
    inside = ellipse(500, 480, 300, 84)
    canvas.fill(inside, even(shade(look.second, 0.5), shade(look.second, 0.1)), angle=70)
    if look.style % 3 == 0:
        _fruit(canvas, look)
    body = lathe([(300, 480), (288, 580), (210, 700), (130, 756), (130, 782)], tilt=0.18)
    front = body - ellipse(500, 480, 290, 78)
    canvas.turned(front, look.main, gloss=0.45)
    if look.style % 2:
        for row in range(3):
            reach = 296 - row * row * 8
            canvas.fill(
                curve(
                    10,
                    *(
                        (500 + x * reach, 530 + row * 40 + 66 * math.sqrt(1 - x * x))
                        for x in (-1, -0.9, -0.7, -0.4, 0, 0.4, 0.7, 0.9, 1)
                    ),
                ),
                look.accent,
                within=front,
            )
    else:
        spots = [
            ellipse(look.luck.uniform(210, 790), look.luck.uniform(520, 780), look.luck.uniform(2, 7))
            for _ in range(90)
        ]
        canvas.fill(sum(spots, Shape()), look.accent, alpha=0.6, within=front)
    rim = ellipse(500, 480, 300, 84) - ellipse(500, 483, 288, 76)
    canvas.fill(rim, even(tint(look.main, 0.6), tint(look.main, 0.2), shade(look.main, 0.1)), angle=20)
    canvas.gleam(ellipse(350, 620, 34, 70).turned(-24, (350, 620)), within=front)


def _fruit(canvas: Canvas, look: Look) -> None:
    for x, y, size, tone in (
        (400, 440, 84, (232, 150, 58)),
        (590, 446, 80, (226, 190, 70)),
        (500, 410, 88, (208, 84, 60)),
    ):
        canvas.glow(ellipse(x, y, size), even(tint(tone, 0.5), tone, shade(tone, 0.5)))
        canvas.fill(stroke(7, (x + 4, y - size + 6), (x + 12, y - size - 18)), DARK_WOOD)
    canvas.fill(path("M 512 306 C 540 280 590 280 606 300 C 580 326 540 326 512 306"), (104, 138, 78))


def knife(canvas: Canvas, look: Look) -> None:
    """A cook's knife."""
    blade = path("M 120 470 L 590 440 L 592 560 C 420 580 240 560 120 470")
    turn = -24
    canvas.fill(blade.turned(turn), even(tint(STEEL, 0.6), STEEL, tint(STEEL, 0.35), shade(STEEL, 0.3)), angle=60)
    edge = path("M 120 470 C 240 530 420 550 592 530 L 592 562 C 420 582 240 562 120 470")
    canvas.fill(edge.turned(turn), even((246, 248, 250), shade(STEEL, 0.12)), angle=60)
    if look.style % 2:
        waves = [
            curve(2.5, *((x, 486 + row * 12 + 8 * math.sin(x / 22 + row)) for x in range(180, 590, 14)))
            for row in range(4)
        ]
        canvas.fill(sum(waves, Shape()).turned(turn), shade(STEEL, 0.45), alpha=0.45, within=blade.turned(turn))
    canvas.fill(box(586, 436, 622, 566, 6).turned(turn), even(tint(STEEL, 0.5), shade(STEEL, 0.4)), angle=60)
    handle = path("M 616 446 C 700 440 800 446 884 460 C 914 470 914 540 886 552 C 800 540 700 546 616 540 Z").turned(
        turn
    )
    wood = mix(look.main, DARK_WOOD, 0.35)
    canvas.solid(handle, wood, soft=24, depth=0.6)
    grain(canvas, wood, handle, turn)
    for x in (670, 750, 830):
        rivet = ellipse(x, 496, 13).turned(turn)
        canvas.fill(rivet, even(tint(look.accent, 0.6), shade(look.accent, 0.3)), angle=50)


def grain(canvas: Canvas, tone: Colour, part: Shape, turn: float = 0) -> None:
    """The lines of wood."""
    lines = [
        curve(3 + row % 3, *((x, 60 + row * 34 + 12 * math.sin(x / 120 + row * 1.7)) for x in range(60, 961, 100)))
        for row in range(27)
    ]
    canvas.fill(sum(lines, Shape()).turned(turn), shade(tone, 0.5), alpha=0.22, within=part)


def board(canvas: Canvas, look: Look) -> None:
    """A cutting board."""
    wood = (WOOD, DARK_WOOD, (222, 184, 134))[look.style % 3]
    shapes = (
        box(240, 300, 760, 880, 56) + box(432, 110, 568, 360, 62),
        ellipse(500, 590, 290) + box(436, 110, 564, 400, 60),
        box(200, 250, 800, 830, 40),
    )
    holes = (ellipse(500, 174, 26), ellipse(500, 172, 26), box(420, 290, 580, 330, 20))
    whole = shapes[look.style // 3 % 3] - holes[look.style // 3 % 3]
    canvas.fill(whole.moved(5, 10), shade(wood, 0.5))
    canvas.solid(whole, wood, soft=16, depth=0.35, gloss=0.3)
    if look.style % 2:
        for left in (280, 470, 640):
            canvas.fill(box(left, 60, left + 56, 950), shade(wood, 0.35), alpha=0.6, within=whole)
    grain(canvas, wood, whole, 90)
    canvas.fill(curve(8, (480, 120), (500, 70), (540, 60), (560, 100), (510, 170)), look.accent)


def carafe(canvas: Canvas, look: Look) -> None:
    """A glass carafe with a drink in it."""
    tone = DRINKS[look.style % len(DRINKS)]
    outline = [(92, 250), (70, 350), (84, 450), (168, 590), (176, 740), (158, 784)]
    glass = lathe(outline, tilt=0.14)
    drink = lathe([(92, 480), (158, 600), (164, 736), (146, 770)], tilt=0.14)
    canvas.fill(glass, even((255, 255, 255), (226, 238, 242), (255, 255, 255)), angle=0, alpha=0.45)
    canvas.turned(drink, tone, gloss=0.5, depth=0.4)
    canvas.fill(ellipse(500, 482, 92, 16), tint(tone, 0.5), alpha=0.9)
    for x, y in ((446, 560), (548, 640), (450, 700)):
        slice_of = ellipse(x, y, 48, 46)
        canvas.fill(slice_of, (238, 196, 72), alpha=0.85, within=drink)
        canvas.fill(ellipse(x, y, 39, 37), (252, 234, 160), alpha=0.9, within=drink)
        canvas.fill(
            sum((stroke(3, (x, y - 36), (x, y + 36)).turned(turn, (x, y)) for turn in (0, 45, 90, 135)), Shape()),
            (238, 196, 72),
            within=drink,
        )
    canvas.fill(
        glass - lathe([(max(20, radius - 9), y) for radius, y in outline], tilt=0.14), (255, 255, 255), alpha=0.55
    )
    canvas.fill(curve(16, (388, 590), (356, 680), (360, 750)), (255, 255, 255), alpha=0.7, blur=4)
    canvas.fill(curve(9, (446, 300), (446, 380), (438, 440)), (255, 255, 255), alpha=0.8, blur=3)
    cork = mix(look.main, WOOD, 0.25)
    canvas.turned(lathe([(72, 200), (76, 246), (62, 262)], tilt=0.18), cork)
    canvas.fill(ellipse(500, 200, 72, 13), tint(cork, 0.4))


DRINKS: tuple[Colour, ...] = ((196, 112, 52), (226, 132, 128), (206, 226, 226), (232, 178, 80))


def moka(canvas: Canvas, look: Look) -> None:
    """A stovetop coffee maker."""
    metal = mix(look.main, STEEL, 0.35)
    handle = path("M 640 330 L 800 340 C 830 344 836 370 826 400 L 780 620 L 736 612 L 764 410 L 650 400 Z")
    canvas.solid(handle, shade(look.second, 0.75), soft=18, depth=0.5)
    upper = poly((350, 320), (650, 320), (610, 540), (390, 540))
    lower = poly((390, 570), (610, 570), (680, 780), (320, 780))
    canvas.fill(poly((350, 320), (300, 330), (372, 420)), shade(metal, 0.3))
    for part in (upper, lower):
        _facets(canvas, metal, part)
    canvas.turned(lathe([(126, 540), (130, 572)], tilt=0.08), shade(metal, 0.2))
    canvas.fill(ellipse(600, 680, 15), even(tint(look.accent, 0.4), shade(look.accent, 0.3)))
    lid = poly((420, 262), (580, 262), (654, 322), (346, 322))
    _facets(canvas, tint(metal, 0.1), lid)
    canvas.glow(ellipse(500, 234, 36, 32), even(tint(look.accent, 0.5), look.accent, shade(look.accent, 0.5)))


def _facets(canvas: Canvas, tone: Colour, part: Shape) -> None:
    canvas.fill(part, tone)
    points = part.outlines[0]
    (top_left, top), (top_right, _), (low_right, bottom), (low_left, _) = points
    for step, light in enumerate((0.2, -0.5, -0.1, 0.35, 0.6)):
        near, far = step / 5, (step + 1) / 5
        face = poly(
            (top_left + (top_right - top_left) * near, top),
            (top_left + (top_right - top_left) * far, top),
            (low_left + (low_right - low_left) * far, bottom),
            (low_left + (low_right - low_left) * near, bottom),
        )
        end = shade(tone, light) if light > 0 else tint(tone, -light)
        canvas.fill(face, even(tint(end, 0.12), end, shade(end, 0.15)))


KITCHEN = {"mug": mug, "teapot": teapot, "bowl": bowl, "knife": knife, "board": board, "carafe": carafe, "moka": moka}
