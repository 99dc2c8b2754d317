"""Forms for a product's details and sizes, and for the seller's product list."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import F
from django.forms import BaseFormSet, formset_factory

from marketplace.catalogue.sizes import Size, SizeRefused
from marketplace.models import Item, Product
from marketplace.text.form_fields import LineField, QueryField

SIZES_PER_PRODUCT = 24
MOST_ON_HAND = 1_000_000


class ProductForm(forms.ModelForm):
    """The details of a product; the form never changes the product instance."""

    class Meta:
        model = Product
        fields = [
            "title", "category", "brand", "colour", "description", "price",
            "limit_per_shopper", "show_in_activity", "show_amount",
        ]  # fmt: skip
        labels = {
            "limit_per_shopper": "Limit per customer",
            "show_in_activity": "Show purchases to other shoppers",
            "show_amount": "Include the price",
        }
        help_texts = {"limit_per_shopper": "Maximum per customer, for example for drops. Leave empty for no limit."}
        widgets = {"description": forms.Textarea({"rows": 6})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        category: Any = self.fields["category"]
        category.empty_label = "Choose a category"
        most = settings.MAX_LINE_QUANTITY
        limit: Any = self.fields["limit_per_shopper"]
        limit.validators = [MinValueValidator(1), MaxValueValidator(most)]
        limit.widget.attrs.update(min=1, max=most)


class SizeForm(forms.Form):
    """One size: label, SKU, and stock; `seen` is the stock shown when the page was rendered."""

    item = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    label = LineField(
        max_length=Item._meta.get_field("label").max_length,
        required=False,
        label="Size",
    )
    sku = LineField(max_length=Item._meta.get_field("sku").max_length, required=False, label="SKU")
    on_hand = forms.IntegerField(label="Stock", min_value=0, max_value=MOST_ON_HAND)


class BaseSizeFormSet(BaseFormSet):
    """The sizes of one product: at least one, with unique labels and SKUs."""

    def clean(self) -> None:
        """Add an error to each repeated label or SKU, and to each missing label if there are several sizes."""
        kept = [form for form in self.forms if form.has_changed() and not _is_removed(form)]
        if not kept:
            raise forms.ValidationError("Add at least one row. If there is only one size, leave its name empty.")
        self._require_unique(kept, "label", "This size is listed twice.")
        self._require_unique(kept, "sku", "This SKU is listed twice.")
        for form in kept if len(kept) > 1 else []:
            if form.cleaned_data.get("label") == "":
                form.add_error("label", "Enter a name for each size.")

    def _require_unique(self, kept: list[forms.Form], name: str, message: str) -> None:
        known = {""}
        for form in kept:
            word = str(form.cleaned_data.get(name, "")).casefold()
            if word and word in known:
                form.add_error(name, message)
            known.add(word)

    def sizes(self) -> list[Size]:
        """Return the entered sizes in row order, without blank rows."""
        rows = [(row, _is_removed(row)) for row in self.forms if row.has_changed()]
        return [Size.of(row.prefix or "", row.cleaned_data, is_removed=removed) for row, removed in rows]

    def refuse(self, refused: SizeRefused) -> None:
        """Show a refusal at its row; the row gets the current stock as its new `seen`."""
        row: Any = next(form for form in self.forms if form.prefix == refused.row)
        row.add_error(refused.field, refused.message)
        row.data = row.data.copy()
        row.data.pop(row.add_prefix("DELETE"), None)
        if refused.now is not None:
            row.data[row.add_prefix("seen")] = row.data[row.add_prefix("on_hand")] = str(refused.now)


def _is_removed(row: forms.Form) -> bool:
    return bool(row.cleaned_data.get("DELETE"))


SizeFormSet = formset_factory(
    SizeForm,
    formset=BaseSizeFormSet,
    extra=0,
    can_delete=True,
    max_num=SIZES_PER_PRODUCT,
    absolute_max=SIZES_PER_PRODUCT + 1,
    validate_max=True,
)


class ProductFilterForm(forms.Form):
    """Filter and order of the product list."""

    is_filter = True

    STATUSES = {"": "All", "draft": "Drafts", "active": "On sale", "soon": "Coming soon", "sold": "Sold"}
    SORTS: dict[str, tuple[str, tuple[Any, ...]]] = {
        "new": ("Newest", ("-pk",)),
        "title": ("Title", ("title", "pk")),
        "price": ("Price: low to high", ("price", "pk")),
        "price-down": ("Price: high to low", ("-price", "pk")),
        "sold": ("Recently sold", (F("sold_at").desc(nulls_last=True), "-pk")),
    }

    q = QueryField(max_length=100, required=False, label="Title or SKU")
    status = forms.ChoiceField(required=False, choices=list(STATUSES.items()))
    sort = forms.ChoiceField(required=False, choices=[(value, label) for value, (label, _) in SORTS.items()])
