"""The outbox: mail is written in the transaction it tells of, and sent by a sweep."""

from django.db import models
from django.db.models.functions import Now


class Mail(models.Model):
    """One message to one address; `key` names what it tells of, so that nothing is told twice."""

    key = models.CharField(max_length=80, unique=True)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    order = models.ForeignKey(
        "marketplace.Order", null=True, blank=True, on_delete=models.CASCADE, related_name="mails"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    next_try_at = models.DateTimeField(db_default=Now())
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            # The sweep: what has to be sent, the longest waiting first.
            models.Index(fields=["next_try_at"], condition=models.Q(sent_at__isnull=True), name="mail_to_send")
        ]

    def __str__(self) -> str:
        return f"{self.subject} to {self.to}"
