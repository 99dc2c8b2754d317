"""Model fields for text that people type.

Their form fields refuse what the kind does not allow, and so does `full_clean`. What is saved past both (by a task, a
payment provider, older data) is squeezed into the kind, so that no text moves a line of a mail or of a log.
For migrations they are the fields of Django that they extend: they only add rules, no columns.
"""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from marketplace.text import form_fields, rules
from marketplace.text.confusables import make_skeleton, poses_as_site
from marketplace.text.email_addresses import normalize_address

if TYPE_CHECKING:
    _Base = models.Field
else:
    _Base = object


class _Kind(_Base):
    """Common to all kinds of text: checked as a whole, squeezed when saved."""

    form_field: type[forms.CharField] = forms.CharField
    is_line = True

    def formfield(self, **kwargs: Any) -> Any:
        """Return the form field of the same kind."""
        if self.choices is None and issubclass(kwargs.get("form_class", self.form_field), self.form_field):
            kwargs.setdefault("form_class", self.form_field)
        return super().formfield(**kwargs)

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        """Return the text as it is kept; ValidationError for characters that the kind does not allow."""
        text = super().clean(self.normalize(value) if isinstance(value, str) else value, model_instance)
        if isinstance(text, str):
            self.refuse(text)
        return text

    def normalize(self, text: str) -> str:
        """Return a text as it is kept."""
        return rules.normalize_line(text) if self.is_line else rules.normalize_paragraphs(text)

    def refuse(self, text: str) -> None:
        """Raise ValidationError for a text that the kind does not allow."""
        if problem := rules.find_problem(text, is_line=self.is_line):
            raise ValidationError(problem, code="characters")

    def squeeze(self, value: Any) -> Any:
        """Return a value with the characters gone that the kind does not allow."""
        if not isinstance(value, str):
            return value
        return rules.squeeze_line(value) if self.is_line else rules.squeeze_paragraphs(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Squeeze the text on the instance too: mails are rendered from it."""
        value = self.squeeze(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Squeeze values written by `update`."""
        return super().get_db_prep_save(self.squeeze(value), connection)

    def deconstruct(self) -> Any:
        """Return the field of Django that has this column."""
        name, _, args, kwargs = super().deconstruct()
        base = next(one for one in type(self).__mro__ if one.__module__.startswith("django.db.models"))
        return name, f"django.db.models.{base.__name__}", args, kwargs


class LineField(_Kind, models.CharField):
    """A single line."""

    form_field = form_fields.LineField


class NameField(LineField):
    """The name of a person."""

    form_field = form_fields.NameField

    def refuse(self, text: str) -> None:
        """Raise ValidationError for a name that passes for the site's own people too."""
        super().refuse(text)
        if text and poses_as_site(text):
            raise ValidationError(form_fields.POSES, code="reserved")


class NoteField(_Kind, models.CharField):
    """A few sentences on one or more lines."""

    form_field = form_fields.ParagraphsField
    is_line = False


class ParagraphsField(_Kind, models.TextField):
    """Text of any number of lines."""

    form_field = form_fields.ParagraphsField
    is_line = False


class MailAddressField(_Kind, models.EmailField):
    """An e-mail address that can be mailed."""

    form_field = form_fields.MailAddressField

    def normalize(self, text: str) -> str:
        """Return the address as it is kept."""
        return normalize_address(text) if text else text


class SkeletonField(models.CharField):
    """The skeleton of a name, computed from the field `of` at every save."""

    def __init__(self, *args: Any, of: str = "name", **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Return the skeleton of the name as it is now."""
        skeleton = make_skeleton(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, skeleton)
        return skeleton

    def deconstruct(self) -> Any:
        """Return the field of Django that has this column."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs
