"""Renders pushes to the list of live carts: rows of changed carts, and the counts."""

import uuid

from django.conf import settings
from django.template.loader import render_to_string

from carts.models.codes import code_of
from carts.staff.filters import CartFilter
from carts.staff.rows import CartRow, StageCounts, filter_carts, with_row_data
from carts.staff.scope import Scope


def render_rows(key: str, names: list[str]) -> str | None:
    """Render the rows of these carts as they are now, the latest change last; None if the shop is gone.

    A cart that is not live any more, has no lines of the scope, or is older than a page of newer carts, is only removed
    from the list.
    """
    scope = Scope.from_key(key)
    if scope is None:
        return None
    # An empty name is a change of stock, which has no row.
    wanted = [uuid.UUID(name) for name in names if name]
    changed = filter_carts(scope, CartFilter()).filter(name__in=wanted).order_by("-updated_at", "-pk")
    # No page shows more rows; the limit keeps frames small while many carts change at once.
    newest = with_row_data(scope, changed)[: settings.CARTS_PER_PAGE]
    rows = [CartRow(cart, scope) for cart in reversed(newest)]
    shown = {row.code for row in rows}
    gone = [code for code in map(code_of, wanted) if code not in shown]
    context = {"scope": scope, "rows": rows, "gone": gone, "counts": StageCounts.of(scope), "is_whole": True}
    return render_to_string("carts/live/carts_changed.html", context)
