"""The outbox: a mail is written in the transaction of its event, and sent by a sweep."""

import logging
import time
from datetime import timedelta
from smtplib import SMTPDataError, SMTPNotSupportedError, SMTPRecipientsRefused, SMTPSenderRefused
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Least, Now, Power
from django.template.loader import render_to_string

from marketplace import topics
from marketplace.clock import ClockTimestamp
from marketplace.errors import Refused
from marketplace.models.order_access import make_mailed_url
from marketplace.text.email_addresses import to_ascii

if TYPE_CHECKING:
    from marketplace.models.orders import Order

logger = logging.getLogger(__name__)
FIRST_PAUSE, LONGEST_PAUSE = 120, 6 * 3600  # s until a mail is tried again, doubled at each try
RUN_SECONDS = 30
KEYS_STAY = timedelta(days=7)
REFUSALS = (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError, SMTPNotSupportedError)
"""Refusals of one mail by the mail server; any other error concerns all mails."""


def one_line(text: str, length: int = 200) -> str:
    """Return text for a header: on one line, and of limited length."""
    return " ".join(text.replace("\0", " ").split())[:length]


def render_mail(template: str, context: dict[str, Any]) -> dict[str, str]:
    """Return subject, text and HTML of a mail, from `<template>_subject.txt`, `<template>.txt` and `<template>.html`.

    The subject has a separate template. As the first line of the text, a line break in a name could shift it.
    """
    subject = one_line(render_to_string(f"{template}_subject.txt", context))
    text = render_to_string(f"{template}.txt", context)
    html = render_to_string(f"{template}.html", {**context, "subject": subject})
    return {"subject": subject, "text": text.strip(), "html": html.strip()}


class MailQuerySet(models.QuerySet["Mail"]):
    """Writing, sending and erasing of mails."""

    # Writing ----------------------------------------------------------------------------------------------------

    def put_template(self, key: str, template: str, to: str, order: "Order | None" = None, **context: Any) -> None:
        """Write a mail, once for each `key`, from `marketplace/mail/<template>.txt` and `.html`.

        Without an address no mail is written.
        """
        if not to:
            return
        site = {"site_name": settings.SITE_NAME, "origin": settings.SITE_ORIGINS[0], "days": settings.ORDER_LINK_DAYS}
        context = {"order": order, "link": make_mailed_url(order) if order else "", **site, **context}
        self.put(key=key, to=to, order=order, **render_mail(f"marketplace/mail/{template}", context))

    def put(self, *, key: str, to: str, subject: str, text: str, **fields: Any) -> None:
        """Write a mail from rendered text, once for each `key`."""
        mail = self.model(key=key, to=to, subject=one_line(subject), text=text, **fields)
        self.bulk_create([mail], ignore_conflicts=True)
        if settings.IS_LOCAL:
            topics.outbox.push()

    # Sending ----------------------------------------------------------------------------------------------------

    def due(self) -> "MailQuerySet":
        """Return the due mails, the longest waiting first."""
        waiting = self.to_read().filter(sent_at__isnull=True, next_try_at__lte=Now())
        return waiting.order_by("next_try_at", "pk")

    def send_due(self) -> int:
        """Send due mails; returns their number. Never inside a transaction; safe to run twice at once.

        If the mail server can't be reached, or after `RUN_SECONDS`, the rest waits for the next run.
        """
        end, sent = time.monotonic() + RUN_SECONDS, 0
        while time.monotonic() < end and (mail := self.claim()):
            try:
                sent += mail.send()
            except OSError as failure:
                logger.warning("mail %s waits, the mail server can't be reached: %s", mail.pk, failure)
                break
        return sent

    @transaction.atomic
    def claim(self) -> "Mail | None":
        """Claim the next due mail, so that no other worker sends it; None if there is none.

        The mail becomes due again after a pause that doubles with each try. If a worker is killed before sending, the
        mail is sent then. If it is killed between sending and recording, the mail is sent twice: a duplicate is better
        than a lost mail.
        """
        mail = self.due().select_for_update(skip_locked=True, no_key=True).first()
        if mail:
            pause = Least(FIRST_PAUSE * Power(2.0, Least(F("tries"), 10)), float(LONGEST_PAUSE))
            again = ClockTimestamp() + pause * timedelta(seconds=1)
            self.filter(pk=mail.pk).update(next_try_at=again, tries=Least(F("tries") + 1, 1000))
        return mail

    def to_read(self) -> "MailQuerySet":
        """Return mails with their text still stored."""
        return self.exclude(text="")

    # Erasing ----------------------------------------------------------------------------------------------------

    def purge(self) -> int:
        """Blank old mails, those with a secret sooner; returns their number.

        Their keys stay as long as a sweep could write the same mail again, then the rows are deleted.
        """
        self.filter(text="", created_at__lt=Now() - timedelta(days=settings.MAIL_DAYS) - KEYS_STAY).delete()
        old = Q(created_at__lt=Now() - timedelta(days=settings.MAIL_DAYS))
        spent = Q(has_secret=True, created_at__lt=Now() - timedelta(hours=settings.MAIL_SECRET_HOURS))
        return self.to_read().filter(old | spent).blank()

    def blank(self) -> int:
        """Blank text and address of these mails. Unsent ones are never sent."""
        return self.update(to="", subject="", text="", html="", unsubscribe="", error="")


