"""Departments of the catalogue."""

from django.contrib import admin

from marketplace.admin.read_only import DeletableAdmin
from marketplace.models import Category


@admin.register(Category)
class CategoryAdmin(DeletableAdmin):
    """Departments in display order. A department with products can't be deleted."""

    list_display = ["name", "slug", "position"]
    list_editable = ["position"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
