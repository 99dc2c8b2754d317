"""Things that play and things that record."""

from config.demo.pictures.canvas import Canvas
from config.demo.pictures.colours import Colour, contrast, even, mix, shade, tint
from config.demo.pictures.kitchen import DARK_WOOD, STEEL, WOOD, grain
from config.demo.pictures.look import Look
from config.demo.pictures.shapes import Shape, arc, box, curve, dashes, ellipse, lathe, poly, stroke

BLACK: Colour = (38, 36, 42)


def headphones(canvas: Canvas, look: Look) -> None:
    """Over-ear headphones from the front."""
    band = curve(54, (254, 560), (266, 380), (350, 240), (500, 190), (650, 240), (734, 380), (746, 560))
    canvas.fill(band, even(tint(look.main, 0.25), look.main, shade(look.main, 0.4)), angle=40)
    pad = curve(30, (330, 262), (410, 226), (500, 214), (590, 226), (670, 262))
    canvas.fill(pad, even(shade(look.second, 0.1), shade(look.second, 0.4)))
    canvas.fill(
        dashes(3, (336, 250), (420, 212), (500, 200), (580, 212), (664, 250)), contrast(look.main, 0.6), alpha=0.5
    )
    for side in (-1, 1):
        x = 500 + side * 250
        canvas.fill(box(x - 13, 400, x + 13, 600, 8), even(tint(STEEL, 0.6), STEEL, shade(STEEL, 0.4)), angle=0)
        cushion = box(x - side * 60 - 44, 500, x - side * 60 + 44, 772, 44)
        canvas.solid(cushion, shade(look.second, 0.25), soft=24, depth=0.6)
        cup = box(x - 66, 486, x + 66, 786, 64)
        canvas.solid(cup, look.main, soft=44, depth=0.55, gloss=0.55)
        canvas.fill(box(x - 40, 520, x + 40, 752, 40) - box(x - 33, 527, x + 33, 745, 34), look.accent, alpha=0.9)
        canvas.fill(ellipse(x, 636, 15), look.accent)
        canvas.gleam(box(x - 48, 530, x - 32, 700, 8), within=cup)


def camera(canvas: Canvas, look: Look) -> None:
    """A rangefinder camera."""
    for side in (-1, 1):
        strap = curve(
            16, (500 + side * 320, 500), (500 + side * 390, 600), (500 + side * 350, 740), (500 + side * 240, 780)
        )
        canvas.fill(strap, look.accent)
    metal = mix(STEEL, look.second, 0.2)
    canvas.turned(lathe([(48, 352), (48, 384)], tilt=0.2, axis=690), shade(metal, 0.1))
    canvas.turned(lathe([(26, 360), (26, 384)], tilt=0.2, axis=330), shade(metal, 0.2))
    canvas.solid(box(180, 380, 820, 786, 54), metal, soft=26, depth=0.45, gloss=0.6)
    leather = box(180, 476, 820, 730)
    canvas.solid(leather, look.main, soft=30, depth=0.4)
    grains = [ellipse(look.luck.uniform(184, 816), look.luck.uniform(480, 726), 2.4) for _ in range(220)]
    canvas.fill(sum(grains, Shape()), contrast(look.main, 0.5), alpha=0.3)
    for window, size in ((266, 46), (730, 30)):
        canvas.fill(box(window - size, 402, window + size, 452, 8), BLACK)
        canvas.fill(
            box(window - size + 6, 408, window + size - 6, 446, 5), even((120, 150, 180), (40, 48, 66)), angle=40
        )
    canvas.fill(ellipse(610, 426, 11), look.accent)
    _lens(canvas, look, metal)


