"""Shops and who runs them."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse


class Shop(models.Model):
    """One seller's shop; the owner counts as staff of it."""

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="shop")
    staff = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="works_in", blank=True)
    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    blurb = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the shop's page."""
        return reverse("marketplace:shop", args=[self.slug])
