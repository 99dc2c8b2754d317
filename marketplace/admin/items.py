"""Sizes, their stock and the holds of checkouts."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from marketplace.admin.actions import ActionsAdmin, AdminAction
from marketplace.admin.read_only import HistoryAdmin, ReadOnlyMixin
from marketplace.models import Hold, Item


class ItemForm(forms.ModelForm):
    """A size and its stock. Units sold while the page was open stay sold."""

    on_hand = forms.IntegerField(min_value=0, max_value=1_000_000, initial=0, show_hidden_initial=True)

    def clean_on_hand(self) -> int:
        """Return the new count. An untouched field keeps the current count; an edit of an outdated count is refused."""
        wanted: int = self.cleaned_data["on_hand"]
        seen, now = self.data.get(self.add_initial_prefix("on_hand")), self.instance.on_hand
        if self.instance.pk is None or seen == str(now):
            return wanted
        if "on_hand" in self.changed_data:
            raise forms.ValidationError(f"The stock is now {now}. Reload the page and enter it again.")
        return now


class SizesFormSet(forms.BaseInlineFormSet):
    """The sizes of a product. A SKU is unique within a shop."""

    _should_delete_form: Any

    def clean(self) -> None:
        """Refuse a SKU that appears twice in the form."""
        super().clean()
        seen: set[str] = set()
        for form in self.forms:
            sku = form.cleaned_data.get("sku") if form.is_valid() and not self._should_delete_form(form) else ""
            if sku and sku in seen:
                form.add_error("sku", f"Another size has the SKU {sku}.")
            seen.add(sku or "")


class ItemInline(admin.TabularInline):
    """Sizes of a product."""

    model = Item
    form = ItemForm
    formset = SizesFormSet
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Item]:
        """Return the sizes. A POST locks them before the product: a payment locks in the same order."""
        items = super().get_queryset(request)
        return items.order_by("pk").select_for_update(no_key=True) if request.method == "POST" else items


@admin.register(Item)
class ItemAdmin(HistoryAdmin):
    """Stock of all shops, searchable by SKU. Changes are made on the page of the product."""

    list_display = ["product", "label", "sku", "on_hand", "available", "shop"]
    list_filter = ["product__status"]
    list_select_related = ["product", "shop"]
    search_fields = ["sku", "product__title", "shop__name"]
    search_help_text = "SKU, title of the product, or name of the shop."

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return all sizes with their available units."""
        return Item.objects.with_available()

    @admin.display(description="available")
    def available(self, item: Item) -> int:
        """Return the units on hand without those held by checkouts."""
        return item.available


def release_hold(hold: Hold, **unused: Any) -> None:
    """Cancel the checkout of a hold. This releases the other holds of the checkout too."""
    if Hold.objects.filter(pk=hold.pk).exists():
        hold.order.cancel()


@admin.register(Hold)
class HoldAdmin(ReadOnlyMixin, ActionsAdmin):
    """Units held by open checkouts. Releasing a hold cancels its checkout, and the buyer's page shows that."""

    object_actions = [AdminAction("release", "Release and cancel its checkout", release_hold, confirm=True)]
    list_display = ["item", "quantity", "order", "holder", "expires_at"]
    list_filter = ["expires_at", "order__status", "item__product__shop"]
    list_select_related = ["item__product", "order"]
    search_fields = ["order__number", "order__email", "item__sku", "item__product__title"]
    search_help_text = "Order number, email address, SKU or title."
    date_hierarchy = "expires_at"
    show_full_result_count = False
    ordering = ["expires_at", "pk"]

    @admin.display(description="held for", ordering="order__holder")
    def holder(self, hold: Hold) -> str:
        """Return the owner key of the checkout."""
        return hold.order.holder
