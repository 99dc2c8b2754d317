"""Forms of the marketplace, one module per subject."""

from marketplace.forms.accounts import ProfileForm, SignupForm
from marketplace.forms.address import AddressForm

__all__ = ["AddressForm", "ProfileForm", "SignupForm"]
