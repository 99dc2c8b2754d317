"""The leaderboard in Django's admin: what is counted, beside what the facts say, and the way to make them equal."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest

from leaderboard import drift
from leaderboard.drift import Drift
from leaderboard.models import Place, SellerMonth, SiteZone
from marketplace.admin import Facts, ReadOnly, Verb, WithVerbs
from marketplace.admin.read_only import AnyAdmin


class WithDrift(ChangeList):
    """A page of rows that know where they differ from the facts, told by one question for all of them."""

    def get_results(self, request: HttpRequest) -> None:
        """Read the page, and what the facts say of its sellers."""
        super().get_results(request)
        rows: list[Any] = list(self.result_list)
        found = {(each.period, each.seller): each for each in drift.find([row.seller_id for row in rows])}
        for row in rows:
            row.drift = found.get((row.period, row.seller_id))
        self.result_list: Any = rows


def recount(row: SellerMonth, **told: Any) -> None:
    """Count all that is kept of a row's seller anew."""
    drift.mend(drift.find([row.seller_id]))


@admin.register(SellerMonth)
class SellerMonthAdmin(ReadOnly, WithVerbs):
    """What is kept of each seller, by month and of all time, and where it differs from the facts."""

    verbs = [Verb("recount", "Rebuild from the facts, all months of the seller", recount)]
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
    search_help_text = "E-mail or name of the seller, or name of the shop."
    show_full_result_count = False
    ordering = ["-year", "-month", "-items_sold", "-pk"]

    def get_changelist(self, request: HttpRequest, **told: Any) -> type[ChangeList]:
        """Return the list that tells differences."""
        return WithDrift

    @admin.display(ordering="year")
    def time(self, row: SellerMonth) -> str:
        """Return the month, or that it is all time."""
        return row.period.title

    @admin.display(description="drift", empty_value="none")
    def differs(self, row: SellerMonth) -> str | None:
        """Return what the facts say where the row says something else."""
        found: Drift | None = getattr(row, "drift", None)
        if found is None:
            return None
        counted = found.counted
        return (
            f"the facts say {counted.items_sold} sold, {counted.views} views, last {counted.newest_sale_at or 'never'}"
        )


@admin.register(Place)
class PlaceAdmin(Facts):
    """Where sellers stood as days began."""

    list_display = ["day", "measure", "year", "month", "place", "seller"]
    list_filter = ["measure", "day"]
    list_select_related = ["seller"]
    search_fields = ["seller__email", "seller__shop__name"]


@admin.register(SiteZone)
class SiteZoneAdmin(ReadOnly, AnyAdmin):
    """The time zone months begin in, which follows the settings."""

    list_display = ["time_zone"]
    search_fields = ["time_zone"]
