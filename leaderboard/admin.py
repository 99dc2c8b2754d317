"""The leaderboard in Django's admin: counts compared with the facts, and an action that repairs them."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest

from leaderboard import drift
from leaderboard.drift import Drift
from leaderboard.models import RankSnapshot, SellerMonth, SiteZone
from marketplace.admin import ActionsAdmin, AdminAction, HistoryAdmin, ReadOnlyMixin
from marketplace.admin.read_only import AnyAdmin


class DriftChangeList(ChangeList):
    """A change list with the difference of each row from the facts, read in one query for the page."""

    def get_results(self, request: HttpRequest) -> None:
        """Read the page, and the differences of its sellers."""
        super().get_results(request)
        rows: list[Any] = list(self.result_list)
        found = {(one.period, one.seller): one for one in drift.find_drift([row.seller_id for row in rows])}
        for row in rows:
            row.drift = found.get((row.period, row.seller_id))
        self.result_list: Any = rows


def recount_seller(row: SellerMonth, **kwargs: Any) -> None:
    """Recount all months of a row's seller from the facts."""
    drift.mend_drift(drift.find_drift([row.seller_id]))


@admin.register(SellerMonth)
class SellerMonthAdmin(ReadOnlyMixin, ActionsAdmin):
    """Counts of each seller by month and of all time, with their difference from the facts."""

    object_actions = [AdminAction("recount", "Recount all months of the seller", recount_seller)]
    list_display = [
        "seller",
        "time",
        "items_sold",
        "views",
        "differs",
        "newest_sale_at",
        "newest_view_at",
        "updated_at",
    ]
    list_filter = ["year", "month"]
    list_select_related = ["seller"]
    list_per_page = 50
    search_fields = ["seller__email", "seller__display_name", "seller__shop__name"]
    search_help_text = "Email or name of the seller, or name of the shop."
    show_full_result_count = False
    ordering = ["-year", "-month", "-items_sold", "-pk"]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Return the change list with differences."""
        return DriftChangeList

    @admin.display(ordering="year")
    def time(self, row: SellerMonth) -> str:
        """Return the month, or `All time`."""
        return row.period.title

    @admin.display(description="drift", empty_value="none")
    def differs(self, row: SellerMonth) -> str | None:
        """Return the counts by the facts if they differ from the row."""
        found: Drift | None = getattr(row, "drift", None)
        if found is None:
            return None
        counted = found.counted
        return (
            f"the facts say {counted.items_sold} sold, {counted.views} views, last {counted.newest_sale_at or 'never'}"
        )


@admin.register(RankSnapshot)
class RankSnapshotAdmin(HistoryAdmin):
    """Ranks of sellers at the start of each day."""

    list_display = ["day", "metric", "year", "month", "rank", "seller"]
    list_filter = ["metric", "day"]
    list_select_related = ["seller"]
    search_fields = ["seller__email", "seller__shop__name"]


@admin.register(SiteZone)
class SiteZoneAdmin(ReadOnlyMixin, AnyAdmin):
    """The time zone of the leaderboard's months; it follows `TIME_ZONE`."""

    list_display = ["time_zone"]
    search_fields = ["time_zone"]
