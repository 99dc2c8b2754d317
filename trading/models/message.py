"""Messages: what the two say to each other, in numbered lines that nobody changes."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from marketplace.text.model_fields import ParagraphsField
from trading.rules import Role

LONGEST = 2000
"""Characters of one message."""
PAGE = 50
"""Lines of the conversation that a page shows at first, and that each look further back brings."""
MOST_AT_ONCE = 500
"""Lines that one catch-up brings; a page that missed more asks again."""


class MessageQuerySet(models.QuerySet["Message"]):
    """Lines of one conversation."""

    def before(self, number: int | None) -> "list[Message]":
        """Return the page of lines before one, or the latest page, in the order they were said."""
        earlier = self if number is None else self.filter(number__lt=number)
        return list(reversed(earlier.select_related("by").order_by("-number")[:PAGE]))

    def after(self, number: int) -> "list[Message]":
        """Return what was said after a line, in order."""
        return list(self.filter(number__gt=number).select_related("by").order_by("number")[:MOST_AT_ONCE])


class Message(models.Model):
    """One line; its number was drawn under the trade's lock, so that none becomes visible after a higher one."""

    trade = models.ForeignKey("trading.Trade", on_delete=models.CASCADE, related_name="messages")
    number = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = ParagraphsField(max_length=LONGEST)
    key = models.CharField(max_length=64, blank=True, editable=False)
    at = models.DateTimeField()

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["trade", "number"], name="message_number_once_per_trade"),
            models.UniqueConstraint(
                fields=["trade", "by", "key"], condition=~Q(key=""), name="message_key_once_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.number} of {self.trade}"

    @property
    def role(self) -> Role:
        """Return the role of whoever said it; needs the trade."""
        return Role.SELLER if self.by_id == self.trade.seller_id else Role.BUYER
