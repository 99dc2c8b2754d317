"""What a shopper narrows a list down by, as a form read from the address; what makes no sense is named and ignored."""

from typing import Any, NamedTuple

from django import forms
from django.core.cache import cache
from django.db.models import Count, OuterRef, Subquery
from django.http import QueryDict

from marketplace.models import Item, Shop
from marketplace.models.product_queries import ProductQuerySet
from marketplace.money.fields import PriceField

KEPT_SECONDS = 900
"""For how long counted choices are good. Those of categories are counted anew long before that, by a task."""
MOST_CHOICES = 40
MOST_VALUES = 20
WORD = 80  # letters of the longest brand, size or shop


class FilterChoice(NamedTuple):
    """A value to narrow down by, and how many products of the whole list have it."""

    value: str
    label: str
    products: int


class AnyOf(forms.MultipleChoiceField):
    """Values of which a product must have one; one that nothing has finds nothing, which the page says."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: str) -> bool:
        """Tell whether the value could be one."""
        return len(value) <= WORD and "\0" not in value

    def validate(self, value: list[str]) -> None:
        """Check each value, and that they are not too many."""
        if len(value) > MOST_VALUES:
            raise forms.ValidationError(f"Choose up to {MOST_VALUES}.")
        super().validate(value)


class FilterForm(forms.Form):
    """Price, brand, size, shop, what is in stock, and the order of it all."""

    is_filter = True

    least = PriceField(label="Price from", required=False, is_charged=False)
    most = PriceField(label="Price to", required=False, is_charged=False)
    in_stock = forms.BooleanField(label="In stock", required=False)
    brand = AnyOf(label="Brand", required=False)
    size = AnyOf(label="Size", required=False)
    shop = AnyOf(label="Shop", required=False)
    sort = forms.ChoiceField(required=False)

    def __init__(self, data: QueryDict, sorts: list[tuple[str, str]]) -> None:
        super().__init__(data, auto_id="filter-%s")
        self.sorts = sorts
        sort: Any = self.fields["sort"]
        sort.choices = sorts
        self.full_clean()

    def clean(self) -> dict[str, Any]:
        """Refuse prices the wrong way round."""
        least, most = self.cleaned_data.get("least"), self.cleaned_data.get("most")
        if least is not None and most is not None and least > most:
            self.add_error("most", "Enter a price above the minimum price.")
        return self.cleaned_data

    @property
    def order(self) -> str:
        """Return the order that was asked for, or the usual one."""
        return self.cleaned_data.get("sort") or self.sorts[0][0]

    @property
    def ignored(self) -> list[str]:
        """Return why what was ignored was."""
        names = {name: field.label or "Sort by" for name, field in self.fields.items()}
        return [f"{names[name]}: {error}" for name, errors in self.errors.items() for error in errors]

    @property
    def is_used(self) -> bool:
        """Tell whether anything is narrowed down."""
        return any(self._value(name) for name in ("least", "most", "in_stock", "brand", "size", "shop"))

    def narrow(self, products: ProductQuerySet) -> ProductQuerySet:
        """Return those of the products that fit."""
        prices = {"price__gte": self._value("least"), "price__lte": self._value("most")}
        lists = {"brand__in": self._value("brand"), "shop__slug__in": self._value("shop")}
        products = products.filter(**{rule: value for rule, value in {**prices, **lists}.items() if value})
        sizes, in_stock = self._value("size"), self._value("in_stock")
        if in_stock:
            products = products.released()
        if not (sizes or in_stock):
            return products
        items = Item.objects.in_stock() if in_stock else Item.objects.all()
        fitting = items.filter(product=OuterRef("pk"), **({"label__in": sizes} if sizes else {})).order_by()
        # One at a time, which a page and a bounded count need; as an `EXISTS`, all items there are would be joined.
        return products.annotate(item=Subquery(fitting.values("pk")[:1])).filter(item__isnull=False)

    def _value(self, name: str) -> Any:
        return self.cleaned_data.get(name)


def load_choices(products: ProductQuerySet, kept_as: str) -> dict[str, list[FilterChoice]]:
    """Return what the products can be narrowed down by, as it was last counted under that name."""
    kept: dict[str, list[tuple[str, str, int]]] | None = cache.get(kept_as)
    if kept is None:
        return count_choices(products, kept_as)
    return {name: [FilterChoice(*choice) for choice in found] for name, found in kept.items()}


def count_choices(products: ProductQuerySet, kept_as: str = "") -> dict[str, list[FilterChoice]]:
    """Count what the products can be narrowed down by, most frequent first; kept under a name if there is one."""
    found = {"brand": _brands(products), "size": _sizes(products), "shop": _shops(products)}
    if kept_as:
        plain = {name: [tuple(choice) for choice in counted] for name, counted in found.items()}
        cache.set(kept_as, plain, timeout=KEPT_SECONDS)
    return found


def _brands(products: ProductQuerySet) -> list[FilterChoice]:
    rows = products.exclude(brand="").order_by().values_list("brand").annotate(count=Count("pk"))
    return [FilterChoice(brand, brand, count) for brand, count in rows.order_by("-count", "brand")[:MOST_CHOICES]]


def _sizes(products: ProductQuerySet) -> list[FilterChoice]:
    items = Item.objects.filter(product__in=products.order_by().values("pk")).exclude(label="")
    rows = items.order_by().values_list("label").annotate(count=Count("pk")).order_by("-count", "label")
    return [FilterChoice(label, label, count) for label, count in sorted(rows[:MOST_CHOICES], key=_as_sizes_go)]


def _as_sizes_go(row: tuple[str, int]) -> tuple[int, float, str]:
    letters = ["XXS", "XS", "S", "M", "L", "XL", "XXL", "3XL"]
    label = row[0].upper()
    number = label.replace(".", "", 1)
    if number.isascii() and number.isdigit():
        return (0, float(label), "")
    return (1, letters.index(label), "") if label in letters else (2, 0, label)


def _shops(products: ProductQuerySet) -> list[FilterChoice]:
    rows = products.order_by().values_list("shop").annotate(count=Count("pk")).order_by("-count", "shop")
    counts = dict(rows[:MOST_CHOICES])
    shops = Shop.objects.in_bulk(counts)
    return [FilterChoice(shops[pk].slug, shops[pk].name, count) for pk, count in counts.items() if pk in shops]
