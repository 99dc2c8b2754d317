"""Order forms of the seller dashboard: filter, shipment and refund."""

from decimal import Decimal
from typing import Any

from django import forms

from marketplace.models import OrderLine
from marketplace.orders.shop_orders import STATES, ShopOrder
from marketplace.text.form_fields import LineField, QueryField

REASON_LENGTH = 200


class OrderFilterForm(forms.Form):
    """Filter of the shop's orders."""

    is_filter = True

    q = QueryField(
        required=False,
        max_length=120,
        label="Search",
        widget=forms.TextInput({"type": "search", "placeholder": "Order number, name or product"}),
    )
    status = forms.ChoiceField(required=False, label="Status", choices=[("", "All orders"), *STATES.items()])


class ShipForm(forms.Form):
    """Carrier and tracking number of a shipment."""

    carrier = LineField(
        max_length=60, required=False, widget=forms.TextInput({"autocomplete": "off", "list": "carriers"})
    )
    tracking = LineField(
        max_length=80, required=False, label="Tracking number", widget=forms.TextInput({"autocomplete": "off"})
    )

    def clean(self) -> dict[str, Any]:
        """Require the carrier if there is a tracking number."""
        if self.cleaned_data.get("tracking") and not self.cleaned_data.get("carrier") and "carrier" not in self.errors:
            self.add_error("carrier", "Enter the carrier too.")
        return self.cleaned_data


class RefundForm(forms.Form):
    """Lines to refund and the reason; `agreed` is the amount shown on the confirmation page."""

    lines = forms.ModelMultipleChoiceField(
        OrderLine.objects.none(),
        label="Items to refund",
        error_messages={
            "required": "Choose at least one item to refund.",
            "invalid_choice": "The selected items can no longer be refunded.",
        },
    )
    reason = LineField(max_length=REASON_LENGTH, label="Reason", help_text="Shown to the buyer.")
    restock = forms.BooleanField(required=False, label="Put the items back in stock")
    agreed = forms.DecimalField(required=False, widget=forms.HiddenInput, max_digits=15, decimal_places=3)

    def __init__(self, shop_order: ShopOrder, *args: Any, **options: Any) -> None:
        options.setdefault("initial", {"restock": shop_order.shipment is None})
        super().__init__(*args, **options)
        self.shop_order = shop_order
        self.fields["lines"].queryset = shop_order.order.lines.unrefunded().filter(shop=shop_order.shop)  # type: ignore[attr-defined]

    def chosen(self) -> set[int]:
        """Return the ids of the lines to check: the sent ones, or none on a new form."""
        if not self.is_bound:
            return set()
        return {line.pk for line in self.shop_order.unrefunded_lines if str(line.pk) in self.data.getlist("lines")}  # type: ignore[attr-defined]

    def amount(self) -> Decimal:
        """Return the current amount of the chosen lines; 0 if none is chosen or one can't be refunded."""
        chosen = self.cleaned_data.get("lines") if self.is_bound else None
        return self.shop_order.order.calculate_refund(chosen) if chosen else Decimal(0)
