"""Pages of recent purchases. Each starts after the last purchase of the one before, so new purchases shift none."""

from dataclasses import dataclass

from activity.models import PurchaseActivity, PurchaseActivityQuerySet
from activity.models.purchases import ON_PAGES as ON_PAGE
from activity.toast import Toast


@dataclass(frozen=True)
class PurchasesPage:
    """Some purchases, newest first, and the key of the last one if there are older ones."""

    purchases: list[Toast]
    older: str = ""


def first_page() -> PurchasesPage:
    """Return the newest purchases."""
    return _read_page(PurchaseActivity.objects.all())


def page_after(key: str) -> PurchasesPage:
    """Return the purchases older than the one of this key; an empty page if it is deleted."""
    return _read_page(PurchaseActivity.objects.before(key))


def _read_page(purchases: PurchaseActivityQuerySet) -> PurchasesPage:
    found = [purchase.toast for purchase in purchases.recent(ON_PAGE + 1)]
    older = found[ON_PAGE - 1].key if len(found) > ON_PAGE else ""
    return PurchasesPage(found[:ON_PAGE], older)
