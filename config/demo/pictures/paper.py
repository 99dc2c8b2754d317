"""Books, prints and instruments."""

import math

from config.demo.pictures.canvas import Canvas
from config.demo.pictures.colours import Colour, contrast, even, mix, shade, tint
from config.demo.pictures.kitchen import DARK_WOOD, STEEL, WOOD, grain
from config.demo.pictures.look import Look
from config.demo.pictures.shapes import Shape, box, curve, ellipse, path, poly, smooth, stroke
from config.demo.pictures.sound import record

PAPER: Colour = (250, 245, 234)


def book(canvas: Canvas, look: Look) -> None:
    """A hardback, lying at a slight angle."""
    canvas.fill(poly((744, 176), (776, 200), (776, 868), (744, 846)), even(PAPER, shade(PAPER, 0.3)), angle=0)
    pages = sum(
        (stroke(1.5, (748 + step * 5, 180 + step * 4), (748 + step * 5, 850 + step * 4)) for step in range(6)), Shape()
    )
    canvas.fill(pages, shade(PAPER, 0.4), alpha=0.5)
    canvas.fill(poly((266, 846), (744, 846), (776, 868), (300, 868)), even(tint(PAPER, 0.2), shade(PAPER, 0.25)))
    cover = box(256, 150, 748, 850, 10)
    canvas.solid(cover, look.main, soft=14, depth=0.3)
    _art(canvas, look, cover, (276, 170, 730, 830))
    canvas.fill(box(256, 150, 300, 850, 8), even(shade(look.main, 0.3), look.main, shade(look.main, 0.25)), angle=0)
    for y in (210, 230, 770):
        canvas.fill(stroke(4, (258, y), (298, y)), look.accent)


def _art(canvas: Canvas, look: Look, sheet: Shape, room: tuple[float, float, float, float]) -> None:
    """An abstract composition in the room (left, top, right, bottom) of the sheet."""
    arts = (_landscape, _rounds, _arches, _leaves, _grid, _waves)
    arts[look.style % len(arts)](canvas, look, sheet, room)


def _landscape(canvas: Canvas, look: Look, sheet: Shape, room: tuple[float, float, float, float]) -> None:
    left, top, right, bottom = room
    wide, high = right - left, bottom - top
    canvas.fill(ellipse(left + wide * 0.64, top + high * 0.3, wide * 0.17), look.accent, within=sheet)
    for place, tone in enumerate(
        (tint(look.second, 0.1), mix(look.second, look.accent, 0.4), shade(look.accent, 0.25))
    ):
        ridge = [
            (left + wide * step / 8, top + high * (0.52 + place * 0.15 + 0.09 * math.sin(step * 1.1 + place * 2.1)))
            for step in range(9)
        ]
        canvas.fill(poly(*ridge, (right, bottom), (left, bottom)), even(tint(tone, 0.15), tone), within=sheet)


def _rounds(canvas: Canvas, look: Look, sheet: Shape, room: tuple[float, float, float, float]) -> None:
    left, top, right, bottom = room
    wide, high = right - left, bottom - top
    canvas.fill(ellipse(left + wide * 0.42, top + high * 0.4, wide * 0.27), look.second, within=sheet)
    canvas.fill(ellipse(left + wide * 0.6, top + high * 0.55, wide * 0.23), look.accent, alpha=0.9, within=sheet)
    canvas.fill(ellipse(left + wide * 0.34, top + high * 0.66, wide * 0.11), shade(look.accent, 0.4), within=sheet)
    canvas.fill(stroke(6, (left + wide * 0.2, top + high * 0.85), (left + wide * 0.8, top + high * 0.85)), look.second)


def _arches(canvas: Canvas, look: Look, sheet: Shape, room: tuple[float, float, float, float]) -> None:
    left, top, right, bottom = room
    wide, high = right - left, bottom - top
    middle, foot = (left + right) / 2, top + high * 0.78
    for place in range(4):
        reach = wide * (0.4 - place * 0.09)
        hoop = box(middle - reach, foot - reach * 1.7, middle + reach, foot + reach * 2, reach) - box(
            left, foot, right, foot + reach * 3
        )
        canvas.fill(hoop, (look.second, look.accent, shade(look.accent, 0.35), look.second)[place], within=sheet)
    canvas.fill(ellipse(middle, top + high * 0.12, wide * 0.07), look.accent, within=sheet)


