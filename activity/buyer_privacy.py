"""What a purchase tells of its buyer: initials, and a place only where enough others bought from the same."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings

from activity.places import region_name
from marketplace.accounts.names import initials
from marketplace.models import Order, User

SAMPLE = 100
"""How many purchases are looked at to find them, so that a busy city costs no more than a quiet one."""


class Portrait(NamedTuple):
    """The part of an activity that is about its buyer; empty where the buyer doesn't want to be seen."""

    is_public: bool
    shows_amount: bool = True
    initials: str = ""
    city: str = ""
    region: str = ""
    place: str = ""

    @classmethod
    def of(cls, order: Order, at: datetime) -> "Portrait":
        """Return what may be told of the buyer of an order paid at `at`; part of a transaction.

        The account stays locked until the transaction ends. Whoever opts out meanwhile would otherwise not see the
        row being written, hide the others, and be announced right after.
        """
        accounts = User.objects.select_for_update(no_key=True)
        buyer = accounts.filter(pk=order.buyer_id).first() if order.buyer_id else None
        if not agrees(order, buyer):
            return cls(is_public=False)
        city, region, country = whereabouts(order, buyer)
        place = shown_place(city, region, country, order.holder, at)
        name = buyer.display_name if buyer else order.ship_name
        hides = order.hide_amount or bool(buyer and buyer.hide_purchase_amount)
        return cls(True, not hides, initials(name), city, region, place)


def agrees(order: Order, buyer: User | None) -> bool:
    """Tell whether the buyer lets others see the purchase; an account that is gone can't be asked."""
    if buyer is None:
        return order.show_activity and not order.holder.startswith("u-")
    return order.show_activity and buyer.show_purchase_activity


def whereabouts(order: Order, buyer: User | None) -> tuple[str, str, str]:
    """Return city, region and country: of the profile if it names a place, else of the address the order goes to.

    The address tells the country of a profile without one only where both name the same place.
    """
    shipped_to = order.ship_city.strip(), order.ship_region.strip()
    if not buyer or not (buyer.city or buyer.region):
        return *shipped_to, order.ship_country
    home = buyer.city.strip(), buyer.region.strip()
    return *home, buyer.country or (order.ship_country if home == shipped_to else "")


def shown_place(city: str, region: str, country: str, holder: str, at: datetime) -> str:
    """Return what may be told of a place: city and region, the region alone, or nothing where it is too rare.

    A region that is the code of `country` is told by the country's name.
    """
    if city and _is_shared({"city": city, "region": region}, holder, at):
        return ", ".join(part for part in (city, region_name(region, country)) if part)
    if region and _is_shared({"region": region}, holder, at):
        return region_name(region, country)
    return ""


def _is_shared(place: dict[str, str], holder: str, at: datetime) -> bool:
    from activity.models import PurchaseActivity

    since = at - timedelta(hours=settings.ACTIVITY_HOURS)
    others = PurchaseActivity.objects.filter(**place, created_at__gt=since).exclude(order__holder=holder)
    return len(set(others.values_list("order__holder", flat=True)[:SAMPLE])) >= settings.TOAST_OTHER_BUYERS
