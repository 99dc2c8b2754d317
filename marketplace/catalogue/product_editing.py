"""Creating and updating a product with its sizes and pictures, in one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models.expressions import Combinable

from marketplace.catalogue.sizes import Size, save_sizes
from marketplace.models.pictures import ProductImage
from marketplace.models.products import AT_ONCE, Product
from marketplace.models.shops import Shop
from marketplace.signals import product_changed
from marketplace.web.page_urls import make_slug

if TYPE_CHECKING:
    from marketplace.pictures.processing import ProcessedPicture

SLUG = 120


@transaction.atomic
def create_product(
    shop: Shop,
    sizes: Iterable[Size],
    details: Mapping[str, Any],
    pictures: "Sequence[ProcessedPicture]" = (),
    *,
    is_draft: bool = True,
    release: "datetime | Combinable | None" = AT_ONCE,
) -> Product:
    """Create a product with its sizes and pictures, and publish it unless it is a draft.

    Raises `SizeRefused`, and `Refused` for too many pictures.
    """
    _take_turns(shop)
    product = Product.objects.create(shop=shop, slug=reserve_slug(details["title"]), **details)
    save_sizes(product, sizes)
    if pictures:
        ProductImage.objects.add(product, pictures)
    if not is_draft:
        product.publish(release)
    return product


@transaction.atomic
def update_product(
    product: Product, sizes: Iterable[Size], details: Mapping[str, Any], alts: "Mapping[int, str] | None" = None
) -> None:
    """Update details, sizes and descriptions of pictures (`alts`, by primary key), and open pages.

    The slug follows the title until the product is published for the first time. Raises `SizeRefused`.
    """
    _take_turns(product.shop)
    save_sizes(product, sizes)
    now = product.locked()
    if not now.was_public and make_slug(now.title, SLUG) != make_slug(details["title"], SLUG):
        now.slug = reserve_slug(details["title"])
    for name, value in details.items():
        setattr(now, name, value)
    now.save(update_fields=["slug", "updated_at", *details])
    for pk, alt in (alts or {}).items():
        product.images.filter(pk=pk).update(alt=alt)
    Product.objects.filter(pk=now.pk).reopen()
    product_changed.send_robust(sender=Product, product_ids=[now.pk])


def reserve_slug(title: str) -> str:
    """Return an unused slug made from a title, and reserve it until the transaction ends."""
    slug = make_slug(title, SLUG) or "product"
    with connection.cursor() as cursor:
        # Without the lock, two products of one title, created at once, would both find the slug free.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 2))", [slug])
    return f"{slug}-{token_hex(3)}" if Product.objects.filter(slug=slug).exists() else slug


def _take_turns(shop: Shop) -> None:
    # Without the lock, two simultaneous requests would each find a SKU free.
    Shop.objects.select_for_update(no_key=True).get(pk=shop.pk)
