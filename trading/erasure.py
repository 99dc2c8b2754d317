"""Erasure of the texts of deleted accounts. Terms of a made deal stay, because the other side relies on them."""

from django.db.models import Q

from marketplace.accounts.erasure import NO_ADDRESS
from marketplace.models import Mail, User
from trading.models import CounterOffer, Message, Report, Seat, Trade, TradeEvent, Version
from trading.rules import Status

DELETED_TITLE = "Deleted offer"


def erase_words(user: User) -> None:
    """Delete the texts of a person in all trades; of made deals, title and accepted terms stay.

    An open report stays until staff have handled it.
    """
    made = Trade.objects.filter(status=Status.ACCEPTED)
    Message.objects.filter(by=user).update(text="")
    TradeEvent.objects.filter(by=user).update(text="")
    CounterOffer.objects.filter(by=user).update(note="")
    Report.objects.filter(by=user, handled_at__isnull=False).update(text="")
    # `words` repeats parts of the descriptions.
    Version.objects.filter(by=user).update(reason="", words=None)
    Version.objects.filter(by=user).exclude(pk__in=made.values("terms")).update(description="")
    Trade.objects.filter(seller=user).exclude(status=Status.ACCEPTED).update(title=DELETED_TITLE)
    _erase_mails(user)


def _erase_mails(user: User) -> None:
    """Blank the mails to others about events of this person."""
    theirs = Trade.objects.involving(user).values("pk")
    for seat in Seat.objects.filter(trade__in=theirs).values_list("pk", flat=True):
        Mail.objects.filter(key__startswith=f"room:{seat}:").blank()


def erase_address(email: str) -> None:
    """Delete an address that sellers named as the only buyer. Such a trade stays closed to everybody else."""
    named = Trade.objects.filter(for_email=email.lower())
    named.filter(Q(buyer__isnull=True)).update(for_email=NO_ADDRESS)
    named.update(for_email="")
