"""Uploads of pictures, and what is said of them in words."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile

from marketplace.errors import Refused
from marketplace.forms.listings import no_control_signs
from marketplace.models import ProductImage
from marketplace.pictures import redrawn


class PicturesInput(forms.FileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """Any number of uploads, cleaned into pictures of our own making; each that is none has an error of its own."""

    widget = PicturesInput({"accept": "image/jpeg,image/png,image/webp", "multiple": True, "data-pictures": True})

    def clean(self, data: Any, initial: Any = None) -> list[ContentFile]:
        """Return the uploads redrawn."""
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
        if problems:
            raise forms.ValidationError(problems)
        return pictures


class PicturesForm(forms.Form):
    """New pictures of a product."""

    pictures = PicturesField(label="Pictures", help_text="JPEG, PNG or WebP. The first one is the cover.")


class FirstPicturesForm(PicturesForm):
    """Pictures that a new product may come with."""

    pictures = PicturesField(
        label="Pictures", required=False, help_text="JPEG, PNG or WebP. The first one is the cover."
    )


class AltForm(forms.Form):
    """What a picture shows."""

    alt = forms.CharField(
        max_length=ProductImage._meta.get_field("alt").max_length,
        required=False,
        label="What it shows",
        validators=[no_control_signs],
    )