def _lens(canvas: Canvas, look: Look, metal: Colour) -> None:
    canvas.fill(ellipse(512, 606, 176), BLACK, alpha=0.45, blur=16)
    canvas.fill(ellipse(500, 590, 172), even(tint(metal, 0.7), metal, shade(metal, 0.5)), angle=50)
    canvas.fill(ellipse(500, 590, 154), even(shade(BLACK, 0.1), tint(BLACK, 0.2)), angle=50)
    ticks = sum((stroke(4, (500, 444), (500, 462)).turned(step * 15, (500, 590)) for step in range(24)), Shape())
    canvas.fill(ticks, (236, 232, 222), alpha=0.8)
    canvas.fill(ellipse(500, 590, 118), even(tint(BLACK, 0.25), BLACK), angle=60)
    glass = ellipse(500, 590, 94)
    canvas.glow(glass, even((150, 130, 190), (64, 72, 120), (22, 24, 44)), at=(0.38, 0.34), reach=0.75)
    canvas.fill(ellipse(500, 590, 60) - ellipse(508, 598, 56), (190, 160, 220), alpha=0.5)
    canvas.fill(ellipse(462, 552, 22, 15).turned(-40, (462, 552)), (255, 255, 255), alpha=0.85, blur=3)
    canvas.fill(ellipse(536, 630, 11), (160, 210, 240), alpha=0.5, blur=2)


def speaker(canvas: Canvas, look: Look) -> None:
    """A loudspeaker: a cabinet, or a round portable one."""
    (_cabinet, _portable)[look.style % 2](canvas, look)


