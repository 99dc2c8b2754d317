"""Outlines of things: points in a square of 1000 by 1000 design units, y downwards."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

Point = tuple[float, float]
Points = tuple[Point, ...]


@dataclass(frozen=True, eq=False)
class Shape:
    """Filled outlines and strokes taken together, less the holes."""

    outlines: tuple[Points, ...] = ()
    strokes: tuple[tuple[Points, float], ...] = ()
    holes: tuple[Points, ...] = ()

    def __add__(self, other: "Shape") -> "Shape":
        return Shape(self.outlines + other.outlines, self.strokes + other.strokes, self.holes + other.holes)

    def __sub__(self, other: "Shape") -> "Shape":
        return Shape(self.outlines, self.strokes, self.holes + other.outlines)

    def moved(self, across: float = 0, down: float = 0) -> "Shape":
        """The same shape elsewhere."""
        return self._mapped(lambda x, y: (x + across, y + down))

    def turned(self, degrees: float, about: Point = (500, 500)) -> "Shape":
        """The same shape turned clockwise about a point."""
        sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
        left, top = about
        return self._mapped(
            lambda x, y: (
                left + (x - left) * cosine - (y - top) * sine,
                top + (x - left) * sine + (y - top) * cosine,
            )
        )

    def mirrored(self, axis: float = 500) -> "Shape":
        """The same shape seen in an upright mirror."""
        return self._mapped(lambda x, y: (2 * axis - x, y))

    def _mapped(self, place: Callable[[float, float], Point]) -> "Shape":
        def each(points: Points) -> Points:
            return tuple(place(x, y) for x, y in points)

        return Shape(
            tuple(map(each, self.outlines)),
            tuple((each(points), width) for points, width in self.strokes),
            tuple(map(each, self.holes)),
        )


def poly(*points: Point) -> Shape:
    """Straight edges."""
    return Shape((points,))


def smooth(*points: Point) -> Shape:
    """A closed curve through the points; a point given twice is a corner."""
    return Shape((tuple(spline((points[-1], *points, points[0], points[1]))),))


def path(text: str) -> Shape:
    """Closed outlines in the letters of SVG: absolute M, L, C and Q."""
    return Shape(tuple(tuple(_traced(part.split())) for part in text.replace(",", " ").split("M") if part.strip()))


def ellipse(x: float, y: float, across: float, down: float | None = None) -> Shape:
    """An ellipse by its centre and half axes."""
    return Shape((tuple(arc(x, y, across, across if down is None else down, 0, 360)),))


def box(left: float, top: float, right: float, bottom: float, radius: float = 0) -> Shape:
    """A rectangle with rounded corners."""
    radius = max(0.01, min(radius, (right - left) / 2, (bottom - top) / 2))
    corners = ((right, top, -90), (right, bottom, 0), (left, bottom, 90), (left, top, 180))
    points: list[Point] = []
    for x, y, start in corners:
        inner_x = x - radius if x == right else x + radius
        inner_y = y - radius if y == bottom else y + radius
        points += arc(inner_x, inner_y, radius, radius, start, start + 90)
    return Shape((tuple(points),))


def stroke(width: float, *points: Point) -> Shape:
    """A line of that width with straight parts."""
    return Shape(strokes=((points, width),))


def curve(width: float, *points: Point) -> Shape:
    """A line of that width bent smoothly through the points."""
    return Shape(strokes=((tuple(spline((points[0], *points, points[-1]))), width),))


def dashes(width: float, *points: Point, on: float = 10, off: float = 8) -> Shape:
    """A stitched line along the smooth curve through the points."""
    trace = _evenly(spline((points[0], *points, points[-1])), 2)
    period = round((on + off) / 2)
    starts = range(0, len(trace) - 1, period)
    return Shape(strokes=tuple((tuple(trace[start : start + round(on / 2) + 1]), width) for start in starts))


def lathe(profile: Sequence[Point], tilt: float = 0.14, axis: float = 500) -> Shape:
    """A turned body from (radius, height) points top to bottom, seen from slightly above by `tilt`."""
    side = spline((profile[0], *profile, profile[-1]))
    top, bottom = side[0], side[-1]
    right = [(axis + radius, y) for radius, y in side]
    left = [(axis - radius, y) for radius, y in reversed(side)]
    floor = arc(axis, bottom[1], bottom[0], bottom[0] * tilt, 0, 180)
    lid = arc(axis, top[1], top[0], top[0] * tilt, 180, 360)
    return Shape(((*right, *floor, *left, *lid),))


def arc(x: float, y: float, across: float, down: float, start: float, end: float) -> list[Point]:
    """Points along an ellipse between two angles, in degrees clockwise from the right."""
    step = 4 if across > 40 else 10 if across > 12 else 20
    return [(x + across * cosine, y + down * sine) for cosine, sine in _directions(start, end, step)]


@lru_cache(maxsize=256)
def _directions(start: float, end: float, step: float) -> tuple[Point, ...]:
    count = max(4, round(abs(end - start) / step))
    angles = (math.radians(start + (end - start) * place / count) for place in range(count + 1))
    return tuple((math.cos(angle), math.sin(angle)) for angle in angles)


def spline(points: Sequence[Point]) -> list[Point]:
    """The smooth curve through all points but the first and last, which only lead in and out."""
    trace: list[Point] = []
    for (x0, y0), (x1, y1), (x2, y2), (x3, y3) in zip(points, points[1:], points[2:], points[3:], strict=False):
        trace += [(a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3) for a, b, c, d in _BENDS]
    return [*trace, points[-2]]


def _bend(share: float) -> tuple[float, float, float, float]:
    square, cube = share * share, share * share * share
    return (
        (-cube + 2 * square - share) / 2,
        (3 * cube - 5 * square + 2) / 2,
        (-3 * cube + 4 * square + share) / 2,
        (cube - square) / 2,
    )


_BENDS = tuple(
    _bend(step / 8) for step in range(8)
)  # how much four neighbours weigh along the way between the middle two


def _evenly(trace: Iterable[Point], step: float) -> list[Point]:
    even: list[Point] = []
    for (x, y), (next_x, next_y) in pairwise(trace):
        count = max(1, round(math.dist((x, y), (next_x, next_y)) / step))
        even += [(x + (next_x - x) * part / count, y + (next_y - y) * part / count) for part in range(count)]
    return even


def _traced(words: list[str]) -> list[Point]:
    trace: list[Point] = []
    letter, numbers = "L", []
    for word in words:
        if word in "LCQZ":
            letter = word
            continue
        numbers.append(float(word))
        if len(numbers) == {"L": 2, "Q": 4, "C": 6}[letter]:
            trace += _stretch(trace[-1] if trace else (0, 0), numbers, letter)
            numbers = []
    return trace


def _stretch(start: Point, numbers: list[float], letter: str) -> list[Point]:
    ends = [start, *zip(numbers[::2], numbers[1::2], strict=True)]
    if letter == "L":
        return ends[1:]
    return [_bezier(ends, step / 14) for step in range(1, 15)]


def _bezier(points: Sequence[Point], share: float) -> Point:
    while len(points) > 1:
        points = [(x + (next_x - x) * share, y + (next_y - y) * share) for (x, y), (next_x, next_y) in pairwise(points)]
    return points[0]
