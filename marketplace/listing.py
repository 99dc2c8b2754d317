"""One page of a list of products: narrowed down, in an order, never deeper than a bound."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.forms import BoundField
from django.http import QueryDict

from marketplace.catalogue import bestsellers, cards
from marketplace.filters import Choice, FilterForm, choices, products_of
from marketplace.models.products import ProductQuerySet

DEEPEST = 5_000
"""Products of a list that can be reached by its pages; whoever looks for more narrows it down."""
FACETED = 1_000
"""Products of a search of which it is counted what they can be narrowed down by."""
RELEVANCE = ("relevance", "Best match")
SORTS = [("new", "Newest"), ("sold", "Most sold"), ("price", "Cheapest"), ("price-down", "Priciest")]
ORDERS: dict[str, tuple[str, ...]] = {
    "relevance": ("-rank", "-released_at", "-pk"),
    "new": ("-released_at", "-pk"),
    "price": ("price", "pk"),
    "price-down": ("-price", "-pk"),
}


class Chip(NamedTuple):
    """A filter that is on, and the address without it."""

    label: str
    without: str


class InTurn(Sequence[int]):
    """The ids of some products, then those of others, read only where a page needs them."""

    def __init__(self, first: list[int], others: Any) -> None:
        self.first, self.others = first, others

    def __len__(self) -> int:
        return len(self.first) + min(self.others.count(), DEEPEST)

    def __getitem__(self, part: Any) -> Any:
        known = len(self.first)
        start, stop = max(part.start - known, 0), max(part.stop - known, 0)
        return self.first[part] + (list(self.others[start:stop]) if stop else [])


class Pages(Paginator):
    """Pages of ids, shown as cards; the database never counts, or skips, more than a bound."""

    @cached_property
    def count(self) -> int:
        """Return how many products there are, at most the bound."""
        return min(len(self.object_list), DEEPEST)

    def _get_page(self, *args: Any, **kwargs: Any) -> "Page[Any]":
        ids, *rest = args
        return Page(cards(list(ids)), *rest, **kwargs)


class Counted(Sequence[int]):
    """The ids of products, counted up to the bound."""

    def __init__(self, ids: Any) -> None:
        self.ids = ids

    def __len__(self) -> int:
        return int(self.ids.order_by()[:DEEPEST].count())

    def __getitem__(self, part: Any) -> Any:
        return self.ids[part]


class Listing:
    """What a page with a list shows: products of the asked page, filters, chips and sorts."""

    def __init__(
        self, asked: QueryDict, products: ProductQuerySet, *, kept_as: str = "", is_search: bool = False
    ) -> None:
        self.asked, self.all, self.kept_as = asked, products, kept_as
        self.sorts = [RELEVANCE, *SORTS] if is_search else SORTS
        self.form = FilterForm(asked, self.sorts)

    @cached_property
    def page(self) -> "Page[Any]":
        """Return the asked page; a number that makes no sense gives the nearest that does."""
        return Pages(self._ids(), settings.PRODUCTS_PER_PAGE).get_page(self.asked.get("page"))

    def _ids(self) -> Sequence[int]:
        products = self.form.narrow(self.all)
        if self.form.order != "sold":
            return Counted(products.order_by(*ORDERS[self.form.order]).values_list("pk", flat=True))
        best = bestsellers()
        fitting = set(products.filter(pk__in=best).values_list("pk", flat=True))
        others = products.exclude(pk__in=fitting).order_by(*ORDERS["new"]).values_list("pk", flat=True)
        return InTurn([pk for pk in best if pk in fitting], others)

    @cached_property
    def is_cut(self) -> bool:
        """Tell whether there is more than can be reached."""
        return self.page.paginator.count >= DEEPEST

    @cached_property
    def choices(self) -> dict[str, list[Choice]]:
        """Return what the list can be narrowed down by."""
        if self.kept_as:
            return choices(self.all, f"catalogue:{self.kept_as}")
        return choices(products_of(list(self.all.order_by().values_list("pk", flat=True)[:FACETED])))

    @property
    def groups(self) -> list[tuple[str, str, list[tuple[Choice, bool]]]]:
        """Return the groups of check boxes: name, label, each choice with whether it is on."""
        chosen = {name: set(self.form.cleaned_data.get(name) or ()) for name in self.choices}
        return [
            (name, str(self.form.fields[name].label), [(one, one.value in chosen[name]) for one in found])
            for name, found in self.choices.items()
            if len(found) > 1 or chosen[name]
        ]

    @property
    def prices(self) -> list[tuple[BoundField, str]]:
        """Return the two fields of the price, each with its label."""
        return [(self.form["least"], "From"), (self.form["most"], "To")]

    @property
    def chips(self) -> list[Chip]:
        """Return a chip for each filter that is on."""
        values, found = self.form.cleaned_data, []
        for name, said in (("least", "from {}"), ("most", "up to {}"), ("in_stock", "in stock")):
            if values.get(name):
                found.append(Chip(said.format(values[name]), self._without(name)))
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
        """Return the address without any filter: what is searched for, and the order, stay."""
        rest = QueryDict(mutable=True)
        for name in ("q", "exact", "sort"):
            if value := self.asked.get(name):
                rest[name] = value
        return f"?{rest.urlencode()}"