def _cabinet(canvas: Canvas, look: Look) -> None:
    wood = (WOOD, DARK_WOOD, look.main)[look.style // 2 % 3]
    canvas.fill(poly((690, 220), (736, 246), (736, 770), (690, 790)), shade(wood, 0.5))
    case = box(310, 216, 700, 790, 14)
    canvas.solid(case, wood, soft=14, depth=0.35)
    grain(canvas, wood, case, 90)
    canvas.fill(box(338, 244, 672, 762, 10), even(tint(look.main, 0.08), shade(look.main, 0.3)))
    for y, size in ((370, 74), (590, 132)):
        canvas.fill(ellipse(505, y, size + 12), even(tint(STEEL, 0.3), shade(STEEL, 0.5)), angle=50)
        canvas.glow(
            ellipse(505, y, size),
            even(shade(look.second, 0.75), shade(look.second, 0.55), shade(look.second, 0.8)),
            at=(0.5, 0.5),
            reach=0.5,
        )
        canvas.fill(ellipse(505, y, size * 0.8) - ellipse(505, y, size * 0.76), (255, 255, 255), alpha=0.12)
        canvas.glow(ellipse(505, y, size * 0.36), even(tint(look.accent, 0.4), look.accent, shade(look.accent, 0.5)))
    canvas.fill(ellipse(650, 742, 6), (120, 220, 150))


def _portable(canvas: Canvas, look: Look) -> None:
    canvas.fill(
        curve(18, (400, 300), (420, 200), (500, 180), (580, 200), (600, 300)),
        even(tint(look.accent, 0.2), shade(look.accent, 0.2)),
    )
    body = box(220, 290, 780, 786, 120)
    canvas.solid(body, look.main, soft=70, depth=0.6)
    mesh = box(252, 330, 748, 690, 90)
    canvas.fill(mesh, even(shade(look.second, 0.25), shade(look.second, 0.5)))
    holes = [
        ellipse(270 + column * 20 + row % 2 * 10, 346 + row * 17, 5.5) for row in range(20) for column in range(24)
    ]
    canvas.fill(sum(holes, Shape()), shade(look.second, 0.8), alpha=0.7, within=mesh)
    canvas.gleam(ellipse(380, 420, 90, 60), within=mesh)
    for place, x in enumerate((420, 500, 580)):
        canvas.fill(ellipse(x, 734, 20), even(tint(look.main, 0.3), shade(look.main, 0.25)), angle=50)
        canvas.fill(ellipse(x, 734, 6), look.accent if place == 1 else contrast(look.main, 0.7))


def turntable(canvas: Canvas, look: Look) -> None:
    """A record player from above."""
    wood = (look.main, WOOD, DARK_WOOD)[look.style % 3]
    deck = box(110, 180, 890, 820, 44)
    canvas.solid(deck, wood, soft=26, depth=0.4)
    if look.style % 3:
        grain(canvas, wood, deck)
    record(canvas, look, (430, 500), 268)
    canvas.fill(ellipse(780, 300, 60), even(tint(STEEL, 0.5), shade(STEEL, 0.4)), angle=50)
    arm = curve(15, (780, 300), (784, 520), (740, 640), (640, 690))
    canvas.fill(arm.moved(10, 12), (0, 0, 0), alpha=0.35, blur=8)
    canvas.fill(arm, even(tint(STEEL, 0.6), shade(STEEL, 0.2)), angle=0)
    canvas.fill(box(606, 672, 664, 708, 6).turned(24, (636, 690)), BLACK)
    canvas.fill(ellipse(780, 300, 30), even(tint(STEEL, 0.7), shade(STEEL, 0.5)), angle=50)
    for x in (744, 816):
        canvas.fill(ellipse(x, 752, 26), even(tint(look.accent, 0.4), look.accent, shade(look.accent, 0.4)), angle=50)


def record(canvas: Canvas, look: Look, middle: tuple[float, float], size: float) -> None:
    """A gramophone record with its label, `size` its radius."""
    x, y = middle
    vinyl = BLACK if look.style % 2 else shade(look.accent, 0.25)
    disc = ellipse(x, y, size)
    canvas.fill(ellipse(x + 6, y + 10, size + 4), (0, 0, 0), alpha=0.35, blur=9)
    canvas.fill(disc, even(tint(vinyl, 0.12), vinyl))
    shares = (0.96, 0.9, 0.84, 0.78, 0.72, 0.66, 0.6, 0.54, 0.48)
    grooves = (stroke(2, *arc(x, y, size * share, size * share, 0, 360)) for share in shares)
    canvas.fill(sum(grooves, Shape()), tint(vinyl, 0.4), alpha=0.4)
    for turn in (-38, 142):
        beam = poly((x, y), (x - size * 0.3, y - size * 1.1), (x + size * 0.22, y - size * 1.1)).turned(turn, middle)
        canvas.fill(beam, (255, 255, 255), alpha=0.2, blur=14, within=disc)
    canvas.fill(ellipse(x, y, size * 0.36), even(tint(look.second, 0.15), look.second))
    canvas.fill(box(x - size, y + size * 0.06, x + size, y + size), look.accent, within=ellipse(x, y, size * 0.36))
    canvas.fill(ellipse(x, y, size * 0.035), (240, 238, 232))


def keyboard(canvas: Canvas, look: Look) -> None:
    """A small mechanical keyboard from above."""
    case = box(90, 300, 910, 700, 36)
    canvas.solid(case, look.main, soft=24, depth=0.5)
    canvas.fill(box(116, 326, 884, 674, 18), shade(look.main, 0.6))
    for row in range(5):
        _keys(canvas, look, row)


def _keys(canvas: Canvas, look: Look, row: int) -> None:
    widths = (
        (1,) * 12,
        (1.5, *(1,) * 9, 1.5),
        (1.75, *(1,) * 8, 2.25),
        (2.25, *(1,) * 7, 1.75, 1),
        (1.5, 1.5, 6, 1, 1, 1),
    )[row]
    left, top = 124.0, 334 + row * 67
    for place, width in enumerate(widths):
        wide = width * 63
        tone = look.accent if (row, place) in ((0, 0), (2, len(widths) - 1)) else look.second
        tone = shade(tone, 0.14) if width > 1 and tone == look.second else tone
        canvas.fill(box(left + 2, top + 2, left + wide - 2, top + 62, 9), shade(tone, 0.4))
        canvas.fill(box(left + 7, top + 3, left + wide - 7, top + 51, 9), even(tint(tone, 0.35), tone))
        left += wide


SOUND = {"headphones": headphones, "camera": camera, "speaker": speaker, "turntable": turntable, "keyboard": keyboard}
