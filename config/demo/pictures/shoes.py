"""Shoes, seen from the side."""

from config.demo.pictures.canvas import Canvas
from config.demo.pictures.colours import contrast, even, shade, tint
from config.demo.pictures.look import Look
from config.demo.pictures.shapes import Point, Shape, box, curve, dashes, ellipse, path, poly, smooth, stroke


def sneaker(canvas: Canvas, look: Look) -> None:
    """A low canvas or leather sneaker."""
    upper = path(
        "M 222 452 C 262 470 268 512 330 514 C 386 515 398 440 436 392 L 500 404 C 548 470 598 524 668 566"
        " C 742 604 838 606 852 704 L 846 740 L 196 740 C 186 640 208 560 222 452"
    )
    tongue = path("M 404 430 C 416 384 440 352 476 350 L 516 372 C 520 400 530 430 560 474 L 470 520 Z")
    canvas.solid(tongue, tint(look.second, 0.1), depth=0.3)
    canvas.fill(smooth((232, 462), (300, 508), (380, 500), (436, 410), (400, 420), (300, 470)), shade(look.main, 0.5))
    canvas.solid(upper, look.main, soft=60)
    _sneaker_panels(canvas, look, upper)
    _laces(canvas, look, [(452, 424), (496, 478), (548, 526), (604, 562)], 74)
    _cupsole(canvas, look)


def _sneaker_panels(canvas: Canvas, look: Look, upper: Shape) -> None:
    heel = path("M 180 440 L 262 440 C 286 520 300 600 262 760 L 180 760 Z")
    toe = path("M 700 540 C 672 600 668 680 690 760 L 880 760 L 880 560 Z")
    eyelets = path(
        "M 436 392 L 500 404 C 548 470 598 524 668 566 C 640 600 610 612 584 606 C 520 580 460 500 424 446 Z"
    )
    for part in (heel, toe, eyelets):
        canvas.fill(part.moved(3, 5), shade(look.main, 0.55), alpha=0.35, blur=5, within=upper)
    canvas.fill(heel, even(tint(look.accent, 0.15), look.accent, shade(look.accent, 0.2)), within=upper)
    canvas.fill(toe, even(tint(look.second, 0.25), look.second, shade(look.second, 0.25)), within=upper, angle=60)
    canvas.fill(eyelets, even(tint(look.second, 0.3), look.second), within=upper)
    _side_mark(canvas, look, upper)
    for seam in (
        dashes(2.5, (268, 470), (292, 560), (274, 720)),
        dashes(2.5, (688, 580), (676, 650), (682, 720)),
        dashes(2.5, (440, 456), (500, 540), (588, 596), (650, 584)),
    ):
        canvas.fill(seam, contrast(look.main, 0.5), alpha=0.6, within=upper)


def _side_mark(canvas: Canvas, look: Look, upper: Shape) -> None:
    marks = (
        lambda: smooth((336, 640), (400, 590), (460, 640), (530, 596), (590, 640), (530, 626), (462, 674), (398, 620)),
        lambda: stroke(20, (352, 720), (436, 560)) + stroke(20, (410, 722), (496, 572)),
        lambda: ellipse(420, 640, 46) - ellipse(420, 640, 26),
        lambda: (
            poly((330, 640), (560, 600), (570, 622), (334, 672)) + poly((336, 690), (578, 640), (588, 662), (340, 722))
        ),
        lambda: path("M 350 700 C 350 610 420 570 520 570 C 520 660 450 704 350 700"),
    )
    canvas.fill(marks[look.style % len(marks)](), look.accent, within=upper)


def _laces(canvas: Canvas, look: Look, places: list[Point], width: float) -> None:
    for x, y in places:
        band = curve(17, (x - width * 0.42, y + 44), (x + 4, y + 6), (x + width * 0.5, y - 12))
        canvas.fill(band.moved(2, 7), shade(look.main, 0.6), alpha=0.4, blur=4)
        canvas.fill(band, even(tint(look.lace, 0.4), look.lace, shade(look.lace, 0.15)))


def _cupsole(canvas: Canvas, look: Look) -> None:
    sole = path(
        "M 184 688 C 300 712 420 722 520 720 C 640 716 760 700 862 690 C 874 716 868 748 846 768 C 838 786 820 790"
        " 800 790"
        " L 226 790 C 196 790 184 772 182 744 Z"
    )
    canvas.fill(sole.moved(0, -8), shade(look.main, 0.6), alpha=0.35, blur=6)
    canvas.solid(sole, look.sole, depth=0.35, soft=26)
    tread = path("M 184 764 C 300 776 640 776 852 760 C 842 786 822 790 800 790 L 226 790 C 200 790 190 780 184 764")
    canvas.fill(tread, look.accent if look.style % 2 else shade(look.sole, 0.45), within=sole)
    canvas.fill(
        curve(3, (192, 708), (360, 736), (560, 738), (858, 708)), shade(look.sole, 0.5), alpha=0.35, within=sole
    )


