"""Forms of the cart and of checkout; limits are checked by the cart itself, types and sizes here."""

from typing import Any

from django import forms
from django.conf import settings

from marketplace.forms import AddressForm
from marketplace.gateways import default_gateway
from marketplace.money.fields import PriceField
from marketplace.orders.checkout import KEY_LENGTH

BIGGEST_ID = 2**63 - 1


class ItemForm(forms.Form):
    """Names an item."""

    item = forms.IntegerField(min_value=1, max_value=BIGGEST_ID, error_messages={"required": "Choose a size first."})


class LineForm(ItemForm):
    """Names an item and how many of it."""

    quantity = forms.IntegerField(min_value=1)


class AddForm(LineForm):
    """Like `LineForm`; one is meant where no quantity is given."""

    quantity = forms.IntegerField(min_value=1, required=False)

    def clean_quantity(self) -> int:
        """Return the quantity, one when it was left out."""
        return self.cleaned_data["quantity"] if self.cleaned_data["quantity"] is not None else 1


class AgreeForm(ItemForm):
    """Names an item and the price the shopper says yes to."""

    price = PriceField(is_charged=False)


class AgreeAllForm(forms.Form):
    """Names items and, in the same order, the prices the shopper says yes to."""

    def clean(self) -> dict[str, Any]:
        """Return the prices by item id; each pair is judged as that of `AgreeForm`."""
        data: Any = self.data
        items, prices = data.getlist("item"), data.getlist("price")
        if not items or len(items) != len(prices) or len(items) > settings.MAX_CART_LINES:
            raise forms.ValidationError("Items and prices don’t fit together. Load the page again.")
        pairs = [AgreeForm({"item": item, "price": price}) for item, price in zip(items, prices, strict=True)]
        if not all(pair.is_valid() for pair in pairs):
            raise forms.ValidationError("Items and prices don’t make sense. Load the page again.")
        return {"prices": {pair.cleaned_data["item"]: pair.cleaned_data["price"] for pair in pairs}}


class UndoForm(forms.Form):
    """Names the version of the cart whose change is taken back."""

    version = forms.IntegerField(min_value=1, max_value=BIGGEST_ID)


class CheckoutForm(forms.Form):
    """Carries the key by which a form that is sent again is known."""

    key = forms.CharField(min_length=8, max_length=KEY_LENGTH, widget=forms.HiddenInput)


class ProofForm(forms.Form):
    """Carries the code that was mailed."""

    code = forms.RegexField(
        r"^[0-9]{6}$",
        strip=True,
        label="Your code",
        error_messages={"invalid": "Enter the six digits of the mail."},
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "6"}),
    )


class PayForm(AddressForm, CheckoutForm):
    """Where to ship to, how to pay, and the key of this attempt."""

    method = forms.ChoiceField(label="How you pay")
    remind_me = forms.BooleanField(
        required=False, label="If I don’t finish, remind me of my cart by mail (three times at most)"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        method: Any = self.fields["method"]
        method.choices = [(value, label) for value, label, _ in default_gateway().methods()]
