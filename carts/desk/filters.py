"""What a desk asks of the list of live carts: which of them, in which order."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms

from carts.models.stages import STAGES
from marketplace.money.fields import PriceField
from marketplace.text.form_fields import QueryField

SORTS: dict[str, tuple[str, list[str]]] = {
    "": ("Newest change first", ["-updated_at", "-pk"]),
    "oldest": ("Longest untouched first", ["updated_at", "pk"]),
    "value": ("Highest value first", ["-value", "-pk"]),
}


@dataclass(frozen=True)
class Wish:
    """Which carts to show; as it comes, those being built, newest change first."""

    stage: str = "live"
    who: str = ""
    least: Decimal | None = None
    product: str = ""
    sort: str = ""

    @property
    def order(self) -> list[str]:
        """Return by what the list is sorted."""
        return SORTS[self.sort][1]


class FindForm(forms.Form):
    """The filters of the list."""

    is_filter = True

    q = QueryField(
        required=False,
        max_length=120,
        label="Product or SKU",
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
    )
    stage = forms.ChoiceField(
        required=False, label="State", choices=[("", "Being built now"), *STAGES.items(), ("any", "All, abandoned too")]
    )
    who = forms.ChoiceField(
        required=False, label="Shopper", choices=[("", "Everybody"), ("guest", "Guests"), ("member", "Members")]
    )
    least = PriceField(required=False, is_charged=False, label="Worth at least")
    sort = forms.ChoiceField(
        required=False, label="Sort by", choices=[(value, label) for value, (label, _) in SORTS.items()]
    )

    def wish(self) -> Wish:
        """Return what was asked for; for a valid form."""
        told: dict[str, Any] = self.cleaned_data
        stage, who, sort = told["stage"] or "live", told["who"], told["sort"]
        return Wish(stage, who, told["least"], told["q"], sort)
