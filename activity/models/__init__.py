"""Purchase activities, and daily counts of their toasts."""

from activity.models.purchases import PurchaseActivity, PurchaseActivityQuerySet, new_key, window
from activity.models.toast_counts import ToastCount

__all__ = ["PurchaseActivity", "PurchaseActivityQuerySet", "ToastCount", "new_key", "window"]
