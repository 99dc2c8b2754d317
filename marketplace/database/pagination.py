"""A paginator for long lists."""

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator


class CappedPaginator(Paginator):
    """A paginator that counts at most `limit` rows: counting millions would be slow."""

    def __init__(self, rows: Any, per_page: int, limit: int) -> None:
        super().__init__(rows, per_page)
        self.limit = limit

    @cached_property
    def count(self) -> int:
        """Return the number of rows, at most `limit`."""
        rows: Any = self.object_list
        return int(rows.order_by()[: self.limit].count())

    @property
    def is_cut(self) -> bool:
        """Tell whether there may be more rows."""
        return self.count == self.limit
