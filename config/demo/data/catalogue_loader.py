"""Writes the planned people, shops and products to the database."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from config.demo.data.catalogue import PlannedProduct
from config.demo.data.people import PASSWORD, Person
from config.demo.data.product_pictures import SIDE, make_picture_name
from config.demo.data.product_types import CATEGORIES, PRODUCT_TYPES
from config.demo.data.shops import SHOPS
from marketplace.models import Category, Item, Product, ProductImage, Shop, User

SHOP_AGE = timedelta(days=150)
"""Time since the shops opened and the accounts were made."""
VIEWS = ("", ", seen from the other side", ", a closer look")
"""Ends of the alternative texts of a product's pictures, by position."""


def save_people(people: list[Person], now: datetime) -> dict[str, User]:
    """Write the accounts, all with the same password; return them by name."""
    password = make_password(PASSWORD)
    users = User.objects.bulk_create(_make_user(person, password, now) for person in people)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    return {user.display_name: user for user in users}


def _make_user(person: Person, password: str, now: datetime) -> User:
    city, region, country, _ = person.city
    return User(
        email=person.email,
        password=password,
        display_name=person.name,
        city=city,
        region=region,
        country=country,
        show_purchase_activity=person.shows_activity,
        is_staff=person.is_admin,
        is_superuser=person.is_admin,
        date_joined=now - SHOP_AGE,
    )


def save_shops(users: dict[str, User], now: datetime) -> dict[str, Shop]:
    """Write the shops with their owners and staff; return them by name."""
    opened_at = now - SHOP_AGE
    shops = Shop.objects.bulk_create(
        Shop(owner=users[one.owner], name=one.name, slug=slugify(one.name), blurb=one.blurb, created_at=opened_at)
        for one in SHOPS
    )
    for shop, planned in zip(shops, SHOPS, strict=True):
        shop.staff.set(users[name] for name in planned.staff)
    return {shop.name: shop for shop in shops}


def save_products(planned: list[PlannedProduct], shops: dict[str, Shop], now: datetime) -> dict[tuple[str, str], Item]:
    """Write categories, products, items and pictures; return the items by product slug and label."""
    categories = _save_categories()
    products = Product.objects.bulk_create(_make_product(one, shops, categories, now) for one in planned)
    pairs = list(zip(products, planned, strict=True))
    items = Item.objects.bulk_create(item for product, one in pairs for item in _make_items(product, one))
    ProductImage.objects.bulk_create(image for product, one in pairs for image in _make_images(product, one))
    return {(item.product.slug, item.label): item for item in items}


def _save_categories() -> dict[str, Category]:
    categories = Category.objects.bulk_create(
        Category(name=name, slug=slugify(name), position=position) for position, name in enumerate(CATEGORIES)
    )
    return {category.name: category for category in categories}


def _make_product(
    one: PlannedProduct, shops: dict[str, Shop], categories: dict[str, Category], now: datetime
) -> Product:
    return Product(
        shop=shops[one.shop.name],
        category=categories[PRODUCT_TYPES[one.product_type].category],
        title=one.title,
        slug=one.slug,
        brand=one.brand,
        colour=one.colour,
        description=one.description,
        price=one.price,
        status=one.status,
        released_at=None if one.released is None else now - timedelta(days=one.released),
        sold_at=None if one.sold is None else now - timedelta(days=one.sold),
        limit_per_shopper=one.limit,
        show_in_activity=one.shows_in_activity,
        show_amount=one.shows_amount,
        created_at=now - timedelta(days=max(one.released or 0, 1)),
    )


def _make_items(product: Product, one: PlannedProduct) -> Iterable[Item]:
    for position, (label, on_hand) in enumerate(one.stock.items()):
        sku = slugify(f"{one.slug[:30]} {label}").upper()
        yield Item(product=product, label=label, sku=sku, on_hand=on_hand, position=position)


def _make_images(product: Product, one: PlannedProduct) -> Iterable[ProductImage]:
    for position in range(one.pictures):
        alt = f"{one.title} in {one.colour.lower()}{VIEWS[position]}"
        name = f"products/{make_picture_name(one, position)}"
        yield ProductImage(product=product, image=name, alt=alt, width=SIDE, height=SIDE, position=position)
