"""Model fields for text typed by people.

Their form fields and `full_clean` refuse characters that the kind of text does not allow. Text saved without these
checks (by a task, from a payment provider, older data) is cleaned on saving instead, so that no text can break a line
of a mail or log. Migrations see the Django fields they extend: they add rules, no columns.
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
    """The base of all kinds of text: checked by `clean`, squeezed on saving."""

    form_field: type[forms.CharField] = forms.CharField
    is_line = True

    def formfield(self, **kwargs: Any) -> Any:
        """Return the form field of the same kind."""
        if self.choices is None and issubclass(kwargs.get("form_class", self.form_field), self.form_field):
            kwargs.setdefault("form_class", self.form_field)
        return super().formfield(**kwargs)

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        """Return the stored form of the text; ValidationError for characters that the kind does not allow."""
        text = super().clean(self.normalize(value) if isinstance(value, str) else value, model_instance)
        if isinstance(text, str):
            self.refuse(text)
        return text

    def normalize(self, text: str) -> str:
        """Return the stored form of a text."""
        return rules.normalize_line(text) if self.is_line else rules.normalize_paragraphs(text)

    def refuse(self, text: str) -> None:
        """Raise ValidationError for a text that the kind does not allow."""
        if problem := rules.find_problem(text, is_line=self.is_line):
            raise ValidationError(problem, code="characters")

    def squeeze(self, value: Any) -> Any:
        """Return a value without the characters that the kind does not allow."""
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
        """Describe the field to migrations as the Django field it extends."""
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
        """Raise ValidationError also for a name that passes for the site's staff."""
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
    """An email address, checked for valid syntax by `normalize_address`."""

    form_field = form_fields.MailAddressField

    def normalize(self, text: str) -> str:
        """Return the stored form of the address."""
        return normalize_address(text) if text else text


class SkeletonField(models.CharField):
    """The skeleton of a name, computed from the field `of` at every save."""

    def __init__(self, *args: Any, of: str = "name", **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Return the skeleton of the current name."""
        skeleton = make_skeleton(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, skeleton)
        return skeleton

    def deconstruct(self) -> Any:
        """Describe the field to migrations as a `CharField`."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs
