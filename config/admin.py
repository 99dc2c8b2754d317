"""The admin of the site's records of its own operation."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from config.models import TaskRun


@admin.register(TaskRun)
class TaskRunAdmin(admin.ModelAdmin):
    """When each scheduled task last ended well, to be read."""

    list_display = ["name", "ran_at"]
    list_filter = ["ran_at"]
    search_fields = ["name"]
    date_hierarchy = "ran_at"
    ordering = ["name"]

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Only tasks write it."""
        return False

    has_change_permission = has_delete_permission = has_add_permission
