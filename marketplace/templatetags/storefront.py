"""What every storefront page shows of the catalogue."""

from collections.abc import Iterable
from typing import Literal

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from marketplace.filters import Choice
from marketplace.models import Category, Product, ProductImage

register = template.Library()
_FIRST, _LAZY = SafeString('fetchpriority="high"'), SafeString('loading="lazy"')
_CHECKED = SafeString(" checked")


@register.simple_tag
def categories() -> list[Category]:
    """Return the departments, in the order the header shows them."""
    return list(Category.objects.all())


@register.simple_tag
def cards_src(products: Iterable[Product]) -> str:
    """Return where the live parts of all these products' cards are read again at once."""
    return f"{reverse('marketplace:cards')}?of={','.join(str(product.pk) for product in products)}"


# A page of a list has dozens of each of the next two: as templates they would take half of its time.


@register.simple_tag
def picture(image: "ProductImage | Literal[''] | None", *, eager: bool = False) -> SafeString:
    """Print a product's picture, or what stands for one; `eager` where it is among the first things to be seen.

    A line about nothing in the catalogue has no product to ask for one, which templates call an empty text.
    """
    if not image:
        return format_html(
            '<div class="picture"><div class="placeholder"><svg width="96" height="96" aria-hidden="true">'
            '<use href="{}#crate"/></svg></div></div>',
            static("img/icons.svg"),
        )
    return format_html(
        '<div class="picture"><img src="{}" alt="{}" width="{}" height="{}" {} decoding="async"></div>',
        image.image.url,
        image.alt,
        image.width or 800,
        image.height or 800,
        _FIRST if eager else _LAZY,
    )


@register.simple_tag
def choices(name: str, options: Iterable[tuple[Choice, bool]], *, is_counted: bool) -> SafeString:
    """Print a check box for each choice of a filter, with how many products have it where that was counted."""
    return format_html_join(
        "",
        '<div class="check"><input type="checkbox" name="{name}" value="{value}" id="filter-{name}-{place}"{checked}>'
        '<label for="filter-{name}-{place}">{label} {count}</label></div>',
        (
            {
                "name": name,
                "place": place,
                "value": choice.value,
                "label": choice.label,
                "checked": _CHECKED if is_on else "",
                "count": format_html('<span class="muted">{}</span>', choice.products) if is_counted else "",
            }
            for place, (choice, is_on) in enumerate(options, start=1)
        ),
    )
