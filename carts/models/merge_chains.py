"""Chains of merged carts: a merged cart may be merged again, each time its shopper changes browsers."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Sum

from carts.models.cart import Cart
from marketplace.models import OrderLine

# The limit of steps stops at a circle, which no code creates.
CHAIN = """
    WITH RECURSIVE way (first, id, step) AS (
        SELECT id, id, 0 FROM carts_cart WHERE id = ANY(%s)
        UNION ALL
        SELECT first, cart.merged_into_id, step + 1
        FROM way JOIN carts_cart cart ON cart.id = way.id WHERE cart.merged_into_id IS NOT NULL AND step < 100
    )
    SELECT first, id, min(step) FROM way GROUP BY first, id ORDER BY first, min(step)
"""
# All carts that end in the same cart, including that cart. UNION drops rows it has already, so a circle ends.
FAMILY = """
    WITH RECURSIVE family (id) AS (
        SELECT id FROM carts_cart WHERE name = %s
        UNION
        SELECT other.id FROM family JOIN carts_cart cart ON cart.id = family.id
        JOIN carts_cart other ON other.id = cart.merged_into_id OR other.merged_into_id = cart.id
    )
    SELECT id FROM family
"""


def find_merge_chains(ids: Iterable[int]) -> dict[int, list[int]]:
    """Return for each cart its own id and the ids of all carts it was merged into, in this order; one query."""
    chains: dict[int, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(CHAIN, [list(ids)])
        for first, pk, _ in cursor.fetchall():
            chains.setdefault(first, []).append(pk)
    return chains


def count_bought(ids: Iterable[int]) -> int:
    """Return how many of these carts were bought, themselves or after a merge."""
    chains = find_merge_chains(ids)
    every = {pk for chain in chains.values() for pk in chain}
    bought = set(Cart.objects.filter(pk__in=every, status=Cart.Status.BOUGHT).values_list("pk", flat=True))
    return sum(not bought.isdisjoint(chain) for chain in chains.values())


def count_units_bought_since(name: str, version: int) -> dict[int, int]:
    """Return the units by item id that the cart of this name, or a cart merged with it, bought after a version.

    The versions of all carts come from one sequence, so versions of different carts can be compared. An order that
    several of the carts led to counts once.
    """
    with connection.cursor() as cursor:
        cursor.execute(FAMILY, [name])
        family = [pk for (pk,) in cursor.fetchall()]
    bought = Cart.objects.filter(pk__in=family, status=Cart.Status.BOUGHT, version__gt=version)
    lines = OrderLine.objects.filter(order__in=bought.values("order"), item__isnull=False)
    return dict(lines.order_by().values_list("item").annotate(units=Sum("quantity")))
