"""What every storefront page shows of the catalogue."""

from collections.abc import Iterable

from django import template
from django.urls import reverse

from marketplace.models import Category, Product

register = template.Library()


@register.simple_tag
def categories() -> list[Category]:
    """Return the departments, in the order the header shows them."""
    return list(Category.objects.all())


@register.simple_tag
def cards_src(products: Iterable[Product]) -> str:
    """Return where the live parts of all these products' cards are read again at once."""
    return f"{reverse('marketplace:cards')}?of={','.join(str(product.pk) for product in products)}"
