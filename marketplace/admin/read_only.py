"""Admin pages for historic data: read-only, so that records stay true."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

if TYPE_CHECKING:
    AnyAdmin = admin.ModelAdmin[Any]
else:
    AnyAdmin = admin.ModelAdmin


class ReadOnlyMixin:
    """A mixin that removes the add, change and delete permissions from an admin page or inline."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse to add rows by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse to change rows by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse to delete rows by hand."""
        return False


class HistoryAdmin(ReadOnlyMixin, AnyAdmin):
    """The admin page of a growing table: newest first, without a count of all rows."""

    show_full_result_count = False
    ordering = ["-pk"]


class DeletableAdmin(AnyAdmin):
    """An admin page for objects that can be deleted with their dependent rows, unless they have a history."""

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Return the rows to delete and the obstacles. Dependent rows, like search documents, need no permission."""
        going, counts, _, protected = super().get_deleted_objects(objs, request)
        return going, counts, set(), [*protected, *(str(row) for one in objs for row in self.history_of(one))]

    def history_of(self, thing: Any) -> list[Model]:
        """Return rows of history that no foreign key protects from the deletion of `thing`."""
        return []
