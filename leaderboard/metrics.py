"""What sellers are ranked by."""

from enum import Enum


class Measure(Enum):
    """A board: the column that counts, and the time of the newest fact in it, which decides between equals."""

    SALES = ("sales", "items_sold", "newest_sale_at", "Top sellers")
    VIEWS = ("views", "views", "newest_view_at", "Most viewed")

    def __init__(self, slug: str, counted: str, newest: str, title: str) -> None:
        self.slug = slug
        self.counted = counted
        self.newest = newest
        self.title = title

    @classmethod
    def parse(cls, text: str) -> "Measure":
        """Return the measure called `sales` or `views`; raises ValueError for anything else."""
        for one in cls:
            if one.slug == text:
                return one
        raise ValueError("sales or views")
