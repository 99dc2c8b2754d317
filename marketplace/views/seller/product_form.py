"""The edit page of a product: details, sizes, release and pictures in one form, saved by each button."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.forms import all_valid
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.shortcuts import render

from marketplace.catalogue import product_editing
from marketplace.catalogue.sizes import SizeRefused
from marketplace.errors import Refused
from marketplace.forms.pictures import AltTextForm, FirstPicturesForm, PicturesForm
from marketplace.forms.products import ProductForm, SizeFormSet
from marketplace.forms.release import ReleaseForm, ScheduleForm
from marketplace.models import Product, ProductImage
from marketplace.web.requests import ShopRequest


class ProductPage:
    """The forms of a product's edit page, bound to the request's data.

    A button on another page, such as the product list, sends none of them: then only its action is performed.
    """

    def __init__(self, request: ShopRequest, product: Product, *, is_sent: bool = False) -> None:
        self.request, self.product = request, product
        self.is_sent = is_sent or "sizes-TOTAL_FORMS" in request.POST
        sent = request.POST if self.is_sent else None
        images = list(product.images.all())
        self.form = ProductForm(sent) if self.is_sent else ProductForm(initial=model_to_dict(product))
        self.sizes: Any = SizeFormSet(sent, prefix="sizes") if self.is_sent else build_size_rows(product)
        self.alts = AltTextForm(images, sent)
        self.room = settings.PICTURES_PER_PRODUCT - len(images)
        self.pictures: PicturesForm = FirstPicturesForm(request if self.is_sent else None, room=self.room)
        release = {name: request.POST[name] for name in ReleaseForm.base_fields if name in request.POST}
        self.release = ReleaseForm(initial=release or None)
        self.schedule = ScheduleForm(initial={"at": product.released_at})
        self.conflict = ""

    def submit(self, act: Callable[[], object] = lambda: None, *more: Any) -> bool:
        """Save the forms and call `act` in one transaction; return False for invalid forms.

        `more` are the additional forms of the button. A `Refused` of `act` is raised again.
        """
        page_forms = [self.form, self.sizes, self.alts, self.pictures] if self.is_sent else []
        submitted = dict.fromkeys([*page_forms, *more])
        are_valid = all_valid([form for form in submitted if form is not self.pictures])
        if self.pictures in submitted:
            are_valid = self.pictures.are_valid_with(are_valid)
        if not are_valid:
            return False
        try:
            with transaction.atomic():
                if self.is_sent:
                    self._save()
                act()
        except SizeRefused as refused:
            self.sizes.refuse(refused)
        except Refused as refused:
            if refused.field != "pictures":
                raise
            self.pictures.add_error("pictures", refused.message)
        else:
            self._warn_of_unreadable()
            return True
        return False

    def render(self, status: int = HTTPStatus.UNPROCESSABLE_ENTITY) -> HttpResponse:
        """Render the page with the entered values and their errors."""
        names = ("product", "form", "sizes", "alts", "pictures", "release", "schedule", "conflict")
        context = {name: getattr(self, name) for name in names}
        context |= {"shop": self.product.shop, "is_unsaved": self.is_sent}
        return render(self.request, "marketplace/seller/products/edit.html", context, status=status)

    def add_pictures(self) -> None:
        """Add the readable uploads; raises `Refused` if the product would have too many pictures."""
        ProductImage.objects.add(self.product, self.pictures.cleaned_data["pictures"].pictures)

    def _save(self) -> None:
        product_editing.update_product(self.product, self.sizes.sizes(), self.form.cleaned_data, self.alts.sent())
        if self.pictures.cleaned_data["pictures"].pictures:
            self.add_pictures()

    def _warn_of_unreadable(self) -> None:
        if self.pictures.is_bound and self.pictures.is_valid():
            warn_of_unreadable(self.request, self.pictures)


def warn_of_unreadable(request: ShopRequest, form: PicturesForm) -> None:
    """Show a message for each unreadable upload."""
    for problem in form.cleaned_data["pictures"].problems:
        messages.warning(request, f"{problem} Everything else was saved.")


def build_size_rows(product: Product) -> Any:
    """Return one row per size of the product, or one blank row."""
    rows = [{**model_to_dict(item), "item": item.pk, "seen": item.on_hand} for item in product.items.all()]
    return add_blank_rows(rows, 0 if rows else 1)


def add_blank_rows(rows: list[dict[str, Any]], blank: int) -> Any:
    """Return unbound rows of sizes, with `blank` empty rows after them."""
    sizes = SizeFormSet(initial=rows, prefix="sizes")
    sizes.extra = blank
    return sizes
