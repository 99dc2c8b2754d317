"""Filters and order of the list of live carts."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms

from carts.models.queries import STAGES
from marketplace.money.fields import PriceField
from marketplace.text.form_fields import QueryField

SORTS: dict[str, tuple[str, list[str]]] = {
    "": ("Last updated first", ["-updated_at", "-pk"]),
    "oldest": ("Oldest update first", ["updated_at", "pk"]),
    "value": ("Highest value first", ["-value", "-pk"]),
}


@dataclass(frozen=True)
class CartFilter:
    """The filter of the list; without values it shows live carts, newest change first."""

    stage: str = "live"
    shopper: str = ""
    min_value: Decimal | None = None
    product: str = ""
    sort: str = ""

    @property
    def order(self) -> list[str]:
        """Return the columns that the list is sorted by."""
        return SORTS[self.sort][1]


class CartFilterForm(forms.Form):
    """The form of the filter."""

    is_filter = True

    q = QueryField(
        required=False,
        max_length=120,
        label="Product or SKU",
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
    )
    stage = forms.ChoiceField(
        required=False, label="State", choices=[("", "Live now"), *STAGES.items(), ("any", "All, with abandoned")]
    )
    who = forms.ChoiceField(
        required=False, label="Shopper", choices=[("", "All"), ("guest", "Guests"), ("member", "Members")]
    )
    least = PriceField(required=False, is_charged=False, label="Value at least")
    sort = forms.ChoiceField(
        required=False, label="Sort by", choices=[(value, label) for value, (label, _) in SORTS.items()]
    )

    def cart_filter(self) -> CartFilter:
        """Return the filter of a valid form."""
        data: dict[str, Any] = self.cleaned_data
        return CartFilter(data["stage"] or "live", data["who"], data["least"], data["q"], data["sort"])
