"""What is history in the admin: to be read, never to be edited into a lie."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

if TYPE_CHECKING:
    AnyAdmin = admin.ModelAdmin[Any]
else:
    AnyAdmin = admin.ModelAdmin


class ReadOnlyMixin:
    """Makes an admin page or inline one that nobody can add to, change or delete from."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nothing is added by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nothing is changed by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nothing is deleted by hand."""
        return False


class HistoryAdmin(ReadOnlyMixin, AnyAdmin):
    """Makes an admin page of a long list that only grows: newest first, and never counted as a whole."""

    show_full_result_count = False
    ordering = ["-pk"]


class DeletableAdmin(AnyAdmin):
    """Makes an admin page whose things take with them what is theirs alone, and stay where they have a history."""

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Return what would go and what forbids it; nobody need be allowed to delete a document of search by hand."""
        going, counts, _, protected = super().get_deleted_objects(objs, request)
        return going, counts, set(), [*protected, *(str(fact) for one in objs for fact in self.history_of(one))]

    def history_of(self, thing: Any) -> list[Model]:
        """Return facts that would be lost with a thing though no key of theirs protects it."""
        return []
