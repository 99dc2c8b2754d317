"""The marketplace in Django's admin; what is history there can only be read."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from marketplace.models import (
    Category,
    Item,
    Order,
    OrderLine,
    Payment,
    Product,
    ProductImage,
    SaleFact,
    Shop,
    User,
)
from marketplace.signals import person_changed, product_changed, stock_changed

admin.site.site_header = admin.site.site_title = f"{settings.SITE_NAME} administration"


class ReadOnly:
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


@admin.register(User)
class PersonAdmin(UserAdmin):
    """Accounts."""

    ordering = ["email"]
    list_display = ["email", "display_name", "city", "region", "is_active", "is_staff"]
    list_filter = ["is_active", "is_staff", "show_purchase_activity"]
    search_fields = ["email", "display_name", "city"]
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["email", "password"]}),
        ("Profile", {"fields": ["display_name", "city", "region", "show_purchase_activity"]}),
        ("Permissions", {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "display_name", "password1", "password2"]})]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Save, and tell whoever shows or serves this person."""
        super().save_model(request, obj, form, change)
        person_changed.send_robust(sender=User, user_id=obj.pk)


@admin.register(Shop)
class ShopAdmin(admin.ModelAdmin):
    """Shops."""

    list_display = ["name", "owner", "created_at"]
    search_fields = ["name", "owner__email"]
    autocomplete_fields = ["owner", "staff"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    """Departments of the catalogue."""

    list_display = ["name", "position"]
    list_editable = ["position"]
    prepopulated_fields = {"slug": ["name"]}


class ItemForm(forms.ModelForm):
    """A size and how many of it there are; units that were sold while the page was open stay sold."""

    on_hand = forms.IntegerField(min_value=0, initial=0, show_hidden_initial=True)

    def clean_on_hand(self) -> int:
        """Return the count: that of now where it was not touched; refused where it started from another one."""
        wanted: int = self.cleaned_data["on_hand"]
        seen, now = self.data.get(self.add_initial_prefix("on_hand")), self.instance.on_hand
        if self.instance.pk is None or seen == str(now):
            return wanted
        if "on_hand" in self.changed_data:
            raise forms.ValidationError(f"There are {now} by now. Reload the page and count again.")
        return now


class ItemInline(admin.TabularInline):
    """Sizes of a product."""

    model = Item
    form = ItemForm
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Item]:
        """Return the sizes; saving locks them before the product, in the order in which an order being paid does."""
        items = super().get_queryset(request)
        return items.order_by("pk").select_for_update(no_key=True) if request.method == "POST" else items


class ProductImageInline(admin.TabularInline):
    """Pictures of a product."""

    model = ProductImage
    extra = 0


@admin.register(Product)
class ProductAdmin(admin.ModelAdmin):
    """Products; a change here is as live as one made by the seller."""

    list_display = ["title", "shop", "category", "price", "status", "released_at"]
    list_filter = ["status", "category", "shop"]
    search_fields = ["title", "brand", "slug"]
    autocomplete_fields = ["shop"]
    readonly_fields = ["sold_at"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [ItemInline, ProductImageInline]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save sizes and pictures, and tell open pages."""
        super().save_related(request, form, formsets, change)
        product = form.instance
        product_changed.send_robust(sender=Product, product_ids=[product.pk])
        stock_changed.send_robust(sender=Product, item_ids=list(product.items.values_list("pk", flat=True)))


class OrderLineInline(ReadOnly, admin.TabularInline):
    """What an order is made of."""

    model = OrderLine
    fields = readonly_fields = ("title", "label", "shop", "quantity", "unit_price", "amount")


class PaymentInline(ReadOnly, admin.TabularInline):
    """How an order was paid."""

    model = Payment
    fields = readonly_fields = ("created_at", "method", "amount", "status", "message")


@admin.register(Order)
class OrderAdmin(ReadOnly, admin.ModelAdmin):
    """Orders, to be read."""

    list_display = ["number", "status", "email", "total", "currency", "created_at", "paid_at"]
    list_filter = ["status", "created_at"]
    search_fields = ["number", "email", "ship_name", "buyer__email"]
    inlines = [OrderLineInline, PaymentInline]
    date_hierarchy = "created_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Order]:
        """Return all orders, newest first."""
        return super().get_queryset(request).order_by("-pk")


@admin.register(SaleFact)
class SaleFactAdmin(ReadOnly, admin.ModelAdmin):
    """The sale ledger, to be read."""

    list_display = ["sold_at", "seller", "product", "quantity", "amount", "estimated"]
    list_filter = ["estimated", "sold_at"]
    list_select_related = ["seller", "product"]
    search_fields = ["seller__email", "product__title"]
