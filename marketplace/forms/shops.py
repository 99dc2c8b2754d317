"""What the desk asks about a shop: its name and blurb, and whom to invite."""

from typing import ClassVar

from django import forms

from marketplace.models import Shop
from marketplace.text.form_fields import MailAddressField


class ShopForm(forms.ModelForm):
    """What a shop says of itself."""

    class Meta:
        model = Shop
        fields = ["name", "blurb"]
        labels = {"name": "Shop name", "blurb": "Description"}
        error_messages: ClassVar = {"name": {"unique": "This name is already taken."}}
        widgets = {"name": forms.TextInput({"autocomplete": "off"}), "blurb": forms.Textarea({"rows": 3})}


class InvitationForm(forms.Form):
    """Whom to ask to work in the shop."""

    email = MailAddressField(max_length=254, label="Email address", widget=forms.EmailInput({"autocomplete": "off"}))
