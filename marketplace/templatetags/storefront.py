"""What every storefront page shows of the catalogue."""

from django import template

from marketplace.models import Category

register = template.Library()


@register.simple_tag
def categories() -> list[Category]:
    """Return the departments, in the order the header shows them."""
    return list(Category.objects.all())
