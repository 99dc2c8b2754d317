"""Products."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import connection, transaction
from django.db.models import Model
from django.http import HttpRequest

from marketplace.admin.actions import Act, ActionsAdmin, AdminAction, object_action
from marketplace.admin.autocomplete import AutocompleteMixin
from marketplace.admin.items import ItemInline
from marketplace.admin.pictures import ProductImageInline
from marketplace.admin.read_only import DeletableAdmin
from marketplace.forms.release import ScheduleForm
from marketplace.models import Item, Product
from marketplace.signals import product_changed, stock_changed

MANY = 5  # sales or views listed on the deletion page


def _schedule(product: Product, *, at: Any, **unused: Any) -> None:
    product.schedule(at)


def _announce(show: bool) -> Act:
    def act(product: Product, **unused: Any) -> None:
        Product.objects.filter(pk=product.pk).update(show_in_activity=show)
        product_changed.send_robust(sender=Product, product_ids=[product.pk])

    return act


@admin.register(Product)
class ProductAdmin(AutocompleteMixin, DeletableAdmin, ActionsAdmin):
    """Products. Changes are pushed to open pages; status and release change through the seller's operations."""

    object_actions = [
        AdminAction("publish", "Publish", object_action(Product.publish)),
        AdminAction("withdraw", "Unlist", object_action(Product.withdraw)),
        AdminAction("release", "Release now", object_action(Product.release)),
        AdminAction("schedule", "Schedule the release", _schedule, form=ScheduleForm),
        AdminAction("mark_sold", "Mark as sold", object_action(Product.mark_sold), confirm=True),
        AdminAction("undo_sold", "Undo sold", object_action(Product.undo_sold), confirm=True),
        AdminAction("hide", "Hide from toasts", _announce(False)),
        AdminAction("show", "Show in toasts", _announce(True)),
    ]
    list_display = ["title", "shop", "category", "price", "status", "released_at", "sold_at", "show_in_activity"]
    list_filter = ["status", "is_marked_sold", "show_in_activity", "category", "released_at"]
    list_select_related = ["shop", "category"]
    ordering = ["-pk"]
    search_fields = ["title", "brand", "slug", "shop__name", "items__sku"]
    search_help_text = "Title, brand, address, shop or SKU."
    date_hierarchy = "created_at"
    show_full_result_count = False
    autocomplete_fields = ["shop"]
    readonly_fields = ["status", "released_at", "sold_at", "is_sold_at_estimated", "is_marked_sold", "created_at"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [ItemInline, ProductImageInline]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save sizes and pictures, and update open pages. A restocked product is on sale again."""
        super().save_related(request, form, formsets, change)
        product = form.instance
        if any(_is_restock(size) for formset in formsets for size in formset.forms):
            Product.objects.filter(pk=product.pk).reopen()
        product_changed.send_robust(sender=Product, product_ids=[product.pk])
        stock_changed.send_robust(sender=Product, items=list(product.items.all()))

    def history_of(self, thing: Product) -> list[Model]:
        """Return sales and views, because leaderboard and charts count them."""
        return [*thing.sales.all()[:MANY], *thing.views.all()[:MANY]]

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Lock the sizes before the check for obstacles, so that a checkout waits and then finds them deleted."""
        if request.method == "POST" and connection.in_atomic_block:
            Item.objects.lock(Item.objects.filter(product__in=objs).values_list("pk", flat=True))
        return super().get_deleted_objects(objs, request)

    def delete_model(self, request: HttpRequest, obj: Product) -> None:
        """Delete a product without orders, and update open pages."""
        pk = obj.pk
        super().delete_model(request, obj)
        product_changed.send_robust(sender=Product, product_ids=[pk])

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Delete each product, except those ordered since the confirmation page was shown."""
        for product in queryset:
            with transaction.atomic():
                Item.objects.lock(product.items.values_list("pk", flat=True))
                if product.order_lines.exists():
                    self.message_user(request, f"{product} has been ordered and can’t be deleted.", messages.ERROR)
                else:
                    self.delete_model(request, product)


def _is_restock(size: forms.BaseForm) -> bool:
    return "on_hand" in size.changed_data and size.cleaned_data.get("on_hand", 0) > (size["on_hand"].initial or 0)