def runner(canvas: Canvas, look: Look) -> None:
    """A running shoe with a thick foam sole."""
    upper = path(
        "M 204 418 C 236 420 250 452 262 486 C 290 522 372 520 400 470 C 416 436 430 404 458 384 L 512 410"
        " C 560 492 640 548 722 584 C 800 612 852 640 858 690 L 840 730 L 200 730 C 190 620 178 500 204 418"
    )
    tongue = path("M 424 430 C 430 380 454 346 492 340 L 524 364 C 522 400 536 440 560 480 L 480 520 Z")
    canvas.solid(tongue, look.second, depth=0.3)
    canvas.fill(smooth((222, 440), (290, 500), (380, 490), (452, 400), (400, 400), (290, 440)), shade(look.main, 0.55))
    canvas.solid(upper, look.main, soft=60)
    _mesh(canvas, look, upper)
    _laces(canvas, look, [(470, 424), (510, 482), (560, 530), (618, 566)], 66)
    _foam(canvas, look)


def _mesh(canvas: Canvas, look: Look, upper: Shape) -> None:
    for row in range(9):
        dots = [ellipse(320 + row * 14 + step * 34, 560 + row * 17 - step * 2, 5, 4) for step in range(16)]
        canvas.fill(sum(dots, Shape()), contrast(look.main, 0.45), alpha=0.4, within=upper)
    heel = path("M 170 470 C 250 500 320 560 356 740 L 170 740 Z")
    toe = path("M 880 600 C 780 612 700 640 650 740 L 880 740 Z")
    swoop = path("M 300 740 C 380 640 460 560 520 500 L 566 540 C 500 600 440 660 404 740 Z")
    for part, tone in ((heel, look.accent), (toe, look.second), (swoop, look.second)):
        canvas.fill(part.moved(2, 4), shade(look.main, 0.6), alpha=0.3, blur=4, within=upper)
        canvas.fill(part, even(tint(tone, 0.25), tone, shade(tone, 0.2)), within=upper)


def _foam(canvas: Canvas, look: Look) -> None:
    sole = path(
        "M 168 640 C 210 690 300 700 420 692 C 560 680 740 690 866 672 C 884 690 884 720 860 744 C 820 780 740 790"
        " 660 790"
        " L 260 790 C 200 790 150 740 150 690 C 150 664 158 650 168 640"
    )
    canvas.fill(sole.moved(0, -8), shade(look.main, 0.6), alpha=0.3, blur=6)
    canvas.solid(sole, look.sole, depth=0.45, soft=40)
    canvas.fill(
        curve(9, (164, 690), (300, 740), (500, 716), (700, 730), (860, 700)), look.accent, alpha=0.9, within=sole
    )
    tread = path("M 150 760 C 300 774 700 780 880 740 L 880 800 L 150 800 Z")
    canvas.fill(tread, shade(look.accent, 0.35), within=sole)
    cuts = sum((stroke(7, (230 + x, 768), (222 + x, 795)) for x in range(0, 600, 42)), Shape())
    canvas.fill(cuts, shade(look.accent, 0.65), within=sole)


def high_top(canvas: Canvas, look: Look) -> None:
    """A canvas high-top."""
    upper = path(
        "M 226 276 C 290 262 380 262 436 276 L 470 300 C 486 400 520 500 596 560 C 640 590 700 600 760 606"
        " C 830 614 856 660 852 704 L 846 740 L 206 740 C 196 640 214 560 218 470 C 222 400 214 330 226 276"
    )
    canvas.solid(upper, look.main, soft=64)
    strip_front = path("M 400 270 L 452 282 L 474 300 C 492 420 540 530 640 596 L 600 640 C 480 590 420 440 400 270")
    canvas.fill(strip_front.moved(-4, 4), shade(look.main, 0.6), alpha=0.3, blur=5, within=upper)
    canvas.fill(strip_front, even(tint(look.main, 0.2), look.main), within=upper)
    toe = path("M 716 590 C 690 640 690 690 700 760 L 880 760 L 880 590 Z")
    canvas.fill(toe, even(tint(look.sole, 0.4), look.sole, shade(look.sole, 0.2)), within=upper, angle=60)
    canvas.fill(box(206, 270, 244, 740), look.accent, within=upper)
    for seam in (
        dashes(2.5, (258, 290), (252, 480), (256, 720)),
        dashes(2.5, (392, 286), (420, 460), (560, 640), (690, 680)),
    ):
        canvas.fill(seam, contrast(look.main, 0.6), alpha=0.7, within=upper)
    canvas.fill(curve(16, (226, 280), (330, 268), (440, 280)), tint(look.second, 0.1), within=upper)
    _badge(canvas, look)
    _laces(canvas, look, [(430, 318), (444, 372), (464, 428), (494, 484), (540, 536), (598, 578)], 58)
    _cupsole(canvas, look)


