"""Boxes of the admin in which a row is found by typing, safe from values that no such box sends."""

from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.http import HttpRequest


class _KeysOnly:
    """Shows only what can be a key again: Django asks the database for whatever was sent, also for words."""

    def optgroups(self, name: Any, value: Any, attr: Any = None) -> Any:
        """Return the chosen rows as options."""
        above: Any = super()
        return above.optgroups(name, [one for one in value if self._is_key(one)], attr)

    def _is_key(self, value: str) -> bool:
        field: Any = getattr(self, "field", None)
        try:
            field.remote_field.model._meta.pk.to_python(value)
        except ValidationError:
            return False
        return True


class SafeAutocompleteSelect(_KeysOnly, AutocompleteSelect):
    """For a foreign key."""


class SafeAutocompleteSelectMultiple(_KeysOnly, AutocompleteSelectMultiple):
    """For many rows."""


class AutocompleteMixin:
    """A `ModelAdmin` whose `autocomplete_fields` answer any value with an error of the form."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **named: Any) -> Any:
        """Return the field of a foreign key."""
        return self._with_box(SafeAutocompleteSelect, "formfield_for_foreignkey", db_field, request, named)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **named: Any) -> Any:
        """Return the field of many rows."""
        return self._with_box(SafeAutocompleteSelectMultiple, "formfield_for_manytomany", db_field, request, named)

    def _with_box(self, box: Any, method: str, db_field: Any, request: HttpRequest, named: dict[str, Any]) -> Any:
        desk: Any = self
        if db_field.name in desk.get_autocomplete_fields(request):
            named = {"widget": box(db_field, desk.admin_site, using=named.get("using")), **named}
        return getattr(super(), method)(db_field, request, **named)
