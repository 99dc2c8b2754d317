"""The planned people, shops and products as rows of the database."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from config.demo import people
from config.demo.catalogue import PlannedProduct
from config.demo.kinds import CATEGORIES, KINDS
from config.demo.people import Person
from config.demo.product_pictures import SIDE, picture_name
from config.demo.shops import SHOPS
from marketplace.models import Category, Item, Product, ProductImage, Shop, User

OPENED = timedelta(days=150)
"""How long ago the demo's shops opened."""
VIEWS = ("", ", seen from the other side", ", a closer look")
"""Alternative texts of a product's pictures, by position, after its title and colour."""


def save_people(everybody: list[Person], now: datetime) -> dict[str, User]:
    """Write the accounts, with one password for all; returns them by name."""
    password = make_password(people.PASSWORD)
    users = User.objects.bulk_create(_user(person, password, now) for person in everybody)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    return {user.display_name: user for user in users}


def _user(person: Person, password: str, now: datetime) -> User:
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
        date_joined=now - OPENED,
    )


def save_shops(users: dict[str, User], now: datetime) -> dict[str, Shop]:
    """Write the shops with owners and staff; returns them by name."""
    shops = Shop.objects.bulk_create(
        Shop(
            owner=users[shop.owner], name=shop.name, slug=slugify(shop.name), blurb=shop.blurb, created_at=now - OPENED
        )
        for shop in SHOPS
    )
    for shop, planned in zip(shops, SHOPS, strict=True):
        shop.staff.set(users[name] for name in planned.staff)
    return {shop.name: shop for shop in shops}


def save_products(planned: list[PlannedProduct], shops: dict[str, Shop], now: datetime) -> dict[tuple[str, str], Item]:
    """Write categories, products, items and pictures; returns the items by product slug and label."""
    categories = {
        row.name: row
        for row in Category.objects.bulk_create(
            Category(name=name, slug=slugify(name), position=place) for place, name in enumerate(CATEGORIES)
        )
    }
    rows = Product.objects.bulk_create(_product(one, shops, categories, now) for one in planned)
    pairs = list(zip(rows, planned, strict=True))
    items = Item.objects.bulk_create(item for row, one in pairs for item in _items(row, one))
    ProductImage.objects.bulk_create(image for row, one in pairs for image in _images(row, one))
    return {(item.product.slug, item.label): item for item in items}


def _product(one: PlannedProduct, shops: dict[str, Shop], categories: dict[str, Category], now: datetime) -> Product:
    return Product(
        shop=shops[one.shop.name],
        category=categories[KINDS[one.kind].category],
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
        show_in_activity=one.announced,
        show_amount=one.shows_amount,
        created_at=now - timedelta(days=max(one.released or 0, 1)),
    )


def _items(row: Product, one: PlannedProduct) -> Iterable[Item]:
    for place, (label, on_hand) in enumerate(one.stock.items()):
        sku = slugify(f"{one.slug[:30]} {label}").upper()
        yield Item(product=row, label=label, sku=sku, on_hand=on_hand, position=place)


def _images(row: Product, one: PlannedProduct) -> Iterable[ProductImage]:
    for position in range(one.pictures):
        alt = f"{one.title} in {one.colour.lower()}{VIEWS[position]}"
        name = f"products/{picture_name(one, position)}"
        yield ProductImage(product=row, image=name, alt=alt, width=SIDE, height=SIDE, position=position)
