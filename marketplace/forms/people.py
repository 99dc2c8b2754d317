"""Sign-up and profile."""

from django import forms
from django.http import HttpRequest

from marketplace.models import User


class SignupForm(forms.Form):
    """What joining asks for beside e-mail address and password."""

    display_name = forms.CharField(max_length=80, label="Your name", widget=forms.TextInput({"autocomplete": "name"}))

    def signup(self, request: HttpRequest, user: User) -> None:
        """Keep the name on the new account."""
        user.display_name = self.cleaned_data["display_name"]
        user.save(update_fields=["display_name"])


class ProfileForm(forms.ModelForm):
    """What a person may change about themselves."""

    class Meta:
        model = User
        fields = ["display_name", "city", "region", "show_purchase_activity"]
        widgets = {
            "display_name": forms.TextInput({"autocomplete": "name"}),
            "city": forms.TextInput({"autocomplete": "address-level2"}),
            "region": forms.TextInput({"autocomplete": "address-level1"}),
        }
