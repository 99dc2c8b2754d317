"""Uploads of pictures, and what is said of them in words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django import forms
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile

from marketplace.errors import Refused
from marketplace.models import ProductImage
from marketplace.pictures import redrawn
from marketplace.text.form_fields import LineField


class Uploads(NamedTuple):
    """The pictures of an upload that could be read, and a sentence about each that could not."""

    pictures: list[ContentFile]
    problems: list[str]


class PicturesInput(forms.FileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """Any number of uploads, redrawn. One that can't be read refuses the field only where no other can."""

    widget = PicturesInput({"accept": "image/jpeg,image/png,image/webp", "multiple": True, "data-pictures": True})

    def clean(self, data: Any, initial: Any = None) -> Uploads:
        """Return the uploads redrawn, and what is wrong with the others."""
        files: Sequence[UploadedFile] = data or []
        if self.required and not files:
            raise forms.ValidationError("Choose a picture first.")
        pictures: list[ContentFile] = []
        problems: list[str] = []
        for file in files:
            try:
                pictures.append(redrawn(file))
            except Refused as refused:
                problems.append(refused.message)
        if problems and not pictures:
            raise forms.ValidationError(problems)
        return Uploads(pictures, problems)


class PicturesForm(forms.Form):
    """New pictures of a product."""

    pictures = PicturesField(label="Pictures", help_text="JPEG, PNG or WebP. The first one is the cover.")


class FirstPicturesForm(PicturesForm):
    """Pictures that a new product may come with."""

    pictures = PicturesField(
        label="Pictures", required=False, help_text="JPEG, PNG or WebP. The first one is the cover."
    )


class AltsForm(forms.Form):
    """What each picture of a product shows, in words."""

    def __init__(self, images: Iterable[ProductImage], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.images = {f"alt-{image.pk}": image for image in images}
        for name, image in self.images.items():
            self.fields[name] = LineField(
                max_length=ProductImage._meta.get_field("alt").max_length,
                required=False,
                label="What it shows",
                initial=image.alt,
            )

    def rows(self) -> list[tuple[ProductImage, forms.BoundField]]:
        """Return each picture with its field."""
        return [(image, self[name]) for name, image in self.images.items()]

    def sent(self) -> dict[int, str]:
        """Return the texts that were sent, by the key of their picture; one that was not sent stays."""
        return {image.pk: self.cleaned_data[name] for name, image in self.images.items() if name in self.data}
