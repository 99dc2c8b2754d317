"""Pictures of products: ordered, limited in number, with generated file names."""

import logging
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Literal
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import models, transaction

from marketplace.errors import Refused
from marketplace.locks import may_delete_files
from marketplace.models.products import Product
from marketplace.pictures.files import LARGE, SIZES, SMALLER, all_names, fit_size, has_sizes, sized_name
from marketplace.signals import product_changed
from marketplace.text.model_fields import LineField

if TYPE_CHECKING:
    from marketplace.pictures.processing import ProcessedPicture

logger = logging.getLogger(__name__)


def file_name(image: "ProductImage | None", given: str) -> str:
    """Return the storage name of a picture. Nothing of the uploaded name is used."""
    return f"products/{uuid4().hex}{LARGE}webp"


def save_smaller(storage: Storage, name: str, drawn: "ProcessedPicture") -> None:
    """Save the smaller files of a picture beside its large one."""
    for size, content in zip(SMALLER, drawn.smaller, strict=True):
        storage.save(sized_name(name, size), ContentFile(content))


def _delete_files(storage: Storage, name: str) -> None:
    # During a backup the files stay; `delete_orphan_files` deletes them later.
    if may_delete_files():
        for file in all_names(name):
            storage.delete(file)


class ProductImageQuerySet(models.QuerySet["ProductImage"]):
    """Pictures of one product."""

    @transaction.atomic
    def add(self, product: Product, files: "Sequence[ProcessedPicture]") -> None:
        """Append re-encoded pictures; raises `Refused` if there would be too many, or storage fails."""
        # Without the lock, two uploads at once would each find room.
        there = list(product.locked().images.values_list("position", flat=True))
        if len(there) + len(files) > settings.PICTURES_PER_PRODUCT:
            raise Refused(f"A product has at most {settings.PICTURES_PER_PRODUCT} pictures.", field="pictures")
        for position, file in enumerate(files, start=max(there, default=-1) + 1):
            try:
                image = self.create(product=product, image=file, alt=product.title, position=position)
                save_smaller(image.image.storage, str(image.image.name), file)
            except OSError as problem:
                logger.error("A picture of product %s can't be stored: %s", product.pk, problem)
                raise Refused("The pictures can’t be saved right now. Try again later.", field="pictures") from problem
        product_changed.send_robust(sender=ProductImage, product_ids=[product.pk])


class ProductImage(models.Model):
    """A picture of a product. The first by position is the cover."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="images")
    image = models.ImageField(upload_to=file_name, width_field="width", height_field="height")
    alt = LineField(max_length=200, blank=True)
    width = models.PositiveSmallIntegerField(default=0, editable=False)
    height = models.PositiveSmallIntegerField(default=0, editable=False)
    position = models.PositiveSmallIntegerField(default=0)

    objects = ProductImageQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"picture {self.pk}"

    @classmethod
    def address_of(cls, name: str | None) -> str:
        """Return the URL of the smallest file of a picture by its file name; empty for no picture."""
        return str(cls.image.field.storage.url(sized_name(name, SIZES[-1]))) if name else ""

    @property
    def thumb(self) -> str:
        """Return the URL of the smallest file."""
        return self.address_of(str(self.image.name))

    @property
    def sources(self) -> list[tuple[str, int]]:
        """Return the URLs of the files with their widths, the largest first; empty if there is only one file."""
        if not has_sizes(str(self.image.name)):
            return []
        # The storage makes one URL only, since lists have dozens of pictures. The others follow from the file names.
        large, found = str(self.image.url), {}
        for size in SIZES:
            width, _ = fit_size(self.width, self.height, size.side)
            found[width] = sized_name(large, size)
        return [(address, width) for width, address in found.items()]

    @transaction.atomic
    def move(self, by: Literal[-1, 1]) -> None:
        """Swap places with the previous (-1) or next (1) picture; the first and last ones stay at their ends."""
        order = list(self.product.locked().images.all())
        if self not in order:
            return
        here = order.index(self)
        there = min(max(here + by, 0), len(order) - 1)
        order[here], order[there] = order[there], order[here]
        for position, image in enumerate(order):
            ProductImage.objects.filter(pk=image.pk).update(position=position)
        self._send_change()

    def describe(self, alt: str) -> None:
        """Set the alternative text."""
        with transaction.atomic():
            ProductImage.objects.filter(pk=self.pk).update(alt=alt)
            self._send_change()

    @transaction.atomic
    def remove(self) -> None:
        """Delete the picture, and its files after the commit."""
        name, storage = str(self.image.name), self.image.storage
        self.delete()
        transaction.on_commit(partial(_delete_files, storage, name), robust=True)
        self._send_change()

    def _send_change(self) -> None:
        product_changed.send_robust(sender=ProductImage, product_ids=[self.product_id])
