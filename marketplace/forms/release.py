"""Forms for a product's release: at once, scheduled, or manual."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models.expressions import Combinable
from django.utils import timezone

from marketplace.models.products import AT_ONCE

FARTHEST = timedelta(days=366)


class ReleaseTimeField(forms.DateTimeField):
    """A time within the next year in the site's time zone, named in the label."""

    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=f"Release time ({timezone.get_current_timezone_name()})", required=False, **kwargs)

    def validate(self, value: Any) -> None:
        """Raise ValidationError for a time in the past or beyond `FARTHEST`."""
        if value and value <= timezone.now():
            raise forms.ValidationError("Choose a time in the future.")
        if value and value > timezone.now() + FARTHEST:
            raise forms.ValidationError("Choose a time within a year.")


class ScheduleForm(forms.Form):
    """Release time of a drop; empty for a manual release."""

    at = ReleaseTimeField()


class ReleaseForm(forms.Form):
    """Type and time of the release of a draft."""

    OPENS = {
        "now": ("On sale now", "Shoppers can buy it as soon as you publish."),
        "at": ("Scheduled drop", "Shown as coming soon with a countdown, then released automatically."),
        "hand": ("Coming soon, manual release", "Shown as coming soon until you press “Release now”."),
    }
    OUTCOMES = {
        "draft": "saved as a draft",
        "now": "on sale",
        "at": "published as coming soon, and will be released automatically",
    }

    opens = forms.ChoiceField(label="Release", initial="now", widget=forms.RadioSelect)
    at = ReleaseTimeField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        opens: Any = self.fields["opens"]
        opens.choices = [(value, title) for value, (title, _) in self.OPENS.items()]

    def choices(self) -> list[tuple[str, str, str, bool]]:
        """Return each option as value, title, hint and whether it is chosen."""
        chosen = self["opens"].value()
        return [(value, title, hint, value == chosen) for value, (title, hint) in self.OPENS.items()]

    def clean(self) -> dict[str, Any]:
        """Return the cleaned data; a scheduled drop needs a time."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("opens") != "at":
            self.errors.pop("at", None)
        elif "at" not in self.errors and not cleaned.get("at"):
            self.add_error("at", "Enter a release time.")
        return cleaned

    def release(self) -> "datetime | Combinable | None":
        """Return the argument of `Product.publish`: a time, the database's current time, or None."""
        return {"now": AT_ONCE, "at": self.cleaned_data.get("at")}.get(self.cleaned_data["opens"])

    def outcome(self) -> str:
        """Return the end of a success message, such as `on sale`."""
        return self.OUTCOMES.get(self.cleaned_data["opens"], "published as coming soon")


class NewProductReleaseForm(ReleaseForm):
    """Status of a new product: draft, on sale or scheduled."""

    OPENS = {"draft": ("Save as draft", "Only visible to you until you publish it."), **ReleaseForm.OPENS}

    def publish_options(self) -> dict[str, Any]:
        """Return the arguments of `create_product` for publishing; none for a draft."""
        return {} if self.cleaned_data["opens"] == "draft" else {"is_draft": False, "release": self.release()}
