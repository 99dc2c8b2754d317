"""Forms of the cart and of checkout. They check types and sizes; the cart itself checks limits."""

from typing import Any

from django import forms
from django.conf import settings

from marketplace.forms import AddressForm
from marketplace.gateways import default_gateway
from marketplace.money.fields import PriceField
from marketplace.orders.checkout import KEY_LENGTH

BIGGEST_ID = 2**63 - 1


class ItemForm(forms.Form):
    """An item."""

    item = forms.IntegerField(min_value=1, max_value=BIGGEST_ID, error_messages={"required": "Choose a size first."})


class LineForm(ItemForm):
    """An item and its quantity."""

    quantity = forms.IntegerField(min_value=1)


class AddForm(LineForm):
    """An item and its quantity, one by default."""

    quantity = forms.IntegerField(min_value=1, required=False)

    def clean_quantity(self) -> int:
        """Return the quantity, one if it is missing."""
        return self.cleaned_data["quantity"] if self.cleaned_data["quantity"] is not None else 1


class AcceptPriceForm(ItemForm):
    """An item and the price that the shopper accepts."""

    price = PriceField(is_charged=False)


class AcceptPricesForm(forms.Form):
    """Items and, in the same order, the prices that the shopper accepts."""

    def clean(self) -> dict[str, Any]:
        """Return the prices by item id; each pair is checked by `AcceptPriceForm`."""
        data: Any = self.data
        items, prices = data.getlist("item"), data.getlist("price")
        if not items or len(items) != len(prices) or len(items) > settings.MAX_CART_LINES:
            raise forms.ValidationError("Items and prices don’t match. Reload the page.")
        pairs = [AcceptPriceForm({"item": item, "price": price}) for item, price in zip(items, prices, strict=True)]
        if not all(pair.is_valid() for pair in pairs):
            raise forms.ValidationError("Items and prices are invalid. Reload the page.")
        return {"prices": {pair.cleaned_data["item"]: pair.cleaned_data["price"] for pair in pairs}}


class UndoForm(forms.Form):
    """The version of the change to undo."""

    version = forms.IntegerField(min_value=1, max_value=BIGGEST_ID)


class CheckoutForm(forms.Form):
    """The idempotency key of a form that may be sent twice."""

    key = forms.CharField(min_length=8, max_length=KEY_LENGTH, widget=forms.HiddenInput)


class ProofForm(forms.Form):
    """The mailed code."""

    code = forms.RegexField(
        r"^[0-9]{6}$",
        strip=True,
        label="Code",
        error_messages={"invalid": "Enter the six digits of the mail."},
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "6"}),
    )


class PayForm(AddressForm, CheckoutForm):
    """Shipping address, payment method and the key of this attempt."""

    method = forms.ChoiceField(label="Payment method")
    remind_me = forms.BooleanField(required=False, label="Email me a reminder if I don’t finish (three at most)")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        method: Any = self.fields["method"]
        method.choices = [(value, label) for value, label, _ in default_gateway().methods()]