def _leaves(canvas: Canvas, look: Look, sheet: Shape, room: tuple[float, float, float, float]) -> None:
    left, top, right, bottom = room
    wide, high = right - left, bottom - top
    middle = (left + right) / 2
    canvas.fill(
        curve(6, (middle, bottom - high * 0.1), (middle + wide * 0.04, top + high * 0.5), (middle, top + high * 0.16)),
        look.accent,
        within=sheet,
    )
    for step in range(6):
        y = top + high * (0.24 + step * 0.1)
        for side in (-1, 1):
            leaf = ellipse(middle + side * wide * 0.17, y, wide * 0.15, high * 0.034).turned(side * -28, (middle, y))
            canvas.fill(leaf, (look.second, look.accent)[(step + (side > 0)) % 2], within=sheet)


def _grid(canvas: Canvas, look: Look, sheet: Shape, room: tuple[float, float, float, float]) -> None:
    left, top, right, bottom = room
    side = (right - left) / 4
    for row in range(int((bottom - top) / side)):
        for column in range(4):
            x, y = left + column * side, top + row * side
            tone = look.luck.choice((look.second, look.accent, shade(look.accent, 0.3), look.main))
            quarter = ellipse(x, y, side) - box(x - side, y - side, x, y + side) - box(x - side, y - side, x + side, y)
            canvas.fill(
                look.luck.choice(
                    (quarter, ellipse(x + side / 2, y + side / 2, side * 0.36), box(x, y, x + side, y + side / 2))
                ),
                tone,
                within=sheet,
            )


def _waves(canvas: Canvas, look: Look, sheet: Shape, room: tuple[float, float, float, float]) -> None:
    left, top, right, bottom = room
    for row in range(9):
        y = top + (bottom - top) * (0.3 + row * 0.07)
        wave = [(x, y + 16 * math.sin(x / 44 + row * 0.7)) for x in range(int(left) - 20, int(right) + 40, 22)]
        canvas.fill(curve(13, *wave), mix(look.second, look.accent, row / 8), within=sheet)
    canvas.fill(
        ellipse((left + right) / 2, top + (bottom - top) * 0.17, (right - left) * 0.12), look.accent, within=sheet
    )


def notebook(canvas: Canvas, look: Look) -> None:
    """A notebook with a ribbon and an elastic."""
    canvas.fill(box(286, 170, 760, 858, 26), even(PAPER, shade(PAPER, 0.25)), angle=0)
    ribbon = path("M 420 840 L 446 840 L 452 930 L 436 914 L 418 932 Z")
    canvas.fill(ribbon, look.accent)
    cover = box(260, 150, 744, 850, 28)
    canvas.solid(cover, look.main, soft=18, depth=0.4)
    canvas.fill(box(260, 150, 316, 850, 24), shade(look.main, 0.5), alpha=0.22, within=cover)
    if look.style % 2:
        dots = [ellipse(360 + column * 44, 210 + row * 44, 6) for row in range(15) for column in range(9)]
        canvas.fill(sum(dots, Shape()), look.second, alpha=0.8, within=cover)
    canvas.fill(box(400, 300, 620, 420, 8), PAPER)
    canvas.fill(
        stroke(4, (430, 345), (590, 345)) + stroke(4, (430, 378), (540, 378)), shade(look.accent, 0.2), alpha=0.8
    )
    band = box(672, 150, 692, 850)
    canvas.fill(band.moved(5, 0), (0, 0, 0), alpha=0.3, blur=4, within=cover)
    canvas.fill(band, look.accent)


