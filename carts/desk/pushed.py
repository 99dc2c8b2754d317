"""What open desks are sent of carts that changed: their rows, and the figures over all."""

import uuid

from django.template.loader import render_to_string

from carts.desk.rows import Figures, Row, loaded
from carts.desk.scope import Scope
from carts.models.codes import code_of


def render_rows(key: str, names: list[str]) -> str | None:
    """Return the rows of carts by their names from a fresh read, the latest change last; None for a desk that is gone.

    Of a cart that is not being built any more, or has nothing for this desk, only that it leaves the list.
    """
    scope = Scope.keyed(key)
    if scope is None:
        return None
    # What is no cart is a change of stock: it moves no row.
    wanted = [uuid.UUID(name) for name in names if name]
    carts = loaded(scope, scope.carts().filter(name__in=wanted)).order_by("updated_at", "pk")
    rows = [row for row in (Row(cart, scope) for cart in carts) if row.is_live]
    shown = {row.code for row in rows}
    gone = [code for code in map(code_of, wanted) if code not in shown]
    context = {"scope": scope, "rows": rows, "gone": gone, "figures": Figures.of(scope), "is_whole": True}
    return render_to_string("carts/live/carts_changed.html", context)
