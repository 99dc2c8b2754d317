"""Forms for picture uploads and alt texts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from typing import Any, NamedTuple

from django import forms
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile

from marketplace.errors import Refused
from marketplace.models import ProductImage
from marketplace.pictures.processing import inspect_upload, redraw_upload
from marketplace.pictures.upload_limits import request_upload_slot
from marketplace.text.form_fields import LineField
from marketplace.web.requests import ShopRequest


class Uploads(NamedTuple):
    """The readable pictures of an upload, and an error message for each of the others."""

    pictures: list[ContentFile]
    problems: list[str]


class PicturesInput(forms.FileInput):
    """A file input for several files."""

    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """Uploaded pictures, redrawn. The field is invalid only if no upload is readable."""

    widget = PicturesInput({"accept": "image/jpeg,image/png,image/webp", "multiple": True, "data-pictures": True})
    request: ShopRequest | None = None
    room: int | None = None
    redraws = True

    def clean(self, data: Any, initial: Any = None) -> Uploads:
        """Return the redrawn uploads and the errors of the unreadable ones; cheap checks run first."""
        files: Sequence[UploadedFile] = data or []
        if self.required and not files:
            raise forms.ValidationError("Choose a picture.")
        if len(files) > (settings.PICTURES_PER_PRODUCT if self.room is None else self.room):
            raise forms.ValidationError(f"A product can have up to {settings.PICTURES_PER_PRODUCT} pictures.")
        good, problems = _read_files(files, inspect_upload)
        if good and self.redraws:
            try:
                with request_upload_slot(self.request, len(good)) if self.request else nullcontext():
                    good, more = _read_files(good, redraw_upload)
            except Refused as refused:
                raise forms.ValidationError(refused.message) from None
            problems += more
        if problems and not good:
            raise forms.ValidationError(problems)
        return Uploads(good, problems)


def _read_files(files: Iterable[Any], read: Callable[[Any], Any]) -> tuple[list[Any], list[str]]:
    """Return the results for readable files, and an error message for each of the others."""
    found: list[Any] = []
    problems: list[str] = []
    for file in files:
        try:
            found.append(read(file))
        except Refused as refused:
            problems.append(refused.message)
    return found, problems


class PicturesForm(forms.Form):
    """New pictures of a product; `room` is the number of pictures it can still take, if known."""

    pictures = PicturesField(label="Pictures", help_text="JPEG, PNG or WebP. The first picture is the cover.")

    def __init__(self, request: ShopRequest | None = None, *, room: int | None = None) -> None:
        sent = (request.POST, request.FILES) if request else ()
        super().__init__(*sent)
        field: Any = self.fields["pictures"]
        field.request, field.room = request, room

    def are_valid_with(self, others: bool) -> bool:
        """Validate the pictures; they are redrawn only if all other forms are valid, because drawing takes seconds."""
        field: Any = self.fields["pictures"]
        field.redraws = others
        return self.is_valid() and others


class FirstPicturesForm(PicturesForm):
    """Optional pictures of a new product."""

    pictures = PicturesField(
        label="Pictures", required=False, help_text="JPEG, PNG or WebP. The first picture is the cover."
    )


class AltTextForm(forms.Form):
    """Alt texts of a product's pictures."""

    def __init__(self, images: Iterable[ProductImage], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.images = {f"alt-{image.pk}": image for image in images}
        for name, image in self.images.items():
            self.fields[name] = LineField(
                max_length=ProductImage._meta.get_field("alt").max_length,
                required=False,
                label="Description (alt text)",
                initial=image.alt,
            )

    def rows(self) -> list[tuple[ProductImage, forms.BoundField]]:
        """Return each picture with its field."""
        return [(image, self[name]) for name, image in self.images.items()]

    def sent(self) -> dict[int, str]:
        """Return the sent texts by the primary key of their picture; missing ones stay as they are."""
        return {image.pk: self.cleaned_data[name] for name, image in self.images.items() if name in self.data}