def poster(canvas: Canvas, look: Look) -> None:
    """A framed print."""
    wood = ((44, 40, 44), WOOD, DARK_WOOD, (240, 236, 228))[look.style // 2 % 4]
    canvas.solid(box(196, 90, 804, 910, 4), wood, soft=10, depth=0.6, gloss=0.5)
    canvas.fill(box(222, 116, 778, 884), even(shade(PAPER, 0.12), PAPER))
    canvas.fill(box(222, 116, 778, 884) - box(232, 130, 778, 884), (30, 20, 40), alpha=0.25, blur=6)
    sheet = box(286, 186, 714, 814)
    canvas.fill(sheet, even(tint(look.main, 0.2), look.main))
    _art(canvas, look, sheet, (286, 186, 714, 814))
    canvas.fill(poly((222, 500), (520, 116), (640, 116), (222, 660)), (255, 255, 255), alpha=0.1)


def vinyl(canvas: Canvas, look: Look) -> None:
    """A record half out of its sleeve."""
    record(canvas, look, (640, 500), 280)
    sleeve = box(130, 210, 710, 790, 5)
    canvas.fill(sleeve.moved(12, 8), (20, 14, 30), alpha=0.45, blur=14)
    canvas.solid(sleeve, look.main, soft=12, depth=0.3)
    _art(canvas, look, sleeve, (130, 210, 710, 790))
    canvas.fill(stroke(2, (704, 214), (704, 786)), shade(look.main, 0.6), alpha=0.6)
    canvas.fill(poly((130, 560), (440, 210), (560, 210), (130, 700)), (255, 255, 255), alpha=0.09, within=sleeve)


def guitar(canvas: Canvas, look: Look) -> None:
    """An acoustic guitar."""
    wood = ((222, 168, 100), look.main, (150, 84, 50))[look.style % 3]
    turn = 24

    def put(shape: Shape) -> Shape:
        return shape.turned(turn)

    body = put(
        smooth(
            (500, 500),
            (590, 490),
            (636, 550),
            (606, 630),
            (600, 660),
            (660, 730),
            (668, 830),
            (600, 920),
            (500, 940),
            (400, 920),
            (332, 830),
            (340, 730),
            (400, 660),
            (394, 630),
            (364, 550),
            (410, 490),
        )
    )
    canvas.fill(body.moved(8, 8), shade(wood, 0.6))
    canvas.solid(body, wood, soft=44, depth=0.5, gloss=0.4)
    grain(canvas, wood, body, 90 + turn)
    canvas.fill(
        put(path("M 560 700 C 620 700 640 780 606 840 C 590 800 560 770 540 740 Z")),
        shade(look.second, 0.4),
        alpha=0.85,
    )
    for size, tone in ((70, look.accent), (62, PAPER), (56, (46, 30, 24))):
        canvas.fill(put(ellipse(500, 690, size)), tone)
    neck = put(poly((480, 130), (520, 130), (526, 640), (474, 640)))
    canvas.fill(neck, even(DARK_WOOD, shade(DARK_WOOD, 0.4)), angle=20)
    frets = sum((put(stroke(3, (478, 170 + step * 34), (522, 170 + step * 34))) for step in range(14)), Shape())
    canvas.fill(frets, tint(STEEL, 0.3), alpha=0.9)
    head = put(path("M 466 30 L 534 30 L 542 120 L 522 150 L 478 150 L 458 120 Z"))
    canvas.solid(head, shade(wood, 0.35), soft=10)
    pegs = sum((put(ellipse(x, y, 11)) for x in (450, 550) for y in (56, 86, 116)), Shape())
    canvas.fill(pegs, even(tint(STEEL, 0.5), shade(STEEL, 0.3)))
    canvas.fill(put(box(430, 830, 570, 856, 8)), DARK_WOOD)
    strings = sum((put(stroke(1.6, (484 + step * 6.4, 60), (482 + step * 7.2, 842))) for step in range(6)), Shape())
    canvas.fill(strings, (246, 240, 226), alpha=0.85)


def pencils(canvas: Canvas, look: Look) -> None:
    """A handful of coloured pencils in a row."""
    tones = (
        look.main,
        look.second,
        look.accent,
        tint(look.main, 0.35),
        shade(look.accent, 0.3),
        mix(look.main, look.accent, 0.5),
        tint(look.accent, 0.4),
    )
    for place, tone in enumerate(tones):
        x, top = 272 + place * 76, 190 + (place * 53 + look.style * 31) % 110
        tip = poly((x - 28, top + 110), (x, top), (x + 28, top + 110))
        shaft = box(x - 28, top + 108, x + 28, 850, 3)
        canvas.fill(tip, even((226, 190, 144), (250, 226, 190), (206, 164, 116)), angle=0)
        canvas.fill(poly((x - 9, top + 36), (x, top), (x + 9, top + 36)), tone)
        canvas.fill(
            shaft,
            (
                (0, shade(tone, 0.12)),
                (0.33, shade(tone, 0.1)),
                (0.34, tint(tone, 0.3)),
                (0.66, tint(tone, 0.12)),
                (0.67, shade(tone, 0.25)),
                (1, shade(tone, 0.35)),
            ),
            angle=0,
        )
        canvas.fill(box(x - 28, 770, x + 28, 786), contrast(tone, 0.6), alpha=0.7)


PAPER_GOODS = {
    "book": book,
    "notebook": notebook,
    "poster": poster,
    "vinyl": vinyl,
    "guitar": guitar,
    "pencils": pencils,
}
