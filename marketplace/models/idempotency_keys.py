"""Idempotency keys of checkout forms."""

from django.db import models
from django.db.models.functions import Now

from marketplace.models.orders import Order


class CheckoutKey(models.Model):
    """The key of a submitted checkout form, with its owner, the digest of its content and its order."""

    holder = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="keys")
    content_hash = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["holder", "key"], name="checkout_key_once_per_holder")]

    def __str__(self) -> str:
        return f"{self.key} of {self.holder}"
