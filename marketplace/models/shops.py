"""Shops and who runs them."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse

if TYPE_CHECKING:
    from marketplace.models.people import User


class ShopQuerySet(models.QuerySet["Shop"]):
    """Shops within somebody's reach."""

    def open(self) -> "ShopQuerySet":
        """Return shops whose owner did not leave."""
        return self.filter(closed_at__isnull=True)

    def run_by(self, user: "User") -> "ShopQuerySet":
        """Return the open shops a person owns or works in."""
        return self.open().filter(Q(owner=user) | Q(staff=user)).distinct()


class Shop(models.Model):
    """One seller's shop; the owner counts as staff of it."""

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="shop")
    staff = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="works_in", blank=True)
    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    blurb = models.CharField(max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ShopQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the shop's page."""
        return reverse("marketplace:shop", args=[self.slug])
