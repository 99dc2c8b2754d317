"""The vocabulary and the documents of the product search."""

from django.contrib import admin

from marketplace.admin.read_only import HistoryAdmin, ReadOnlyMixin
from marketplace.models import SearchDocument, Word


@admin.register(Word)
class WordAdmin(ReadOnlyMixin, admin.ModelAdmin):
    """Words of the catalogue for the correction of typos. A task rebuilds the list."""

    list_display = ["word", "uses"]
    search_fields = ["word"]
    show_full_result_count = False
    ordering = ["word"]


@admin.register(SearchDocument)
class SearchDocumentAdmin(HistoryAdmin):
    """The searchable text of each product, kept by database triggers."""

    list_display = ["product", "words"]
    list_select_related = ["product"]
    search_fields = ["product__title"]
