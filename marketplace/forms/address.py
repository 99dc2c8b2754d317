"""Buyer and shipping address."""

from typing import Any

from django import forms

from marketplace.orders.countries import AddressLines, find_address_lines
from marketplace.text.form_fields import LineField, MailAddressField


class OptionalByCountryInput(forms.TextInput):
    """The input of an address line that some countries leave out; browsers never require it."""

    def use_required_attribute(self, initial: Any) -> bool:
        """Return False: the server decides, by the country."""
        return False


class AddressForm(forms.Form):
    """Buyer and shipping address."""

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
    ship_postcode = LineField(
        max_length=16,
        label="Postcode",
        help_text="Leave empty if your country has no postcodes.",
        widget=OptionalByCountryInput({"autocomplete": "postal-code"}),
    )
    ship_city = LineField(
        max_length=80, label="City", widget=OptionalByCountryInput({"autocomplete": "address-level2"})
    )
    ship_region = LineField(
        max_length=80,
        label="Region",
        required=False,
        help_text="State or province, if your address has one.",
        widget=OptionalByCountryInput({"autocomplete": "address-level1"}),
    )
    ship_country = LineField(max_length=56, label="Country", widget=forms.TextInput({"autocomplete": "country-name"}))
    show_activity = forms.BooleanField(
        required=False, initial=True, label="Show this purchase to other shoppers for two days, as shown below"
    )
    hide_amount = forms.BooleanField(required=False, label="Hide the price")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            messages = self._find_lines().required
            for line in ("postcode", "city", "region"):
                field = self.fields[f"ship_{line}"]
                field.required = line in messages
                field.error_messages["required"] = messages.get(line, "")

    def _find_lines(self) -> AddressLines:
        return find_address_lines(str(self.data.get(self.add_prefix("ship_country"), "")))

    def clean(self) -> dict[str, Any]:
        """Return the cleaned data; a region replaces the city in countries whose addresses need none."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("ship_city") and not cleaned.get("ship_region") and not self.errors.keys() & {"ship_city"}:
            self.add_error("ship_city", "Enter a city or a region.")
        if problem := self._find_lines().find_postcode_problem(cleaned.get("ship_postcode") or ""):
            self.add_error("ship_postcode", problem)
        return cleaned

    def address(self) -> dict[str, Any]:
        """Return the cleaned fields by the names of the order's fields."""
        return {name: self.cleaned_data[name] for name in self.fields if name in AddressForm.base_fields}

    def known(self) -> dict[str, Any]:
        """Return the valid fields of a sent form, even if others are invalid."""
        self.is_valid()
        known = {name: self.cleaned_data.get(name) for name in AddressForm.base_fields}
        return {name: value for name, value in known.items() if value not in (None, "")}
