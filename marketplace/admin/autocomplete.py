"""Autocomplete widgets of the admin that tolerate forged values."""

from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.http import HttpRequest


class _KeysOnly:
    """Drops values that can't be keys. Django would query the database with them, and fail with a server error."""

    def optgroups(self, name: Any, value: Any, attr: Any = None) -> Any:
        """Return the selected rows as options."""
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
    """The widget of a foreign key."""


class SafeAutocompleteSelectMultiple(_KeysOnly, AutocompleteSelectMultiple):
    """The widget of a many-to-many field."""


class AutocompleteMixin:
    """A mixin for `ModelAdmin`: a forged value in `autocomplete_fields` becomes a form error."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **named: Any) -> Any:
        """Return the form field of a foreign key."""
        return self._with_box(SafeAutocompleteSelect, "formfield_for_foreignkey", db_field, request, named)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **named: Any) -> Any:
        """Return the form field of a many-to-many field."""
        return self._with_box(SafeAutocompleteSelectMultiple, "formfield_for_manytomany", db_field, request, named)

    def _with_box(self, box: Any, method: str, db_field: Any, request: HttpRequest, named: dict[str, Any]) -> Any:
        page: Any = self
        if db_field.name in page.get_autocomplete_fields(request):
            named = {"widget": box(db_field, page.admin_site, using=named.get("using")), **named}
        return getattr(super(), method)(db_field, request, **named)
