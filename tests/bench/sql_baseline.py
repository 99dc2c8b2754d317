"""Lower bound for the cost of a purchase: plain SQL in threads, without a web server, ORM, history or mails."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from psycopg import Connection, connect

TABLES = """
    CREATE TABLE bench_item (id int PRIMARY KEY, on_hand int NOT NULL CHECK (on_hand >= 0));
    CREATE TABLE bench_cart (id bigserial PRIMARY KEY, item int NOT NULL, quantity int NOT NULL, bought_at timestamptz);
    CREATE TABLE bench_order (id bigserial PRIMARY KEY, cart bigint NOT NULL, item int NOT NULL, quantity int NOT NULL,
        held_until timestamptz, paid_at timestamptz);
    CREATE INDEX ON bench_order (item) WHERE held_until IS NOT NULL;
    CREATE TABLE bench_payment (id bigserial PRIMARY KEY, order_id bigint NOT NULL UNIQUE, captured_at timestamptz);
    CREATE TABLE bench_sale (id bigserial PRIMARY KEY, order_id bigint NOT NULL UNIQUE, quantity int NOT NULL);
"""
NAMES = ["bench_item", "bench_cart", "bench_order", "bench_payment", "bench_sale"]


def measure_purchase_rate(items: int, threads: int, seconds: float = 4.0) -> float:
    """Return how many purchases so many threads made a second, each in the four transactions that the site needs."""
    counts = [0] * threads
    with _tables(items):
        end = time.perf_counter() + seconds
        workers = [threading.Thread(target=_buy_until, args=(end, items, n, counts)) for n in range(threads)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    return sum(counts) / seconds


@contextmanager
def _tables(items: int) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        cursor.execute("INSERT INTO bench_item SELECT n, 1000000 FROM generate_series(0, %s) n", [items - 1])
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {', '.join(NAMES)}")


def _buy_until(end: float, items: int, number: int, counts: list[int]) -> None:
    own = {"cursor_factory", "context", "prepare_threshold", "pool"}
    given = {name: value for name, value in connection.get_connection_params().items() if name not in own}
    with connect(autocommit=True, **given) as line:
        while time.perf_counter() < end:
            _buy(line, (number + counts[number] * 7) % items)
            counts[number] += 1


def _buy(line: Connection, item: int) -> None:
    def one(sql: str, *values: Any) -> Any:
        row = line.execute(sql, values).fetchone()
        return row[0] if row else None

    cart = one("INSERT INTO bench_cart (item, quantity) VALUES (%s, 1) RETURNING id", item)
    with line.transaction():
        one("SELECT on_hand FROM bench_item WHERE id = %s FOR NO KEY UPDATE", item)
        one("SELECT sum(quantity) FROM bench_order WHERE item = %s AND held_until > clock_timestamp()", item)
        order = one(
            "INSERT INTO bench_order (cart, item, quantity, held_until) "
            "VALUES (%s, %s, 1, now() + interval '15 min') RETURNING id",
            cart,
            item,
        )
    payment = one("INSERT INTO bench_payment (order_id) VALUES (%s) RETURNING id", order)
    with line.transaction():
        one("SELECT id FROM bench_order WHERE id = %s FOR NO KEY UPDATE", order)
        line.execute("UPDATE bench_payment SET captured_at = clock_timestamp() WHERE id = %s", [payment])
        one("UPDATE bench_item SET on_hand = on_hand - 1 WHERE id = %s RETURNING on_hand", item)
        line.execute("UPDATE bench_order SET held_until = NULL, paid_at = clock_timestamp() WHERE id = %s", [order])
        line.execute("INSERT INTO bench_sale (order_id, quantity) VALUES (%s, 1)", [order])
        line.execute("UPDATE bench_cart SET bought_at = clock_timestamp() WHERE id = %s", [cart])
