"""Pages of recent purchases: each begins after a purchase of the one before, so that none moves while it is read."""

from dataclasses import dataclass

from activity.models import PurchaseActivity, PurchaseActivityQuerySet
from activity.models.purchases import ON_PAGES as ON_PAGE
from activity.toast import Toast


@dataclass(frozen=True)
class PurchasesPage:
    """Some purchases, newest first, and the key after which the next page begins; empty on the last."""

    purchases: list[Toast]
    older: str = ""


def newest() -> PurchasesPage:
    """Return the first page."""
    return _page(PurchaseActivity.objects.all())


def after(key: str) -> PurchasesPage:
    """Return the page that begins after the purchase of this key; empty where it is forgotten by now."""
    return _page(PurchaseActivity.objects.before(key))


def _page(purchases: PurchaseActivityQuerySet) -> PurchasesPage:
    found = [purchase.toast for purchase in purchases.recent(ON_PAGE + 1)]
    older = found[ON_PAGE - 1].key if len(found) > ON_PAGE else ""
    return PurchasesPage(found[:ON_PAGE], older)
