"""Things for moving about outdoors."""

import math

from config.demo.pictures.canvas import Canvas
from config.demo.pictures.colours import contrast, even, mix, shade, tint
from config.demo.pictures.kitchen import STEEL, WOOD
from config.demo.pictures.look import Look
from config.demo.pictures.shapes import Shape, box, curve, ellipse, lathe, path, poly, smooth, stroke


def helmet(canvas: Canvas, look: Look) -> None:
    """A bicycle helmet from the side."""
    strap = curve(13, (330, 640), (400, 730), (480, 780), (560, 720), (640, 640)) + curve(
        13, (430, 640), (450, 720), (480, 780)
    )
    canvas.fill(strap, shade(look.second, 0.5))
    canvas.fill(box(456, 756, 506, 788, 8), look.accent)
    shell = path(
        "M 170 600 C 160 400 320 250 520 250 C 700 250 840 370 862 560 C 864 600 840 620 800 616 C 640 600 420 640"
        " 300 676 C 220 690 176 670 170 600"
    )
    canvas.solid(shell, look.main, soft=80, depth=0.6, gloss=0.6)
    for place, (x, y, wide, high, turn) in enumerate(
        (
            (330, 430, 92, 30, -34),
            (520, 372, 110, 30, -6),
            (700, 430, 90, 28, 30),
            (360, 560, 100, 28, -22),
            (560, 516, 116, 28, -6),
            (750, 540, 70, 24, 14),
        )
    ):
        slot = ellipse(x, y, wide, high).turned(turn, (x, y))
        canvas.fill(slot, even(shade(look.main, 0.85), shade(look.main, 0.6)), within=shell)
        if place in (1, 4):
            canvas.fill(slot - slot.moved(0, 7), look.accent, within=shell)
    lower = curve(20, (180, 640), (300, 660), (460, 620), (640, 596), (850, 596))
    canvas.fill(lower, look.second, within=shell)
    canvas.gleam(ellipse(420, 320, 120, 30).turned(-24, (420, 320)), within=shell)
    canvas.fill(path("M 800 580 C 850 590 900 620 910 650 C 870 650 820 630 780 618 Z"), shade(look.second, 0.2))


def skateboard(canvas: Canvas, look: Look) -> None:
    """A skateboard from below, or a longboard."""
    turn = 28
    deck = (
        box(384, 60, 616, 940, 116)
        if look.style % 2
        else path(
            "M 500 50 C 600 100 640 300 620 500 C 640 700 600 900 500 950 C 400 900 360 700 380 500 C 360 300 400"
            " 100 500 50"
        )
    )
    board = deck.turned(turn)
    canvas.fill(board.moved(8, 8), shade(WOOD, 0.4))
    canvas.solid(board, look.main, soft=22, depth=0.4)
    _deck_art(canvas, look, board, turn)
    bolts = Shape()
    for y in (230, 770):
        for x in (372, 628):
            wheel = box(x - 34, y - 42, x + 34, y + 42, 22).turned(turn)
            canvas.fill(wheel.moved(8, 12), (20, 16, 30), alpha=0.4, blur=10)
            canvas.solid(wheel, look.accent, soft=20, depth=0.5, gloss=0.6)
            canvas.fill(box(x - 34, y - 8, x + 34, y + 8).turned(turn), tint(look.accent, 0.6), alpha=0.5)
        truck = box(404, y - 19, 596, y + 19, 14).turned(turn) + box(452, y - 62, 548, y + 62, 12).turned(turn)
        canvas.fill(truck.moved(5, 8), (20, 16, 30), alpha=0.4, blur=8)
        canvas.fill(truck, even(tint(STEEL, 0.5), STEEL, shade(STEEL, 0.4)), angle=40)
        bolts += sum((ellipse(x, y + step, 7).turned(turn) for x in (468, 532) for step in (-46, 46)), Shape())
    canvas.fill(bolts, (60, 58, 66))


