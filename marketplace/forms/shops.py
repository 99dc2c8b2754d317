"""Forms for a shop's name and description, and for invitations."""

from typing import ClassVar

from django import forms

from marketplace.models import Shop
from marketplace.text.form_fields import MailAddressField


class ShopForm(forms.ModelForm):
    """A shop's name and description."""

    class Meta:
        model = Shop
        fields = ["name", "blurb"]
        labels = {"name": "Shop name", "blurb": "Description"}
        error_messages: ClassVar = {"name": {"unique": "This name is already taken."}}
        widgets = {"name": forms.TextInput({"autocomplete": "off"}), "blurb": forms.Textarea({"rows": 3})}


class InvitationForm(forms.Form):
    """Email address to invite to the shop's staff."""

    email = MailAddressField(max_length=254, label="Email address", widget=forms.EmailInput({"autocomplete": "off"}))
