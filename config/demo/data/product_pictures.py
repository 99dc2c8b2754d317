"""The demo's product pictures: WebP files in three sizes, copied to the folder that the site serves."""

import os
import shutil
from pathlib import Path

from config.demo.data.catalogue import PlannedProduct
from marketplace.pictures.files import LARGE

FOLDER = Path(__file__).parents[1] / "pictures"
SIDE = 960
"""Width and height of the large files, in pixels."""


def make_picture_name(product: PlannedProduct, position: int) -> str:
    """Return the name of the large file of a product's picture; position 0 is the cover."""
    return f"{product.slug}-{position + 1}{LARGE}webp"


def copy_pictures(target: Path) -> int:
    """Copy the files that the target folder lacks; return how many were copied."""
    target.mkdir(parents=True, exist_ok=True)
    present = {file.name for file in target.iterdir()}
    missing = [file for file in FOLDER.iterdir() if file.name not in present]
    for file in missing:
        # A copy cut short by Ctrl-C must not pass for a whole file at the next start.
        unfinished = target / f"{file.name}.{os.getpid()}"
        shutil.copyfile(file, unfinished)
        unfinished.replace(target / file.name)
    return len(missing)
