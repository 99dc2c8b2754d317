"""Chains of merged carts: a cart that was merged may be merged again, as often as its shopper changes browsers."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection
from django.db.models import Sum

from carts.models.retention import Forgetting
from marketplace.models import OrderLine

# The bound is for a circle, which no verb makes.
CHAIN = """
    WITH RECURSIVE way (first, id, step) AS (
        SELECT id, id, 0 FROM carts_cart WHERE id = ANY(%s)
        UNION ALL
        SELECT first, cart.merged_into_id, step + 1
        FROM way JOIN carts_cart cart ON cart.id = way.id WHERE cart.merged_into_id IS NOT NULL AND step < 100
    )
    SELECT first, id, min(step) FROM way GROUP BY first, id ORDER BY first, min(step)
"""
# All carts that end in the same one, this one among them. UNION drops what it has found before, so a circle ends it.
FAMILY = """
    WITH RECURSIVE family (id) AS (
        SELECT id FROM carts_cart WHERE name = %s
        UNION
        SELECT other.id FROM family JOIN carts_cart cart ON cart.id = family.id
        JOIN carts_cart other ON other.id = cart.merged_into_id OR other.merged_into_id = cart.id
    )
    SELECT id FROM family
"""


class CartCopy(NamedTuple):
    """What a signed copy says: the name of its cart, the cart's version, and the quantities by item id."""

    cart: str
    version: int
    wanted: dict[int, int]


class MergeChain(Forgetting):
    """Carts by what they became."""

    def became(self, ids: Iterable[int]) -> dict[int, list[int]]:
        """Return by cart the ids of itself and of all that it was merged into, in this order; one query."""
        chains: dict[int, list[int]] = {}
        with connection.cursor() as cursor:
            cursor.execute(CHAIN, [list(ids)])
            for first, pk, _ in cursor.fetchall():
                chains.setdefault(first, []).append(pk)
        return chains

    def are_bought(self, ids: Iterable[int]) -> int:
        """Return how many of these carts were bought, as themselves or as what they became."""
        chains = self.became(ids)
        every = {pk for chain in chains.values() for pk in chain}
        bought = set(self.filter(pk__in=every, status=self.model.Status.BOUGHT).values_list("pk", flat=True))
        return sum(not bought.isdisjoint(chain) for chain in chains.values())

    def units_bought_since(self, name: str, version: int) -> dict[int, int]:
        """Return the units by item id that the cart of this name, or one merged with it, bought after a version.

        The versions of all carts come from one sequence, so those of different carts can be compared. An order that
        several of the carts led to counts once.
        """
        with connection.cursor() as cursor:
            cursor.execute(FAMILY, [name])
            family = [pk for (pk,) in cursor.fetchall()]
        bought = self.filter(pk__in=family, status=self.model.Status.BOUGHT, version__gt=version)
        lines = OrderLine.objects.filter(order__in=bought.values("order"), item__isnull=False)
        units = lines.order_by().values_list("item").annotate(units=Sum("quantity"))
        return dict(units)
