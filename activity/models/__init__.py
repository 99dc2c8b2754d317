"""Purchase activities, and how often their toasts were seen."""

from activity.models.counts import ToastCount
from activity.models.purchases import PurchaseActivity, PurchaseActivityQuerySet, new_key, window

__all__ = ["PurchaseActivity", "PurchaseActivityQuerySet", "ToastCount", "new_key", "window"]
