"""Erasure: what people who left wrote in rooms, but for the terms of deals that others rely on."""

from django.db.models import Q

from marketplace.accounts.erasure import NO_ADDRESS
from marketplace.models import Mail, User
from trading.models import CounterOffer, Message, Report, Seat, Trade, TradeEvent, Version
from trading.rules import Status

GONE = "Deleted offer"


def erase_words(user: User) -> None:
    """Delete what a person wrote in all their rooms; of a deal that was made, title and accepted terms stay.

    A report stays until somebody has read it.
    """
    made = Trade.objects.filter(status=Status.ACCEPTED)
    Message.objects.filter(by=user).update(text="")
    TradeEvent.objects.filter(by=user).update(text="")
    CounterOffer.objects.filter(by=user).update(note="")
    Report.objects.filter(by=user, handled_at__isnull=False).update(text="")
    # How descriptions differ is kept as words, too.
    Version.objects.filter(by=user).update(reason="", words=None)
    Version.objects.filter(by=user).exclude(pk__in=made.values("terms")).update(description="")
    Trade.objects.filter(seller=user).exclude(status=Status.ACCEPTED).update(title=GONE)
    _erase_mails(user)


def _erase_mails(user: User) -> None:
    """Blank the mails that told others what the person did."""
    theirs = Trade.objects.involving(user).values("pk")
    for seat in Seat.objects.filter(trade__in=theirs).values_list("pk", flat=True):
        Mail.objects.filter(key__startswith=f"room:{seat}:").blank()


def erase_address(email: str) -> None:
    """Delete an address that sellers named as the one a trade is for; nobody else can come in by that."""
    named = Trade.objects.filter(for_email=email.lower())
    named.filter(Q(buyer__isnull=True)).update(for_email=NO_ADDRESS)
    named.update(for_email="")
