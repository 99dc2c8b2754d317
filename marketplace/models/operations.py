"""Records of the site's operation: maintenance mode, and the erasures that a restored backup has to repeat."""

from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models.functions import Now

from marketplace.text.model_fields import LineField


class Maintenance(models.Model):
    """The maintenance mode: pages can be read, nothing can be changed. It lasts as long as this one row exists."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    message = LineField(max_length=200, blank=True, help_text="A sentence for visitors, for example when it ends.")
    since = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "maintenance mode"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="maintenance_is_one_row")]

    def __str__(self) -> str:
        return f"maintenance since {self.since:%Y-%m-%d %H:%M}"

    @classmethod
    def begin(cls, message: str = "") -> None:
        """Begin the maintenance mode, or change its message."""
        cls.objects.update_or_create(pk=1, defaults={"message": message})

    @classmethod
    def end(cls) -> None:
        """End the maintenance mode. Safe to run without one."""
        cls.objects.all().delete()


class Erasure(models.Model):
    """One erasure of a person. It names nobody: an account by number and date, an address by a keyed digest."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    # Not a foreign key: after a restore the account may be missing.
    account_id = models.BigIntegerField(null=True, blank=True)
    # A restored database gives numbers of missing accounts to new people. The date tells them apart.
    joined_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    key_id = models.CharField(max_length=16, blank=True, help_text="Digest of the secret key behind the digest.")
    erased_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(account_id=None, joined_at=None) ^ models.Q(digest=""), name="erasure_of_one_kind"
            )
        ]

    def __str__(self) -> str:
        return f"erasure {self.pk}"

    @property
    def record(self) -> dict[str, Any]:
        """Return the erasure for the file beside the database."""
        fields = {name: getattr(self, name) for name in ("account_id", "joined_at", "digest", "key_id", "erased_at")}
        return {"id": str(self.pk), **fields}