def _deck_art(canvas: Canvas, look: Look, board: Shape, turn: float) -> None:
    style = look.style % 4
    if style == 0:
        for place, size in enumerate((150, 112, 74, 36)):
            canvas.fill(ellipse(500, 500, size).turned(turn), (look.second, look.accent)[place % 2], within=board)
    elif style == 1:
        for step in range(4):
            band = poly((340, 300 + step * 70), (660, 200 + step * 70), (660, 234 + step * 70), (340, 334 + step * 70))
            canvas.fill(band.moved(0, 120).turned(turn), (look.second, look.accent)[step % 2], within=board)
    elif style == 2:
        for row in range(5):
            wave = [(x, 380 + row * 60 + 24 * math.sin(x / 30)) for x in range(340, 680, 18)]
            canvas.fill(curve(22, *wave).turned(turn), (look.second, look.accent)[row % 2], within=board)
    else:
        bolt = poly((530, 320), (440, 520), (500, 520), (460, 690), (570, 470), (508, 470), (556, 320)).turned(turn)
        canvas.fill(bolt, look.second, within=board)


def flask(canvas: Canvas, look: Look) -> None:
    """An insulated drinking bottle."""
    body = lathe([(66, 290), (72, 320), (118, 380), (122, 500), (122, 740), (112, 784)], tilt=0.12)
    canvas.turned(body, look.main, gloss=0.5)
    style = look.style % 4
    if style == 0:
        canvas.turned(lathe([(140, 640), (140, 800)], tilt=0.12), look.second, within=body)
    elif style == 1:
        canvas.fill(
            poly((370, 640), (450, 540), (500, 600), (560, 510), (640, 640), (640, 680), (370, 680)),
            look.second,
            alpha=0.95,
            within=body,
        )
        canvas.fill(ellipse(566, 470, 22), look.accent, within=body)
    elif style == 2:
        for step in range(3):
            canvas.fill(
                curve(12, (370, 560 + step * 34), (500, 576 + step * 34), (630, 560 + step * 34)),
                look.second,
                within=body,
            )
    else:
        canvas.fill(ellipse(480, 580, 46) - ellipse(480, 580, 34), look.second, within=body)
        canvas.fill(stroke(9, (456, 580), (504, 580)), look.second)
    canvas.fill(box(404, 400, 424, 740, 10), (255, 255, 255), alpha=0.4, blur=6, within=body)
    lid = lathe([(74, 212), (76, 296)], tilt=0.14)
    canvas.turned(lid, look.accent, gloss=0.4)
    ribs = sum((stroke(3, (x, 226), (x, 306)) for x in range(436, 580, 16)), Shape())
    canvas.fill(ribs, shade(look.accent, 0.6), alpha=0.35, within=lid)
    canvas.fill(ellipse(500, 212, 74, 11), tint(look.accent, 0.35))
    if look.style % 2:
        loop = curve(17, (438, 216), (440, 150), (500, 128), (560, 150), (562, 216))
        canvas.fill(loop, even(tint(look.accent, 0.25), shade(look.accent, 0.25)))


def ball(canvas: Canvas, look: Look) -> None:
    """A ball for the court."""
    globe = ellipse(500, 540, 250)
    canvas.glow(
        globe,
        even(tint(look.main, 0.45), look.main, shade(look.main, 0.25), shade(look.main, 0.6)),
        at=(0.36, 0.3),
        reach=0.85,
    )
    if look.style % 2:
        panels = [ellipse(500 + shift, 540, 250, 250) - ellipse(500 + shift, 540, 243, 243) for shift in (-190, 190)]
        for panel in panels:
            canvas.fill(panel, contrast(look.main, 0.8), within=globe)
        canvas.fill(
            curve(8, (240, 560), (400, 586), (600, 570), (760, 510))
            + curve(8, (470, 280), (516, 440), (520, 640), (480, 800)),
            contrast(look.main, 0.8),
            within=globe,
        )
    else:
        for turn, tone in ((0, look.second), (120, look.accent), (240, look.second)):
            panel = smooth((500, 540), (640, 470), (790, 500), (790, 300), (600, 260), (520, 380)).turned(
                turn, (500, 540)
            )
            canvas.fill(panel, tone, alpha=0.95, within=globe)
            seam = curve(7, (500, 540), (640, 470), (790, 500)) + curve(7, (500, 540), (520, 380), (600, 260))
            canvas.fill(seam.turned(turn, (500, 540)), shade(look.main, 0.7), alpha=0.6, within=globe)
    canvas.fill(globe - ellipse(440, 470, 270), (20, 14, 34), alpha=0.4, blur=40, within=globe)
    canvas.gleam(ellipse(406, 420, 74, 50).turned(-36, (406, 420)), within=globe)


