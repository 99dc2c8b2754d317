"""Form fields for text that people type; each kind has one rule, on every way in."""

from typing import Any

from django import forms

from marketplace.text import rules
from marketplace.text.confusables import poses_as_site
from marketplace.text.email_addresses import INVALID, normalize_address

POSES = "That name belongs to the site itself."


class LineField(forms.CharField):
    """A single line: no control characters, no line breaks, nothing that turns its direction around."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Set the direction of text by its content."""
        return {**super().widget_attrs(widget), "dir": "auto"}

    def to_python(self, value: Any) -> str:
        """Return the line as it is kept; ValidationError for characters that no line may have."""
        line = rules.normalize_line(super().to_python(value) or "")
        if problem := rules.find_problem(line, is_line=True):
            raise forms.ValidationError(problem, code="characters")
        return line


class NameField(LineField):
    """The name of a person; names need not be unique, but must not pass for the site's staff."""

    def to_python(self, value: Any) -> str:
        """Return the name as it is kept."""
        name = super().to_python(value)
        if name and poses_as_site(name):
            raise forms.ValidationError(POSES, code="reserved")
        return name


class ParagraphsField(forms.CharField):
    """Text of several lines; a line break counts as one character, as in the browser."""

    widget = forms.Textarea

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Set the direction of text by its content."""
        return {**super().widget_attrs(widget), "dir": "auto"}

    def to_python(self, value: Any) -> str:
        """Return the text as it is kept; ValidationError for characters that no text may have."""
        text = rules.normalize_paragraphs(super().to_python(value) or "")
        if problem := rules.find_problem(text, is_line=False):
            raise forms.ValidationError(problem, code="characters")
        return text


class QueryField(forms.CharField):
    """A search text, normalized as stored texts are."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Set the direction of text by its content."""
        return {**super().widget_attrs(widget), "dir": "auto"}

    def to_python(self, value: Any) -> str:
        """Return the words as titles and names would have them."""
        return rules.normalize_line(super().to_python(value) or "")


class MailAddressField(forms.EmailField):
    """An e-mail address that can be mailed."""

    default_error_messages = {"invalid": INVALID}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # `to_python` says more than Django's own validator, whose domains are those of IDNA 2003.
        self.validators = [one for one in self.validators if one not in self.default_validators]

    def to_python(self, value: Any) -> str:
        """Return the address as it is kept; ValidationError for one that can't be mailed."""
        address = super().to_python(value) or ""
        return normalize_address(address) if address else address