class Mail(models.Model):
    """One mail to one address. `key` identifies its event, so that no event is mailed twice."""

    key = models.CharField(max_length=80, unique=True)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    unsubscribe = models.TextField(
        blank=True, db_default="", help_text="URL for unsubscribing by one POST; empty if there is none."
    )
    has_secret = models.BooleanField(default=False, help_text="Contains a link or code that gives access.")
    order = models.ForeignKey(
        "marketplace.Order", null=True, blank=True, on_delete=models.CASCADE, related_name="mails"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    next_try_at = models.DateTimeField(db_default=Now())
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        indexes = [
            # The sweep: unsent mails, the longest waiting first.
            models.Index(fields=["next_try_at"], condition=models.Q(sent_at__isnull=True), name="mail_to_send"),
            # The purge, and the local outbox: by age.
            models.Index(fields=["created_at"], name="mail_by_age"),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk}"

    @property
    def headers(self) -> dict[str, str]:
        """Return the headers for unsubscribing with one click (RFC 8058)."""
        if not self.unsubscribe:
            return {}
        return {"List-Unsubscribe": f"<{self.unsubscribe}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}

    def send(self) -> bool:
        """Send the mail now and record it; False, with the error recorded, if the mail server refuses this mail.

        Raises OSError if the mail server can't be reached.
        """
        try:
            self._message().send()
        except Exception as failure:
            self._save_result(error=one_line(f"{type(failure).__name__}: {failure}", 300))
            if isinstance(failure, OSError) and not isinstance(failure, REFUSALS):
                raise
            logger.warning("mail %s is refused: %s", self.pk, failure)
            return False
        self._save_result(sent_at=ClockTimestamp(), error="")
        return True

    def _message(self) -> EmailMultiAlternatives:
        try:
            to = to_ascii(self.to)
        except ValidationError:
            # A row from before such addresses were refused: the mail server decides.
            to = self.to
        message = EmailMultiAlternatives(self.subject, self.text, to=[to], headers=self.headers)
        if self.html:
            message.attach_alternative(self.html, "text/html")
        return message

    def resend(self) -> None:
        """Make the next sweep send the mail again; refused if its text is erased."""
        again = Mail.objects.to_read().filter(pk=self.pk)
        if not again.update(sent_at=None, tries=0, error="", next_try_at=Now()):
            raise Refused("The text of this mail is no longer stored.")

    def _save_result(self, **fields: Any) -> None:
        # The recipient may have been erased meanwhile: then the error must not be stored, as it contains the address.
        if not Mail.objects.to_read().filter(pk=self.pk).update(**fields):
            Mail.objects.filter(pk=self.pk).update(**{**fields, "error": ""})
        if settings.IS_LOCAL:
            topics.outbox.push()
