"""Forms for sign-up, profile and account deletion."""

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.http import HttpRequest

from marketplace.models import User
from marketplace.text.form_fields import NameField


class SignupForm(forms.Form):
    """Sign-up fields in addition to email address and password."""

    display_name = NameField(max_length=80, label="Your name", widget=forms.TextInput({"autocomplete": "name"}))

    def signup(self, request: HttpRequest, user: User) -> None:
        """Save the name on the new account (allauth calls this)."""
        user.display_name = self.cleaned_data["display_name"]
        user.save(update_fields=["display_name"])


class ProfileForm(forms.ModelForm):
    """The editable fields of a member's profile."""

    class Meta:
        model = User
        fields = ["display_name", "city", "region", "country", "show_purchase_activity", "hide_purchase_amount"]
        widgets = {
            "display_name": forms.TextInput({"autocomplete": "name"}),
            "city": forms.TextInput({"autocomplete": "address-level2"}),
            "region": forms.TextInput({"autocomplete": "address-level1"}),
            "country": forms.TextInput({"autocomplete": "country-name"}),
        }


class DeleteAccountForm(forms.Form):
    """Password confirmation before an account is deleted."""

    password = forms.CharField(
        max_length=128,
        strip=False,
        label="Your password",
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, request: HttpRequest, **options: Any) -> None:
        super().__init__(*args, **options)
        self.request = request

    def clean_password(self) -> str:
        """Return the password; invalid if it is wrong or was tried too often."""
        password: str = self.cleaned_data["password"]
        if not get_adapter().try_password(self.request, self.request.user, password):
            raise forms.ValidationError("Incorrect password.")
        return password
