"""When a product opens: at once, at a time, or by hand."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models.expressions import Combinable
from django.utils import timezone

from marketplace.models.products import AT_ONCE

FARTHEST = timedelta(days=366)


class ReleaseTimeField(forms.DateTimeField):
    """A time within the next year, in the site's time zone; the label names the zone."""

    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=f"Release time ({timezone.get_current_timezone_name()})", required=False, **kwargs)

    def validate(self, value: Any) -> None:
        """Raise ValidationError for a time that is over, or far away."""
        if value and value <= timezone.now():
            raise forms.ValidationError("Choose a time in the future.")
        if value and value > timezone.now() + FARTHEST:
            raise forms.ValidationError("Choose a time within a year.")


class ScheduleForm(forms.Form):
    """When a drop opens by itself; without a time, only by hand."""

    at = ReleaseTimeField()


class ReleaseForm(forms.Form):
    """How a product comes on sale when it is published."""

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
        """Return each way with its title, its meaning, and whether it is chosen."""
        chosen = self["opens"].value()
        return [(value, title, hint, value == chosen) for value, (title, hint) in self.OPENS.items()]

    def clean(self) -> dict[str, Any]:
        """Return the cleaned data; a drop at a set time needs one."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("opens") != "at":
            self.errors.pop("at", None)
        elif "at" not in self.errors and not given.get("at"):
            self.add_error("at", "Enter a release time.")
        return given

    def release(self) -> "datetime | Combinable | None":
        """Return the arguments of `Product.publish`."""
        return {"now": AT_ONCE, "at": self.cleaned_data.get("at")}.get(self.cleaned_data["opens"])

    def outcome(self) -> str:
        """Return the result as a sentence."""
        return self.OUTCOMES.get(self.cleaned_data["opens"], "published as coming soon")


class NewProductReleaseForm(ReleaseForm):
    """Status of a new product: draft, on sale or scheduled."""

    OPENS = {"draft": ("Save as draft", "Only visible to you until you publish it."), **ReleaseForm.OPENS}

    def wanted(self) -> dict[str, Any]:
        """Return the arguments of `put_up` about publishing: none for a draft."""
        return {} if self.cleaned_data["opens"] == "draft" else {"is_draft": False, "release": self.release()}
