"""Form fields for text typed by people. Each kind of text has one rule, in all forms."""

from typing import Any

from django import forms

from marketplace.text import rules
from marketplace.text.confusables import poses_as_site
from marketplace.text.email_addresses import INVALID, normalize_address

POSES = "This name is reserved."


class LineField(forms.CharField):
    """A single line without control characters, line breaks and direction overrides."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Set the direction of text by its content."""
        return {**super().widget_attrs(widget), "dir": "auto"}

    def to_python(self, value: Any) -> str:
        """Return the stored form of the line; ValidationError for characters that are not allowed in a line."""
        line = rules.normalize_line(super().to_python(value) or "")
        if problem := rules.find_problem(line, is_line=True):
            raise forms.ValidationError(problem, code="characters")
        return line


class NameField(LineField):
    """The name of a person. It need not be unique, but must not pass for the site's staff."""

    def to_python(self, value: Any) -> str:
        """Return the stored form of the name."""
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
        """Return the stored form of the text; ValidationError for characters that are not allowed in a text."""
        text = rules.normalize_paragraphs(super().to_python(value) or "")
        if problem := rules.find_problem(text, is_line=False):
            raise forms.ValidationError(problem, code="characters")
        return text


class QueryField(forms.CharField):
    """A search text, normalized like stored texts."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Set the direction of text by its content."""
        return {**super().widget_attrs(widget), "dir": "auto"}

    def to_python(self, value: Any) -> str:
        """Return the search text in the stored form of titles and names."""
        return rules.normalize_line(super().to_python(value) or "")


class MailAddressField(forms.EmailField):
    """An email address, checked for valid syntax by `normalize_address`."""

    default_error_messages = {"invalid": INVALID}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # `to_python` is more precise: Django's validator checks domains by IDNA 2003.
        self.validators = [one for one in self.validators if one not in self.default_validators]

    def to_python(self, value: Any) -> str:
        """Return the stored form of the address; ValidationError for an invalid one."""
        address = super().to_python(value) or ""
        return normalize_address(address) if address else address
