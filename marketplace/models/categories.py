"""The departments of the catalogue."""

from django.db import models

from marketplace.text.model_fields import LineField
from marketplace.web.page_urls import marketplace_path


class Category(models.Model):
    """A department of the catalogue."""

    name = LineField(max_length=60, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the category's page."""
        return marketplace_path("category", self.slug)