def _badge(canvas: Canvas, look: Look) -> None:
    canvas.fill(ellipse(318, 440, 50), look.sole)
    canvas.fill(ellipse(318, 440, 42) - ellipse(318, 440, 36), look.accent)
    canvas.fill(path("M 290 446 C 290 404 346 404 346 446 Z") + stroke(6, (292, 460), (344, 460)), look.accent)


def boot(canvas: Canvas, look: Look) -> None:
    """An ankle boot with elastic sides."""
    upper = path(
        "M 250 262 C 330 246 430 250 486 268 C 484 360 500 450 560 510 C 640 560 760 570 826 640 C 846 664 850 690"
        " 846 720"
        " L 232 726 C 216 640 244 540 248 450 C 252 380 236 320 250 262"
    )
    canvas.solid(upper, look.main, soft=80, gloss=0.5, depth=0.6)
    elastic = path("M 318 270 L 426 270 C 420 350 418 440 376 526 C 338 450 320 360 318 270")
    canvas.fill(elastic, shade(look.second, 0.25), within=upper)
    ribs = sum((curve(4, (330 + x, 262), (338 + x * 0.8, 380), (376, 540)) for x in range(0, 100, 11)), Shape())
    canvas.fill(ribs, tint(look.second, 0.25), alpha=0.5, within=elastic)
    canvas.fill(curve(22, (620, 566), (720, 592), (800, 650)), tint(look.main, 0.8), alpha=0.35, blur=14, within=upper)
    canvas.fill(curve(26, (276, 300), (282, 420), (266, 560)), tint(look.main, 0.8), alpha=0.22, blur=16, within=upper)
    canvas.fill(
        dashes(3, (300, 280), (304, 400), (360, 560), (440, 420), (446, 280)), contrast(look.main, 0.5), alpha=0.6
    )
    canvas.fill(path("M 236 270 L 214 216 L 262 214 L 276 268 Z"), shade(look.main, 0.2))
    sole = path("M 222 716 L 862 702 C 872 726 866 740 850 746 L 440 752 L 432 790 L 236 790 C 226 770 222 740 222 716")
    canvas.solid(sole, shade(look.sole, 0.1), depth=0.5, soft=16)
    canvas.fill(stroke(3, (228, 728), (860, 716)), tint(look.sole, 0.5), alpha=0.5)


def slide(canvas: Canvas, look: Look) -> None:
    """A pool slide."""
    sole = path(
        "M 150 690 C 170 664 220 664 280 676 C 380 694 480 676 600 668 C 700 662 800 664 848 676 C 880 690 884 740"
        " 856 766"
        " C 840 784 800 790 760 790 L 220 790 C 160 790 128 730 150 690"
    )
    footbed = path(
        "M 158 688 C 240 660 320 700 420 690 C 560 676 740 650 860 686 C 740 716 560 712 420 724 C 300 732 190 730"
        " 158 688"
    )
    canvas.solid(sole, look.sole, depth=0.5, soft=40)
    canvas.fill(footbed, even(tint(look.second, 0.2), shade(look.second, 0.2)), within=sole)
    grooves = sum((curve(4, (150, 730 + y), (500, 748 + y), (870, 722 + y)) for y in (0, 18)), Shape())
    canvas.fill(grooves, shade(look.sole, 0.6), alpha=0.3, within=sole)
    strap = path("M 420 742 C 430 600 480 500 590 478 C 690 470 790 560 826 732 C 700 772 540 776 420 742")
    canvas.fill(path("M 760 560 C 800 600 830 660 838 730 L 800 738 Z"), shade(look.main, 0.55))
    canvas.fill(strap.moved(-14, 10), shade(look.sole, 0.7), alpha=0.35, blur=14, within=sole)
    canvas.solid(strap, look.main, soft=70, gloss=0.5)
    _strap_mark(canvas, look, strap)


def _strap_mark(canvas: Canvas, look: Look, strap: Shape) -> None:
    if look.style % 2:
        bands = sum((curve(34, (420 + x, 760), (500 + x * 0.8, 600), (590 + x * 0.4, 470)) for x in (70, 150)), Shape())
        canvas.fill(bands, look.accent, within=strap)
        return
    canvas.fill(ellipse(614, 606, 64, 56), look.accent, within=strap)
    canvas.fill(ellipse(614, 606, 42, 36) - ellipse(626, 596, 36, 32), look.main, within=strap)


SHOES = {"sneaker": sneaker, "runner": runner, "high-top": high_top, "boot": boot, "slide": slide}