def kettlebell(canvas: Canvas, look: Look) -> None:
    """A kettlebell."""
    iron = mix(look.main, (52, 50, 58), 0.35)
    handle = curve(58, (372, 560), (330, 400), (380, 290), (500, 262), (620, 290), (670, 400), (628, 560))
    canvas.fill(handle, even(tint(iron, 0.3), iron, shade(iron, 0.5)), angle=20)
    canvas.fill(curve(12, (350, 420), (384, 310), (480, 268), (580, 270)), (255, 255, 255), alpha=0.35, blur=7)
    bell = path(
        "M 500 430 C 660 430 716 540 706 640 C 700 720 650 770 600 788 L 400 788 C 350 770 300 720 294 640 C 284"
        " 540 340 430 500 430"
    )
    canvas.glow(bell, even(tint(iron, 0.4), iron, shade(iron, 0.3), shade(iron, 0.6)), at=(0.34, 0.26), reach=0.9)
    canvas.fill(ellipse(500, 620, 96), look.second)
    canvas.fill(ellipse(500, 620, 96) - ellipse(500, 620, 84), look.accent)
    weights = {0: ((-34, 34),), 1: ((-34, -8), (8, 34)), 2: ((-40, -20), (-8, 8), (20, 40))}[look.style % 3]
    bars = sum((box(500 + left, 584, 500 + right, 656, 6) for left, right in weights), Shape())
    canvas.fill(bars, contrast(look.second, 0.8))
    canvas.gleam(ellipse(384, 540, 34, 60).turned(26, (384, 540)), within=bell)


def mat(canvas: Canvas, look: Look) -> None:
    """A rolled exercise mat, standing."""
    roll = lathe([(124, 230), (128, 500), (124, 784)], tilt=0.2)
    canvas.turned(roll, look.main, gloss=0.3)
    ribs = sum((stroke(2, (x, 200), (x, 830)) for x in range(380, 630, 12)), Shape())
    canvas.fill(ribs, shade(look.main, 0.6), alpha=0.2, within=roll)
    end = ellipse(500, 230, 124, 25)
    canvas.fill(end, even(tint(look.second, 0.3), look.second))
    for share in (0.8, 0.6, 0.4, 0.2):
        canvas.fill(
            ellipse(500, 230, 124 * share, 25 * share) - ellipse(500, 230, 124 * share - 4, 25 * share - 3),
            shade(look.second, 0.5),
            alpha=0.7,
        )
    for y in (330, 670):
        strap = lathe([(130, y), (130, y + 34)], tilt=0.2)
        canvas.turned(strap, look.accent)
    canvas.gleam(box(424, 300, 444, 740, 10), within=roll)


def tent(canvas: Canvas, look: Look) -> None:
    """A small tent with its door open."""
    canvas.fill(stroke(4, (250, 500), (90, 780)) + stroke(4, (760, 500), (920, 780)), (240, 236, 226))
    body = path("M 470 250 C 640 330 780 560 850 784 L 150 784 C 220 560 320 330 470 250")
    canvas.solid(body, look.main, soft=60, depth=0.5)
    side = path("M 470 250 C 660 330 800 560 870 784 L 640 784 C 620 600 560 400 470 250")
    canvas.fill(side, even(shade(look.second, 0.05), shade(look.second, 0.4)), within=body, angle=30)
    door = path("M 466 330 C 520 440 560 620 566 784 L 280 784 C 310 620 380 440 466 330")
    canvas.fill(door, even((250, 214, 140), (196, 120, 60)))
    flap = path("M 466 330 C 400 430 330 600 300 784 L 250 784 C 280 600 360 430 466 330")
    canvas.fill(flap.moved(12, 4), (60, 30, 20), alpha=0.4, blur=10, within=door)
    canvas.solid(flap, look.accent, soft=16)
    canvas.fill(curve(5, (470, 250), (560, 420), (640, 784)), shade(look.main, 0.6), alpha=0.5)
    canvas.fill(curve(9, (470, 252), (330, 400), (220, 600), (152, 784)), tint(look.main, 0.4), alpha=0.5)


SPORT = {
    "helmet": helmet,
    "skateboard": skateboard,
    "flask": flask,
    "ball": ball,
    "kettlebell": kettlebell,
    "mat": mat,
    "tent": tent,
}
