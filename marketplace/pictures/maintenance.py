"""Maintenance of picture files: smaller sizes for older pictures, and deletion of orphaned files."""

import logging
import time
from datetime import timedelta

from django.core.files.storage import Storage
from django.utils import timezone

from marketplace.locks import may_delete_files
from marketplace.models.pictures import ProductImage, file_name, save_smaller
from marketplace.pictures.files import LARGE, all_names, large_name
from marketplace.pictures.processing import redraw_picture

logger = logging.getLogger(__name__)
FOLDER = "products"
SECONDS = 40.0
"""Duration of one run; the time limit of tasks is a minute."""
MIN_ORPHAN_AGE = timedelta(days=1)
"""Orphans younger than this are kept: their picture may be about to be saved, or an open page may show them."""
BATCH_SIZE = 1000


def size_pictures(seconds: float = SECONDS) -> int:
    """Create the missing smaller sizes of older pictures; returns the number of pictures. The next run continues.

    The older file stays for a day, for open pages. Safe to run twice, or in two processes at once.
    """
    end, done = time.monotonic() + seconds, 0
    # Only names: loading an instance without dimensions would open its file, and the file may be missing.
    old = ProductImage.objects.exclude(image__contains=LARGE).order_by("pk").values_list("pk", "image")
    for pk, name in old.iterator():
        if time.monotonic() > end:
            break
        try:
            done += _draw_sizes(pk, name)
        except Exception as failure:
            logger.warning("The sizes of picture %s can't be drawn: %s", pk, failure)
    return done


def _draw_sizes(pk: int, old_name: str) -> bool:
    storage: Storage = ProductImage.image.field.storage
    with storage.open(old_name) as file:
        drawn = redraw_picture(file)
    name = storage.save(file_name(None, old_name), drawn)
    save_smaller(storage, name, drawn)
    # The shop may have deleted the picture meanwhile, or another run was faster.
    same = ProductImage.objects.filter(pk=pk, image=old_name)
    if same.update(image=name, width=drawn.width, height=drawn.height):
        return True
    for unused in all_names(name):
        storage.delete(unused)
    return False


def delete_orphan_files() -> int:
    """Delete files without a picture that are older than a day; returns their number. A backup stops it."""
    storage: Storage = ProductImage.image.field.storage
    # A bucket has no folders: it lists names, but cannot tell whether a folder exists.
    try:
        stored = [f"{FOLDER}/{name}" for name in storage.listdir(FOLDER)[1]]
    except FileNotFoundError:
        return 0
    deleted = 0
    for start in range(0, len(stored), BATCH_SIZE):
        names = stored[start : start + BATCH_SIZE]
        wanted = {large_name(name) for name in names}
        known = set(ProductImage.objects.filter(image__in=wanted).values_list("image", flat=True))
        if not may_delete_files():
            break
        for name in names:
            if large_name(name) not in known and storage.get_modified_time(name) < timezone.now() - MIN_ORPHAN_AGE:
                storage.delete(name)
                deleted += 1
    return deleted
