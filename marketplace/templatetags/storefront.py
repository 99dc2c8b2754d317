"""Template tags of the storefront."""

from collections.abc import Iterable
from functools import cache
from html import escape
from typing import Literal

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString

from marketplace.catalogue.filters import FilterChoice
from marketplace.models import Category, Item, Product, ProductImage
from marketplace.text.bidi import isolate
from marketplace.web.signed_out import OWN

register = template.Library()


@register.filter
def next_freed_item(items: Iterable[Item]) -> Item | None:
    """Return the fully held item with the earliest end of a hold, if any; needs `with_holds`."""
    held = [item for item in items if item.is_only_held and item.held_until]
    return min(held, key=lambda item: str(item.held_until), default=None)


@register.simple_tag
def all_categories() -> list[Category]:
    """Return the categories in the order of the header."""
    return list(Category.objects.all())


@register.filter
def is_member_page(path: str | None) -> bool:
    """Tell whether a path is a member's private page."""
    return (path or "").startswith(OWN)


@register.filter
def is_invitation_path(path: str | None) -> bool:
    """Tell whether a path is an invitation to a shop's staff."""
    return (path or "").startswith(f"{reverse('marketplace:seller_dashboard')}invitations/")


@register.simple_tag
def cards_url(products: Iterable[Product]) -> str:
    """Return the URL of the live parts of all these products' cards."""
    return f"{reverse('marketplace:cards')}?of={','.join(str(product.pk) for product in products)}"


# Built without templates: a list page has dozens of pictures and check boxes, and templates would take half of its
# rendering time. All values from users or settings are escaped below.


WIDTHS = {
    "thumb": ("5rem",),
    "card": ("(max-width: 40rem) ", "50vw", ", ", "19rem"),
    "wide": ("(max-width: 60rem) ", "100vw", ", ", "40rem"),
}
"""Displayed widths of a picture, for the `sizes` attribute."""


def _sizes_attribute(image: "ProductImage", shown_as: str) -> str:
    if image.width <= image.height:
        return "".join(WIDTHS[shown_as])
    # Wide pictures are cropped to a square: a file no wider than the square would look blurred.
    wider = round(image.width / image.height, 2)
    return "".join(f"calc({part} * {wider})" if part[0].isdigit() else part for part in WIDTHS[shown_as])


@register.simple_tag
def product_picture(
    image: "ProductImage | Literal[''] | None", shown_as: str = "card", *, eager: bool = False
) -> SafeString:
    """Print a product's picture or a placeholder; `eager` for pictures at the top of a page.

    `shown_as` is the displayed width: `thumb` in lists, `card` on shelves, `wide` on a product page. The browser
    chooses the file by this width and its screen.

    For a line without a product, templates pass an empty string.
    """
    if not image:
        return _placeholder()
    source, size = escape(image.image.url), f'width="{image.width or 800:d}" height="{image.height or 800:d}"'
    loading = 'fetchpriority="high"' if eager else 'loading="lazy"'
    if sources := image.sources:
        files = ", ".join(f"{escape(address)} {width:d}w" for address, width in sources)
        size += f' srcset="{files}" sizes="{_sizes_attribute(image, shown_as)}"'
    shown = f'<img src="{source}" alt="{escape(isolate(image.alt))}" {size} {loading} decoding="async">'
    return SafeString(f'<div class="picture">{shown}</div>')


@cache
def _placeholder() -> SafeString:
    crate = (
        f'<svg width="96" height="96" aria-hidden="true"><use href="{escape(static("img/icons.svg"))}#crate"/></svg>'
    )
    return SafeString(f'<div class="picture"><div class="placeholder">{crate}</div></div>')


@register.simple_tag
def filter_checkboxes(name: str, options: Iterable[tuple[FilterChoice, bool]], *, is_counted: bool) -> SafeString:
    """Print a check box for each choice of a filter, with the number of products if counted."""
    boxes = (
        _render_checkbox(f"filter-{name}-{place}", name, *option, is_counted)
        for place, option in enumerate(options, start=1)
    )
    return SafeString("".join(boxes))


def _render_checkbox(key: str, name: str, choice: FilterChoice, is_on: bool, is_counted: bool) -> str:
    count = f'<span class="muted">{choice.products:d}</span>' if is_counted else ""
    attributes = f'name="{name}" value="{escape(choice.value)}" id="{key}"{" checked" if is_on else ""}'
    label = f'<label for="{key}">{escape(isolate(choice.label))} {count}</label>'
    return f'<div class="check"><input type="checkbox" {attributes}>{label}</div>'
