"""Filters of product lists, read from the query string. Invalid values are reported to the shopper and ignored."""

from typing import Any, NamedTuple

from django import forms
from django.core.cache import cache
from django.db.models import Count, OuterRef, Subquery
from django.http import QueryDict

from marketplace.models import Item, Shop
from marketplace.models.product_queries import ProductQuerySet
from marketplace.money.fields import PriceField

CACHE_SECONDS = 900
"""Cache time of counted choices. A task recounts those of categories long before it ends."""
MAX_CHOICES = 40
MAX_VALUES = 20
MAX_VALUE_LENGTH = 80  # characters of the longest brand, size or shop


class FilterChoice(NamedTuple):
    """A filter value with the number of its products in the whole list."""

    value: str
    label: str
    products: int


class AnyOfField(forms.MultipleChoiceField):
    """Filter values; a product must match one of them. A value without products gives an empty list."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: str) -> bool:
        """Tell whether the value is well-formed; it need not be among the choices."""
        return len(value) <= MAX_VALUE_LENGTH and "\0" not in value

    def validate(self, value: list[str]) -> None:
        """Check each value and the number of values."""
        if len(value) > MAX_VALUES:
            raise forms.ValidationError(f"Choose up to {MAX_VALUES}.")
        super().validate(value)


class FilterForm(forms.Form):
    """Price, stock, brand, size and shop filters, and the sort order."""

    is_filter = True

    least = PriceField(label="Price from", required=False, is_charged=False)
    most = PriceField(label="Price to", required=False, is_charged=False)
    in_stock = forms.BooleanField(label="In stock", required=False)
    brand = AnyOfField(label="Brand", required=False)
    size = AnyOfField(label="Size", required=False)
    shop = AnyOfField(label="Shop", required=False)
    sort = forms.ChoiceField(required=False)

    def __init__(self, data: QueryDict, sorts: list[tuple[str, str]]) -> None:
        super().__init__(data, auto_id="filter-%s")
        self.sorts = sorts
        sort: Any = self.fields["sort"]
        sort.choices = sorts
        self.full_clean()

    def clean(self) -> dict[str, Any]:
        """Refuse a maximum price below the minimum."""
        least, most = self.cleaned_data.get("least"), self.cleaned_data.get("most")
        if least is not None and most is not None and least > most:
            self.add_error("most", "Enter a price above the minimum price.")
        return self.cleaned_data

    @property
    def order(self) -> str:
        """Return the requested sort order, or the default."""
        return self.cleaned_data.get("sort") or self.sorts[0][0]

    @property
    def ignored(self) -> list[str]:
        """Return the errors of the ignored filters, each with the name of its field."""
        names = {name: field.label or "Sort by" for name, field in self.fields.items()}
        return [f"{names[name]}: {error}" for name, errors in self.errors.items() for error in errors]

    @property
    def is_used(self) -> bool:
        """Tell whether any filter is set."""
        return any(self._get_value(name) for name in ("least", "most", "in_stock", "brand", "size", "shop"))

    def narrow(self, products: ProductQuerySet) -> ProductQuerySet:
        """Return the products that match the filters."""
        prices = {"price__gte": self._get_value("least"), "price__lte": self._get_value("most")}
        lists = {"brand__in": self._get_value("brand"), "shop__slug__in": self._get_value("shop")}
        products = products.filter(**{rule: value for rule, value in {**prices, **lists}.items() if value})
        sizes, in_stock = self._get_value("size"), self._get_value("in_stock")
        if in_stock:
            products = products.released()
        if not (sizes or in_stock):
            return products
        items = Item.objects.in_stock() if in_stock else Item.objects.all()
        matching = items.filter(product=OuterRef("pk"), **({"label__in": sizes} if sizes else {})).order_by()
        # A subquery per product suits a page and a bounded count. An `EXISTS` would join all items of the site.
        return products.annotate(item=Subquery(matching.values("pk")[:1])).filter(item__isnull=False)

    def _get_value(self, name: str) -> Any:
        return self.cleaned_data.get(name)


def load_choices(products: ProductQuerySet, cache_key: str) -> dict[str, list[FilterChoice]]:
    """Return the filter choices of these products from the cache, or count them."""
    cached: dict[str, list[tuple[str, str, int]]] | None = cache.get(cache_key)
    if cached is None:
        return count_choices(products, cache_key)
    return {name: [FilterChoice(*choice) for choice in found] for name, found in cached.items()}


def count_choices(products: ProductQuerySet, cache_key: str = "") -> dict[str, list[FilterChoice]]:
    """Count the filter choices of these products, most frequent first, and cache them if there is a key."""
    found = {"brand": _count_brands(products), "size": _count_sizes(products), "shop": _count_shops(products)}
    if cache_key:
        plain = {name: [tuple(choice) for choice in counted] for name, counted in found.items()}
        cache.set(cache_key, plain, timeout=CACHE_SECONDS)
    return found


def _count_brands(products: ProductQuerySet) -> list[FilterChoice]:
    rows = products.exclude(brand="").order_by().values_list("brand").annotate(count=Count("pk"))
    return [FilterChoice(brand, brand, count) for brand, count in rows.order_by("-count", "brand")[:MAX_CHOICES]]


def _count_sizes(products: ProductQuerySet) -> list[FilterChoice]:
    items = Item.objects.filter(product__in=products.order_by().values("pk")).exclude(label="")
    rows = items.order_by().values_list("label").annotate(count=Count("pk")).order_by("-count", "label")
    return [FilterChoice(label, label, count) for label, count in sorted(rows[:MAX_CHOICES], key=_size_sort_key)]


def _size_sort_key(row: tuple[str, int]) -> tuple[int, float, str]:
    letters = ["XXS", "XS", "S", "M", "L", "XL", "XXL", "3XL"]
    label = row[0].upper()
    number = label.replace(".", "", 1)
    if number.isascii() and number.isdigit():
        return (0, float(label), "")
    return (1, letters.index(label), "") if label in letters else (2, 0, label)


def _count_shops(products: ProductQuerySet) -> list[FilterChoice]:
    rows = products.order_by().values_list("shop").annotate(count=Count("pk")).order_by("-count", "shop")
    counts = dict(rows[:MAX_CHOICES])
    shops = Shop.objects.in_bulk(counts)
    return [FilterChoice(shops[pk].slug, shops[pk].name, count) for pk, count in counts.items() if pk in shops]
