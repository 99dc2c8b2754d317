"""Forms of the marketplace, one noun a file."""

from marketplace.forms.address import AddressForm
from marketplace.forms.people import ProfileForm, SignupForm

__all__ = ["AddressForm", "ProfileForm", "SignupForm"]
