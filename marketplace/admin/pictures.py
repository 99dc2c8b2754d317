"""Pictures of products."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from marketplace.models import ProductImage


class ProductImageInline(admin.TabularInline):
    """Pictures of a product: their words and order; new ones come through the shop's desk, which re-encodes them."""

    model = ProductImage
    fields = ["image", "alt", "position"]
    readonly_fields = ["image"]
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """No file comes in here."""
        return False


@admin.register(ProductImage)
class ProductImageAdmin(admin.ModelAdmin):
    """All pictures; what must not be shown is deleted here, its file too."""

    list_display = ["__str__", "product", "width", "height", "position"]
    list_filter = ["product__category"]
    list_select_related = ["product"]
    search_fields = ["alt", "product__title", "product__shop__name"]
    fields = ["product", "image", "alt", "position"]
    readonly_fields = ["product", "image"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """No file comes in here."""
        return False

    def save_model(self, request: HttpRequest, obj: ProductImage, form: Any, change: bool) -> None:
        """Save its words and place, and tell open pages."""
        super().save_model(request, obj, form, change)
        obj.describe(obj.alt)

    def delete_model(self, request: HttpRequest, obj: ProductImage) -> None:
        """Delete it as the shop would."""
        obj.remove()

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Delete each as the shop would."""
        for image in queryset:
            image.remove()
