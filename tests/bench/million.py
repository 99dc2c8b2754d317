"""A large site, made in SQL within minutes: products with sizes and pictures, and a year of orders."""

import time
from collections.abc import Callable
from typing import Any

from django.db import connection, models
from django.db.models import NOT_PROVIDED, Model

from activity.models import PurchaseActivity
from marketplace.models import (
    Category,
    Hold,
    Item,
    Order,
    OrderLine,
    Product,
    ProductImage,
    SaleFact,
    SearchDocument,
    Shop,
    User,
    Word,
)

SHOPS, CATEGORIES, BUYERS, SIZES, HELD = 1_000, 12, 20_000, 3, 2_000
KINDS = "Boots,Sneaker,Jacket,Backpack,Teapot,Lamp,Chair,Blanket,Kettle,Scarf,Watch,Camera,Guitar,Tent,Knife,Mug,Rug"
MANNERS = "Waterproof,Wooden,Vintage,Light,Heavy,Folding,Woven,Enamel,Linen,Leather,Copper,Striped,Quilted,Carved,Tall"
PLACES = "Harbour,Alpine,Meadow,Trail,Northern,Quiet,Orchard,Granite,Cedar,Lantern,Salt,Juniper,Ember,Fjord,Prairie"
COLOURS = "Black,White,Red,Ochre,Teal,Navy,Sand,Olive,Plum,Rust,Grey,Mint"
SAID = (
    "Made by hand in a small workshop, sturdy enough for every day and pleasant to hold. It is mended free of "
    "charge for as long as we are around. Wipe it with a damp cloth, keep it out of the rain, and it outlives us all."
)
Say = Callable[..., None]


def pick_word(words: str, by: str) -> str:
    """Return SQL that picks one of the words by a number."""
    names = ",".join(f"'{word}'" for word in words.split(","))
    return f"(ARRAY[{names}])[1 + ({by})::bigint % {len(words.split(','))}]"


def insert_rows(model: type[Model], rows: str, **values: str) -> int:
    """Insert rows of a model and return their number: `values` are SQL by column; other columns take their defaults."""
    filled = {str(field.column): _value(field, values) for field in model._meta.concrete_fields}
    columns = {name: value for name, value in filled.items() if value is not None}
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({', '.join(columns)}) "
            f"SELECT {', '.join(columns.values())} FROM {rows}"
        )
        return cursor.rowcount


def _value(field: "models.Field[Any, Any]", values: dict[str, str]) -> str | None:
    if field.column in values:
        return values[field.column]
    if field.generated or field.primary_key or field.null or field.db_default is not NOT_PROVIDED:
        return None
    if field.has_default():
        return _literal(field.get_default())
    return "now()" if isinstance(field, models.DateTimeField) else "''"


def _literal(value: object) -> str:
    return str(value).lower() if isinstance(value, bool | int) else f"'{value}'"


