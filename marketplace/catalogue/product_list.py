"""One page of a product list: filtered, sorted and limited in depth."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.forms import BoundField
from django.http import QueryDict

from marketplace.catalogue.cards import load_cards
from marketplace.catalogue.filters import FilterChoice, FilterForm, count_choices, load_choices
from marketplace.catalogue.search import MOST_FOUND
from marketplace.catalogue.shelves import bestseller_ids
from marketplace.models import Category, Product, Shop
from marketplace.models.product_queries import ProductQuerySet

DEEPEST = 2_400
"""Products on all pages of a list, at most. Shoppers find the rest by filters."""
FACETED = 200
"""Best results of a search, used to count its filter choices."""
RELEVANCE = ("relevance", "Relevance")
SORTS = [
    ("new", "Newest"),
    ("sold", "Bestselling"),
    ("price", "Price: low to high"),
    ("price-down", "Price: high to low"),
]
ORDERS: dict[str, tuple[str, ...]] = {
    "new": ("-released_at", "-pk"),
    "price": ("price", "pk"),
    "price-down": ("-price", "-pk"),
}


class Chip(NamedTuple):
    """An active filter, and the URL without it."""

    label: str
    without: str


class ProductIds(Sequence[int]):
    """Product ids: the `leading` ones, then the others. Reads and counts only as many rows as needed."""

    def __init__(self, leading: list[int], others: "QuerySet[Product, int]") -> None:
        self.leading, self.others = leading, others

    def __len__(self) -> int:
        return min(len(self.leading) + self.others.order_by()[:DEEPEST].count(), DEEPEST)

    def __getitem__(self, part: Any) -> Any:
        start, stop = (max(place - len(self.leading), 0) for place in (part.start, part.stop))
        return self.leading[part] + list(self.others[start:stop])


class CardPaginator(Paginator):
    """A paginator over product ids. Its pages hold products with the data of their cards."""

    def _get_page(self, *args: Any, **kwargs: Any) -> "Page[Any]":
        ids, *rest = args
        return Page(load_cards(ids), *rest, **kwargs)


class ProductList:
    """The content of a list page: products of the requested page, filters, chips and sort orders."""

    def __init__(
        self, asked: QueryDict, products: ProductQuerySet, *, cache_key: str = "", found: list[int] | None = None
    ) -> None:
        self.asked, self.all, self.cache_key, self.found = asked, products, cache_key, found
        self.sorts = SORTS if found is None else [RELEVANCE, *SORTS]
        self.form = FilterForm(asked, self.sorts)

    @classmethod
    def of_category(cls, asked: QueryDict, category: Category) -> "ProductList":
        """Return the product list of a category."""
        products = Product.objects.visible().filter(category=category)
        return cls(asked, products, cache_key=f"catalogue:category-{category.pk}")

    @classmethod
    def of_shop(cls, asked: QueryDict, shop: Shop) -> "ProductList":
        """Return the product list of a shop."""
        return cls(asked, Product.objects.visible().filter(shop=shop), cache_key=f"catalogue:shop-{shop.pk}")

    @cached_property
    def page(self) -> "Page[Any]":
        """Return the requested page; an invalid number gives the nearest valid page."""
        return CardPaginator(self._ids(), settings.PRODUCTS_PER_PAGE).get_page(self.asked.get("page"))

    def _ids(self) -> Sequence[int]:
        order = self.form.order
        if order == "relevance" and not self.form.is_used:
            return self.found or []
        leading = {"relevance": self.found or [], "sold": bestseller_ids() if order == "sold" else []}.get(order, [])
        products = self.form.narrow(self.all)
        if leading:
            fitting = set(products.filter(pk__in=leading).values_list("pk", flat=True))
            leading = [pk for pk in leading if pk in fitting]
            products = products.none() if order == "relevance" else products.exclude(pk__in=leading)
        return ProductIds(leading, products.order_by(*ORDERS.get(order, ORDERS["new"])).values_list("pk", flat=True))

    @property
    def is_cut(self) -> bool:
        """Tell whether the list has more products than its pages show."""
        return self.page.paginator.count >= (DEEPEST if self.found is None else MOST_FOUND)

    @cached_property
    def choices(self) -> dict[str, list[FilterChoice]]:
        """Return the filter choices of the list."""
        if self.found is None:
            return load_choices(self.all, self.cache_key)
        return count_choices(self.all.filter(pk__in=self.found[:FACETED]))

    @property
    def is_counted(self) -> bool:
        """Tell whether the choices were counted over the whole list."""
        return self.found is None or len(self.found) <= FACETED

    @property
    def groups(self) -> list[tuple[str, str, list[tuple[FilterChoice, bool]]]]:
        """Return the groups of checkboxes: name, label, and each choice with its checked state."""
        chosen = {name: set(self.form.cleaned_data.get(name) or ()) for name in self.choices}
        return [
            (name, str(self.form.fields[name].label), [(one, one.value in chosen[name]) for one in found])
            for name, found in self.choices.items()
            if len(found) > 1 or chosen[name]
        ]

    @property
    def prices(self) -> list[tuple[BoundField, str]]:
        """Return the two price fields, each with its label."""
        return [(self.form["least"], "From"), (self.form["most"], "To")]

    @property
    def chips(self) -> list[Chip]:
        """Return a chip for each active filter."""
        values, found = self.form.cleaned_data, []
        for name, label in (("least", "from {}"), ("most", "up to {}"), ("in_stock", "in stock")):
            if values.get(name):
                found.append(Chip(label.format(values[name]), self._without(name)))
        for name in ("brand", "size", "shop"):
            labels = {one.value: one.label for one in self.choices[name]}
            found += [Chip(labels.get(one, one), self._without(name, one)) for one in values.get(name) or ()]
        return found

    def _without(self, name: str, value: str | None = None) -> str:
        rest = self.asked.copy()
        rest.pop("page", None)
        rest.setlist(name, [one for one in rest.getlist(name) if value is not None and one != value])
        return f"?{rest.urlencode()}"

    @property
    def bare(self) -> str:
        """Return the URL without filters. Search text and sort order stay."""
        rest = QueryDict(mutable=True)
        for name in ("q", "exact", "sort"):
            if value := self.asked.get(name):
                rest[name] = value
        return f"?{rest.urlencode()}"


def count_category_choices() -> None:
    """Recount the filter choices of every category, so that no category page has to count them."""
    for category in Category.objects.all():
        listing = ProductList.of_category(QueryDict(), category)
        count_choices(listing.all, listing.cache_key)
