"""What merged carts became: one that was merged may be merged again, as often as its shopper changes browsers."""

from collections.abc import Iterable

from django.db import connection

from carts.models.forgetting import Forgetting

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
