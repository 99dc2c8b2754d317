"""Who buys, and where to ship to."""

from typing import Any

from django import forms

from marketplace.text.form_fields import LineField, MailAddressField


class AddressForm(forms.Form):
    """Who buys, and where to ship to."""

    email = MailAddressField(max_length=254, widget=forms.EmailInput({"autocomplete": "email"}))
    ship_name = LineField(max_length=80, label="Name", widget=forms.TextInput({"autocomplete": "name"}))
    ship_line1 = LineField(
        max_length=120, label="Street and number", widget=forms.TextInput({"autocomplete": "address-line1"})
    )
    ship_line2 = LineField(
        max_length=120,
        label="Apartment, floor",
        required=False,
        widget=forms.TextInput({"autocomplete": "address-line2"}),
    )
    ship_postcode = LineField(max_length=16, label="Postcode", widget=forms.TextInput({"autocomplete": "postal-code"}))
    ship_city = LineField(max_length=80, label="City", widget=forms.TextInput({"autocomplete": "address-level2"}))
    ship_region = LineField(
        max_length=80, label="Region", required=False, widget=forms.TextInput({"autocomplete": "address-level1"})
    )
    ship_country = LineField(max_length=56, label="Country", widget=forms.TextInput({"autocomplete": "country-name"}))
    show_activity = forms.BooleanField(
        required=False, initial=True, label="Show this purchase to other shoppers (initials and place only)"
    )

    def address(self) -> dict[str, Any]:
        """Return the cleaned fields, named as the order's."""
        return {name: self.cleaned_data[name] for name in self.fields if name in AddressForm.base_fields}
