"""Two pages of the desk at once, or the desk and a sale: no unit is made up, no name and no place given twice."""

from functools import partial
from typing import Any

import pytest

from marketplace.catalogue import product_editing
from marketplace.catalogue.sizes import Size
from marketplace.errors import Refused
from marketplace.models import Item, OrderLine, Product, ProductImage
from marketplace.pictures.processing import ProcessedPicture
from tests import cast
from tests.marketplace.seller.upload_images import encode_image
from tests.races.threads import run_together

pytestmark = pytest.mark.django_db(transaction=True)


def size(item: Item | None = None, **changed: Any) -> Size:
    shown = {"item": item.pk, "label": item.label, "sku": item.sku, "on_hand": item.on_hand} if item else {}
    given = {"on_hand": 1, **shown, "seen": item and item.on_hand, **changed}
    return Size.of("sizes-0", given, is_removed=given.get("removed", False))


def details(**changed: Any) -> dict[str, Any]:
    return {"title": "Sea Runner", "category": cast.category(), "price": "80.00", **changed}


def change(product: Product, *sizes: Size) -> None:
    product_editing.update_product(product, sizes, details(title=product.title))


def refusals(results: list[Any]) -> int:
    assert all(not isinstance(one, Exception) or isinstance(one, Refused) for one in results), results
    return sum(isinstance(one, Refused) for one in results)


def test_of_two_counts_that_began_with_one_number_one_is_kept():
    item = cast.item(stock=5)
    counts = [partial(change, item.product, size(item, on_hand=count)) for count in (8, 9, 10)]
    assert refusals(run_together(*counts)) == 2
    assert Item.objects.get().on_hand in {8, 9, 10}


def test_a_count_beside_sales_makes_no_unit_up():
    item = cast.item(stock=10)
    orders = [cast.pending_order(cast.guest(), (item, 1)) for _ in range(4)]
    sales = [partial(cast.attempt_payment, order) for order in orders]
    results = run_together(partial(change, item.product, size(item, on_hand=20)), *sales)
    counted = not isinstance(results[0], Refused)
    refusals(results)
    assert Item.objects.get().on_hand == (20 if counted else 10) - 4


def test_one_sku_goes_to_one_product():
    shop = cast.shop()
    new = [
        partial(product_editing.create_product, shop, [size(sku="SEA")], details(title=title))
        for title in ("A", "B", "C")
    ]
    assert refusals(run_together(*new)) == 2
    assert Item.objects.get().sku == "SEA"


def test_products_of_one_name_in_many_shops_get_addresses_of_their_own():
    shops = [cast.shop() for _ in range(4)]
    assert (
        refusals(run_together(*[partial(product_editing.create_product, shop, [size()], details()) for shop in shops]))
        == 0
    )
    assert len(set(Product.objects.values_list("slug", flat=True))) == 4


def test_a_size_is_removed_or_ordered():
    product = cast.product(stock={"S": 3, "M": 3})
    small, middle = product.items.all()
    removed = partial(change, product, size(small, removed=True), size(middle))
    results = run_together(removed, partial(cast.pending_order, cast.guest(), (small, 1)))
    assert refusals(results) == 1
    assert Item.objects.filter(pk=small.pk).exists() == OrderLine.objects.filter(item=small.pk).exists()


def test_uploads_at_once_find_room_for_eight_together(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    product = cast.product()
    files = [
        [ProcessedPicture((40, 30), encode_image("WEBP"), [encode_image("WEBP")] * 2) for _ in range(3)]
        for _ in range(3)
    ]
    results = run_together(*[partial(ProductImage.objects.add, product, some) for some in files])
    assert refusals(results) == 1
    assert sorted(product.images.values_list("position", flat=True)) == [*range(6)]


def test_a_listing_is_published_once():
    product = cast.product(status=Product.Status.DRAFT)
    others = [Product.objects.get(pk=product.pk) for _ in range(3)]
    assert refusals(run_together(*[one.publish for one in others])) == 2


def test_a_drop_is_released_once_and_then_not_put_off():
    product = cast.product(released_at=None)
    others = [Product.objects.get(pk=product.pk) for _ in range(2)]
    assert refusals(run_together(*[one.release for one in others])) == 1
    with pytest.raises(Refused):
        product.schedule(None)
