"""The files of a picture: three sizes side by side, told apart by their names, so that pages load what they show."""

from typing import NamedTuple

LARGE = "-large."
"""Stands in the name that a picture's row keeps. Pictures from before have one file, whose name lacks it."""


class Size(NamedTuple):
    """A size of pictures: what stands in the name of its file, and the pixels of the longer side, at most."""

    mark: str
    side: int


SIZES = (Size(LARGE, 1600), Size("-card.", 640), Size("-thumb.", 200))
SMALLER = SIZES[1:]


def has_sizes(name: str) -> bool:
    """Tell whether the smaller files lie beside this one."""
    return LARGE in name


def sized_name(name: str, size: Size) -> str:
    """Return the name of a picture's file of that size; its only one, where there are no others."""
    return name.replace(LARGE, size.mark)


def large_name(name: str) -> str:
    """Return the name that a row would keep for a file of any size."""
    for size in SMALLER:
        name = name.replace(size.mark, LARGE)
    return name


def all_names(name: str) -> list[str]:
    """Return the names of all files of a picture."""
    return [sized_name(name, size) for size in SIZES] if has_sizes(name) else [name]


def fit_size(width: int, height: int, side: int) -> tuple[int, int]:
    """Return the pixels of a picture whose longer side is `side` at most; it is never made larger."""
    longer = max(width, height, 1)
    if longer <= side:
        return width, height
    return max(round(width * side / longer), 1), max(round(height * side / longer), 1)