def run_statement(sql: str) -> None:
    """Run a statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql)


def make_site(products: int, orders: int, say: Say) -> None:
    """Make the site; prints the time of each part."""
    began = time.monotonic()
    # Rows are consistent by the way they are made; triggers and foreign keys would look at each of them once more.
    run_statement("SET session_replication_role = replica; SET statement_timeout = 0; SET synchronous_commit = off")
    run_statement("SELECT setseed(0.5)")
    steps: list[Callable[[], object]] = [
        make_people,
        lambda: make_products(products),
        lambda: make_sales(products, orders),
        make_recent_activity,
        lambda: run_statement("SELECT marketplace_write_documents(array_agg(id)) FROM marketplace_product"),
        Word.objects.rebuild,
        lambda: run_statement("VACUUM ANALYZE"),
    ]
    for step, name in zip(steps, ["people", "products", "orders", "news", "documents", "words", "vacuum"], strict=True):
        started = time.monotonic()
        step()
        say("made", what=name, seconds=round(time.monotonic() - started, 1))
    counts = {model.__name__: model.objects.count() for model in (Product, Item, Order, OrderLine, SaleFact)}
    say("made", what="all", seconds=round(time.monotonic() - began, 1), **counts, words=Word.objects.count())


def make_people() -> None:
    """Make sellers with their shops, buyers, and categories."""
    insert_rows(
        User,
        f"generate_series(1, {SHOPS + BUYERS}) n",
        id="n",
        email="'p' || n || '@bench.example'",
        display_name="'Person ' || n",
    )
    insert_rows(
        Shop,
        f"generate_series(1, {SHOPS}) n",
        id="n",
        owner_id="n",
        name=f"{pick_word(PLACES, 'n')} || ' Stall ' || n",
        slug="'stall-' || n",
    )
    insert_rows(
        Category,
        f"generate_series(1, {CATEGORIES}) n",
        id="n",
        name="'Corner ' || n",
        slug="'corner-' || n",
        position="n",
    )


def make_products(products: int) -> None:
    """Make products with a picture and three sizes each: some sold, some drafts, some drops."""
    insert_rows(
        Product,
        f"(SELECT n, random() r, random() q FROM generate_series(1, {products}) n) s",
        id="n",
        title=f"{pick_word(MANNERS, 'n')} || ' ' || {pick_word(PLACES, 'n / 7')} || ' ' || {pick_word(KINDS, 'n / 3')}",
        slug="'product-' || n",
        brand=f"{pick_word(PLACES, 'n / 11')} || ' ' || {pick_word('Works,Sons,Studio,Makers,Mill', 'n / 5')}",
        colour=pick_word(COLOURS, "n / 2"),
        description=f"'{SAID}'",
        price="round((4 + 300 * r * r)::numeric, 2)",
        status="CASE WHEN q < 0.03 THEN 'draft' WHEN q < 0.08 THEN 'sold' ELSE 'active' END",
        released_at="CASE WHEN n % 400 = 0 THEN NULL WHEN n % 400 = 1 THEN now() + r * interval '9 days' "
        "ELSE now() - r * interval '700 days' END",
        created_at="now() - r * interval '700 days'",
        category_id=f"1 + n % {CATEGORIES}",
        shop_id=f"1 + (n / 5) % {SHOPS}",
    )
    insert_rows(
        ProductImage, "marketplace_product p", product_id="id", image="'products/none.webp'", width="800", height="800"
    )
    insert_rows(
        Item,
        f"marketplace_product p, generate_series(1, {SIZES}) n",
        id=f"p.id * {SIZES} + n",
        product_id="p.id",
        shop_id="p.shop_id",
        label=pick_word("S,M,L", "n - 1"),
        sku="p.id || '-' || n",
        on_hand="CASE WHEN p.status = 'sold' THEN 0 ELSE floor(random() * random() * 60)::int END",
        position="n",
    )  # fmt: skip


def make_sales(products: int, orders: int) -> None:
    """Make a year of orders, some of two lines, more of some products than of others, and the facts of their sales."""
    insert_rows(
        Order,
        f"generate_series(1, {orders}) n",
        id="n",
        number="'LS-' || lpad(upper(to_hex(n)), 5, '0') || '-BENCH'",
        holder=f"'u-' || ({SHOPS} + 1 + n % {BUYERS})",
        buyer_id=f"{SHOPS} + 1 + n % {BUYERS}",
        visitor="md5(n::text)",
        status="CASE WHEN n % 25 = 0 THEN 'cancelled' WHEN n % 9 = 0 THEN 'paid' ELSE 'delivered' END",
        created_at=f"now() - interval '365 days' * (1 - n / {orders}.0)",
        paid_at=f"CASE WHEN n % 25 > 0 THEN now() - interval '365 days' * (1 - n / {orders}.0) END",
        expires_at="now()",
        items_total="20", shipping_total="0", tax_total="0", total="20",
    )  # fmt: skip
    insert_rows(
        OrderLine,
        f"(SELECT o.id, o.created_at, 1 + floor(({products} - 1) * power(random(), 3))::bigint chosen, m "
        "FROM marketplace_order o, generate_series(0, 1) m WHERE m <= o.id % 2) s "
        "JOIN marketplace_product p ON p.id = chosen",
        order_id="s.id", product_id="p.id", shop_id="p.shop_id", item_id=f"p.id * {SIZES} + 1 + m",
        title="p.title", label="'S'", unit_price="p.price", quantity="1 + s.id % 3",
    )  # fmt: skip
    insert_rows(
        SaleFact,
        "marketplace_orderline l JOIN marketplace_order o ON o.id = l.order_id AND o.paid_at IS NOT NULL",
        product_id="l.product_id", shop_id="l.shop_id", seller_id="l.shop_id", order_line_id="l.id",
        quantity="l.quantity", amount="l.amount", sold_at="o.paid_at",
    )  # fmt: skip
    insert_rows(
        SaleFact,
        "marketplace_salefact f WHERE f.id % 100 = 0",
        product_id="product_id", shop_id="shop_id", seller_id="seller_id", order_line_id="order_line_id",
        quantity="-quantity", amount="-amount", sold_at="sold_at", reverses_id="id",
    )  # fmt: skip


def make_recent_activity() -> None:
    """Make current checkouts that hold stock, and the purchase activities of two days."""
    run_statement("UPDATE marketplace_order SET status = 'pending', paid_at = NULL,"
        " expires_at = now() + interval '2 hours' "
        f"WHERE id > (SELECT max(id) - {HELD} FROM marketplace_order)")  # fmt: skip
    insert_rows(
        Hold,
        "marketplace_orderline l JOIN marketplace_order o ON o.id = l.order_id AND o.status = 'pending'",
        order_id="o.id", item_id="l.item_id", quantity="1", expires_at="o.expires_at",
    )  # fmt: skip
    insert_rows(
        PurchaseActivity,
        "marketplace_orderline l JOIN marketplace_order o ON o.id = l.order_id "
        "WHERE o.paid_at > now() - interval '2 days'",
        key="substr(md5(l.id::text), 1, 20)", initials="'J.D.'", title="l.title", amount="l.amount", currency="'EUR'",
        is_public="true", created_at="o.paid_at", buyer_id="o.buyer_id", order_id="o.id", order_line_id="l.id",
        product_id="l.product_id",
    )  # fmt: skip
    tables = [model._meta.db_table for model in (User, Shop, Category, Product, Item, Order)]
    for table in tables:
        run_statement(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")


def is_site_made() -> bool:
    """Tell whether the site was made already."""
    return SearchDocument.objects.exists()
