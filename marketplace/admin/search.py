"""What search goes by."""

from django.contrib import admin

from marketplace.admin.read_only import HistoryAdmin, ReadOnlyMixin
from marketplace.models import SearchDocument, Word


@admin.register(Word)
class WordAdmin(ReadOnlyMixin, admin.ModelAdmin):
    """Words of the catalogue that typos are corrected to; a task writes the list anew."""

    list_display = ["word", "uses"]
    search_fields = ["word"]
    show_full_result_count = False
    ordering = ["word"]


@admin.register(SearchDocument)
class SearchDocumentAdmin(HistoryAdmin):
    """What each product is found by; triggers keep it."""

    list_display = ["product", "words"]
    list_select_related = ["product"]
    search_fields = ["product__title"]
