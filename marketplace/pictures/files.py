"""File names of a picture's three sizes. Pages load only the size they show."""

from typing import NamedTuple

LARGE = "-large."
"""Marker in the file name of the picture's row. Older pictures have a single file, without the marker in its name."""


class Size(NamedTuple):
    """A picture size: the marker in its file name, and the maximum pixels of the longer side."""

    mark: str
    side: int


SIZES = (Size(LARGE, 1600), Size("-card.", 640), Size("-thumb.", 200))
SMALLER = SIZES[1:]


def has_sizes(name: str) -> bool:
    """Tell whether the picture has the smaller files too."""
    return LARGE in name


def sized_name(name: str, size: Size) -> str:
    """Return the file name of a picture in this size, or of its only file."""
    return name.replace(LARGE, size.mark)


def large_name(name: str) -> str:
    """Return the file name of the large size, as in the picture's row, for a file of any size."""
    for size in SMALLER:
        name = name.replace(size.mark, LARGE)
    return name


def all_names(name: str) -> list[str]:
    """Return the names of all files of a picture."""
    return [sized_name(name, size) for size in SIZES] if has_sizes(name) else [name]


def fit_size(width: int, height: int, side: int) -> tuple[int, int]:
    """Return width and height, scaled so that the longer side is at most `side`. Pictures are never enlarged."""
    longer = max(width, height, 1)
    if longer <= side:
        return width, height
    return max(round(width * side / longer), 1), max(round(height * side / longer), 1)
