"""Pictures of products."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from marketplace.models import ProductImage


class ProductImageInline(admin.TabularInline):
    """Pictures of a product: description and position.

    New pictures are uploaded in the seller dashboard, because only that path re-encodes them.
    """

    model = ProductImage
    fields = ["image", "alt", "position"]
    readonly_fields = ["image"]
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse: the admin takes no uploads."""
        return False


@admin.register(ProductImage)
class ProductImageAdmin(admin.ModelAdmin):
    """All pictures. Staff delete unacceptable ones here, files included."""

    list_display = ["__str__", "product", "width", "height", "position"]
    list_filter = ["product__category"]
    list_select_related = ["product"]
    search_fields = ["alt", "product__title", "product__shop__name"]
    fields = ["product", "image", "alt", "position"]
    readonly_fields = ["product", "image"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: the admin takes no uploads."""
        return False

    def save_model(self, request: HttpRequest, obj: ProductImage, form: Any, change: bool) -> None:
        """Save description and position, and update open pages."""
        super().save_model(request, obj, form, change)
        obj.describe(obj.alt)

    def delete_model(self, request: HttpRequest, obj: ProductImage) -> None:
        """Delete the picture as the shop would."""
        obj.remove()

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Delete each picture as the shop would."""
        for image in queryset:
            image.remove()
