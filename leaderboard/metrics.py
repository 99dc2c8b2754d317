"""The metrics sellers are ranked by: sales and views."""

from enum import Enum


class Metric(Enum):
    """A metric with its columns in `SellerMonth`.

    `count_field` is the column with the count. `newest_field` is the time of the newest event counted; it decides
    between sellers with equal counts.
    """

    SALES = ("sales", "items_sold", "newest_sale_at", "Top sellers")
    VIEWS = ("views", "views", "newest_view_at", "Most viewed")

    def __init__(self, slug: str, count_field: str, newest_field: str, title: str) -> None:
        self.slug = slug
        self.count_field = count_field
        self.newest_field = newest_field
        self.title = title

    @classmethod
    def parse(cls, text: str) -> "Metric":
        """Return the metric called `sales` or `views`; raises ValueError for anything else."""
        for metric in cls:
            if metric.slug == text:
                return metric
        raise ValueError("sales or views")
