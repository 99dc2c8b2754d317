"""What open desks are sent of carts that changed: their rows, and the figures over all."""

import uuid

from django.conf import settings
from django.template.loader import render_to_string

from carts.desk.filters import Wish
from carts.desk.rows import Figures, Row, loaded, matching
from carts.desk.scope import Scope
from carts.models.codes import code_of


def render_rows(key: str, names: list[str]) -> str | None:
    """Return the rows of carts by their names from a fresh read, the latest change last; None for a desk that is gone.

    Of a cart that is not being built any more, or has nothing for this desk, or of which there are newer ones than a
    page shows, only that it leaves the list.
    """
    scope = Scope.keyed(key)
    if scope is None:
        return None
    # What is no cart is a change of stock: it moves no row.
    wanted = [uuid.UUID(name) for name in names if name]
    changed = matching(scope, Wish()).filter(name__in=wanted).order_by("-updated_at", "-pk")
    # No page shows more; a crowd that changes carts faster must not make frames that nobody can carry.
    newest = loaded(scope, changed)[: settings.CARTS_PER_PAGE]
    rows = [Row(cart, scope) for cart in reversed(newest)]
    shown = {row.code for row in rows}
    gone = [code for code in map(code_of, wanted) if code not in shown]
    context = {"scope": scope, "rows": rows, "gone": gone, "figures": Figures.of(scope), "is_whole": True}
    return render_to_string("carts/live/carts_changed.html", context)
