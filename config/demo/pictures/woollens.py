"""Warm things for head, neck and feet, laid flat."""

import math

from config.demo.pictures.canvas import Canvas
from config.demo.pictures.colours import even, mix, shade, tint
from config.demo.pictures.look import Look
from config.demo.pictures.shapes import Shape, box, curve, dashes, ellipse, path, stroke


def beanie(canvas: Canvas, look: Look) -> None:
    """A knitted hat."""
    crown = path("M 216 640 C 206 400 300 230 500 226 C 700 230 794 400 784 640 Z")
    cuff = path(
        "M 188 590 C 300 560 700 560 812 590 C 826 650 822 720 808 770 C 700 800 300 800 192 770 C 178 720 174 650"
        " 188 590"
    )
    if look.style % 2:
        _pompom(canvas, look)
    canvas.solid(crown, look.main, soft=80, depth=0.6)
    ribs = [curve(5, (500 + step * 40, 620), (500 + step * 33, 400), (500 + step * 8, 238)) for step in range(-7, 8)]
    canvas.fill(sum(ribs, Shape()), shade(look.main, 0.6), alpha=0.4, blur=3, within=crown)
    if look.style % 3 == 0:
        band = [(x, 500 + (22 if x // 36 % 2 else -22)) for x in range(180, 840, 36)]
        canvas.fill(stroke(18, *band), look.second, within=crown)
    canvas.fill(cuff.moved(0, -14), shade(look.main, 0.6), alpha=0.45, blur=14, within=crown)
    tone = look.second if look.style % 3 == 1 else tint(look.main, 0.06)
    canvas.solid(cuff, tone, soft=44, depth=0.55)
    ribs = [curve(5, (500 + step * 30, 560), (500 + step * 31, 680), (500 + step * 30, 800)) for step in range(-10, 11)]
    canvas.fill(sum(ribs, Shape()), shade(tone, 0.55), alpha=0.35, blur=2, within=cuff)
    canvas.fill(box(560, 640, 668, 712, 6).moved(3, 5), shade(tone, 0.6), alpha=0.4, blur=4)
    canvas.fill(box(560, 640, 668, 712, 6), even(tint(look.accent, 0.2), look.accent))
    canvas.fill(dashes(2, (568, 648), (660, 648)) + dashes(2, (568, 704), (660, 704)), tint(look.accent, 0.6))


def _pompom(canvas: Canvas, look: Look) -> None:
    turns = [(step * 0.7, 70 + look.luck.uniform(-8, 8)) for step in range(9)]
    tufts = [ellipse(500 + away * math.cos(turn), 196 + away * math.sin(turn), 30) for turn, away in turns]
    ball = ellipse(500, 196, 84) + sum(tufts, Shape())
    canvas.solid(ball, look.accent, soft=50, depth=0.6)
    hairs = [
        stroke(
            4,
            (500 + away * 0.4 * math.cos(turn + 1), 196 + away * 0.4 * math.sin(turn + 1)),
            (500 + away * 1.2 * math.cos(turn), 196 + away * 1.2 * math.sin(turn)),
        )
        for turn, away in turns
    ]
    canvas.fill(sum(hairs, Shape()), tint(look.accent, 0.5), alpha=0.35, within=ball)


def scarf(canvas: Canvas, look: Look) -> None:
    """A woollen scarf in a loose loop."""
    back = path(
        "M 250 330 C 260 200 400 140 500 140 C 600 140 740 200 750 330 C 700 260 600 236 500 236 C 400 236 300 260"
        " 250 330"
    )
    tail = path("M 560 450 C 610 560 640 700 646 858 L 496 872 C 492 740 480 600 440 500 Z")
    other = path("M 440 450 C 390 560 350 680 330 800 L 470 830 C 484 700 510 600 560 500 Z")
    loop = path(
        "M 246 300 C 240 420 360 530 500 536 C 640 530 760 420 754 300 C 744 268 716 250 690 262 C 690 350 610 410"
        " 500 414"
        " C 390 410 310 350 310 262 C 284 250 256 268 246 300"
    )
    canvas.solid(back, shade(look.main, 0.3), soft=40)
    for part in (other, tail):
        canvas.fill(part.moved(10, 10), shade(look.main, 0.7), alpha=0.3, blur=14)
        canvas.solid(part, look.main, soft=36, depth=0.5)
        _woven(canvas, look, part)
        _fringe(canvas, look, part is tail)
    canvas.fill(loop.moved(0, 16), shade(look.main, 0.7), alpha=0.4, blur=18, within=tail + other)
    canvas.solid(loop, look.main, soft=60, depth=0.6)
    folds = curve(9, (262, 310), (330, 440), (500, 484), (670, 440), (738, 310)) + curve(
        7, (300, 300), (360, 400), (500, 446), (640, 400), (700, 300)
    )
    canvas.fill(folds, shade(look.main, 0.6), alpha=0.35, blur=6, within=loop)


def _woven(canvas: Canvas, look: Look, part: Shape) -> None:
    if look.style % 2:
        for across in (360, 440, 540, 600):
            canvas.fill(box(across, 400, across + 20, 900), look.second, alpha=0.75, within=part)
    for row, tone in enumerate((look.second, look.accent, look.second)):
        canvas.fill(stroke(24, (280, 650 + row * 56), (680, 690 + row * 56)), tone, alpha=0.92, within=part)
    weave = [stroke(2, (280, y), (680, y + 20)) for y in range(420, 880, 12)]
    canvas.fill(sum(weave, Shape()), shade(look.main, 0.5), alpha=0.16, within=part)


def _fringe(canvas: Canvas, look: Look, front: bool) -> None:
    left, right, y, slope = (502, 640, 866, -0.09) if front else (336, 466, 802, 0.2)
    threads = [
        stroke(6, (x, y + (x - left) * slope - 4), (x + look.luck.uniform(-5, 5), y + (x - left) * slope + 46))
        for x in range(left, right, 11)
    ]
    canvas.fill(sum(threads, Shape()), shade(look.main, 0.1))


def socks(canvas: Canvas, look: Look) -> None:
    """A pair of patterned socks."""
    sock = path(
        "M 330 150 L 500 150 C 506 300 500 420 510 540 C 560 600 640 640 690 690 C 730 740 700 830 620 836 C 540"
        " 840 430 780"
        " 360 700 C 320 640 336 560 340 480 C 344 360 334 260 330 150"
    )
    for place, shift in enumerate((-110, 70)):
        one = sock.moved(shift, -20 + place * 40)
        if place:
            canvas.fill(one.moved(-12, 10), shade(look.main, 0.75), alpha=0.35, blur=14)
        canvas.solid(one, look.main, soft=50, depth=0.5)
        _sock_pattern(canvas, look, one, shift, -20 + place * 40)


def _sock_pattern(canvas: Canvas, look: Look, sock: Shape, across: float, down: float) -> None:
    dots = [
        ellipse(330 + column * 58 + (29 if row % 2 else 0), 290 + row * 52, 13)
        for row in range(10)
        for column in range(8)
    ]
    bands = [stroke(22, (280, 270 + row * 62), (760, 270 + row * 62)) for row in range(10)]
    zigzags = [
        stroke(11, *((x, 280 + row * 66 + (26 if x // 30 % 2 else 0)) for x in range(290, 760, 30))) for row in range(9)
    ]
    pattern = sum((dots, bands, zigzags)[look.style % 3], Shape()).moved(across, down)
    canvas.fill(pattern, look.second, within=sock)
    for part in (ellipse(340, 640, 96, 86), ellipse(690, 800, 120, 100), box(300, 140, 520, 222)):
        canvas.fill(part.moved(across, down), look.accent, within=sock)
    ribs = [stroke(3, (330 + step * 13, 150), (331 + step * 13, 222)) for step in range(14)]
    canvas.fill(sum(ribs, Shape()).moved(across, down), shade(look.accent, 0.5), alpha=0.4, within=sock)
    canvas.fill(
        curve(26, (370, 180), (374, 420), (380, 600)).moved(across, down),
        mix(look.main, (255, 255, 255), 0.7),
        alpha=0.2,
        blur=14,
        within=sock,
    )


WOOLLENS = {"beanie": beanie, "scarf": scarf, "socks": socks}
