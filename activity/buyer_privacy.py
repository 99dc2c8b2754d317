"""Privacy rules for buyers: initials, and a place only if enough other buyers share it."""

from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import QuerySet

from activity.region_names import region_name
from marketplace.accounts.names import make_initials
from marketplace.models import Order, User

SAMPLE = 100
"""The number of purchases read to find other buyers; a busy city costs no more than a quiet one."""


class PublicBuyer(NamedTuple):
    """The public part of an activity about its buyer; empty if the buyer does not agree to it."""

    is_public: bool
    shows_amount: bool = True
    initials: str = ""
    city: str = ""
    region: str = ""
    place: str = ""

    @classmethod
    def of(cls, order: Order, at: datetime, recent: QuerySet[Any]) -> "PublicBuyer":
        """Return the public part for the buyer of an order paid at `at`; call it inside a transaction.

        `recent` are the activities before `at` that can share the place. The account stays locked until the
        transaction ends. Otherwise a buyer could opt out meanwhile: hiding would miss the row that is being written,
        and the purchase would be pushed right after.
        """
        accounts = User.objects.select_for_update(no_key=True)
        buyer = accounts.filter(pk=order.buyer_id).first() if order.buyer_id else None
        if not allows_showing(order, buyer):
            return cls(is_public=False)
        city, region, country = buyer_location(order, buyer)
        place = public_place(city, region, country, recent.exclude(order__holder=order.holder))
        name = buyer.display_name if buyer else order.ship_name
        hides = order.hide_amount or bool(buyer and buyer.hide_purchase_amount)
        return cls(True, not hides, make_initials(name), city, region, place)


def allows_showing(order: Order, buyer: User | None) -> bool:
    """Return True if the buyer agrees to show the purchase; the order of a deleted account is never shown."""
    if buyer is None:
        return order.show_activity and not order.holder.startswith("u-")
    return order.show_activity and buyer.show_purchase_activity


def buyer_location(order: Order, buyer: User | None) -> tuple[str, str, str]:
    """Return city, region and country of the profile, or of the shipping address if the profile names no place.

    For a profile without a country, the country of the shipping address counts only if both name the same place.
    """
    shipped_to = order.ship_city.strip(), order.ship_region.strip()
    if not buyer or not (buyer.city or buyer.region):
        return *shipped_to, order.ship_country
    home = buyer.city.strip(), buyer.region.strip()
    return *home, buyer.country or (order.ship_country if home == shipped_to else "")


def public_place(city: str, region: str, country: str, others: QuerySet[Any]) -> str:
    """Return city and region, the region alone, or nothing if too few of the `others` share it.

    `others` are recent activities of other buyers. A region that is the code of `country` becomes the country's name.
    """
    if city and _is_shared(others.filter(city=city, region=region)):
        return ", ".join(part for part in (city, region_name(region, country)) if part)
    if region and _is_shared(others.filter(region=region)):
        return region_name(region, country)
    return ""


def _is_shared(others: QuerySet[Any]) -> bool:
    return len(set(others.values_list("order__holder", flat=True)[:SAMPLE])) >= settings.TOAST_OTHER_BUYERS
