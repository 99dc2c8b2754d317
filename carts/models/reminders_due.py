"""Which carts a reminder is due of, at which step, and to which address: all by the database's clock."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Lower, Now
from django.utils import timezone

from carts.models.cart import Cart
from carts.models.opt_out import MailOptOut
from carts.models.stages import at_checkout, patience
from marketplace.models import Mail, Order

LATEST = timedelta(hours=48)
"""A reminder that is overdue for longer, because nothing ran to send it, is not sent any more."""
APART = timedelta(hours=12)
"""So long an address hears of no other cart, whoever named it."""


def is_quiet(now: datetime) -> bool:
    """Tell whether it is too late in the evening or too early in the morning, by the site's time zone, for mail."""
    start, end = settings.CART_QUIET_HOURS
    hour = timezone.localtime(now).hour
    return start <= hour < end if start <= end else hour >= start or hour < end


def forgotten() -> Any:
    """Return abandoned carts of which a reminder is due: its `step`, and to which `address`.

    Their shoppers did not come back, are not paying, want reminders and were not sent one lately.
    """
    from carts.models.reminder import CartReminder

    left = Cart.objects.building().filter(recovered_at=None, updated_at__lte=Now() - patience())
    due = left.exclude(at_checkout()).annotate(step=step_due(), address=address_of()).exclude(step=0)
    due = due.exclude(Exists(CartReminder.objects.filter(cart=OuterRef("pk"), step__gte=OuterRef("step"))))
    unwanted = MailOptOut.objects.filter(email=Lower(OuterRef("address")))
    lately = Mail.objects.filter(key__startswith="cart:", created_at__gt=Now() - APART).values_list(Lower("to"))
    reached = due.exclude(address="").annotate(to=Lower("address")).exclude(to__in=lately)
    return reached.exclude(Exists(unwanted))


def step_due() -> Case:
    """Tell of a cart the latest step that is due, 0 where none is, or where it is so for too long."""
    steps = []
    for step, hours in enumerate(settings.CART_REMINDER_HOURS, 1):
        since = Now() - timedelta(hours=hours)
        steps.append(When(abandoned_at__lte=since, abandoned_at__gt=since - LATEST, then=Value(step)))
    return Case(*reversed(steps), default=Value(0))


def address_of() -> Case:
    """Tell where a cart's shopper is to be reminded: the account's proved address, else one given with consent."""
    same = EmailAddress.objects.filter(user=OuterRef("member"), email__iexact=F("user__email"), verified=True)
    proved = same.filter(user__is_active=True).values("user__email")[:1]
    return Case(When(member=None, then=F("reminder_email")), default=Coalesce(Subquery(proved), Value("")))


def has_bought(cart: Any) -> bool:
    """Tell whether the shopper bought something since they left it, be it with another cart or on another device."""
    whose = Q(holder=cart.holder) | Q(email__iexact=cart.address)
    return Order.objects.filter(whose, paid_at__gt=cart.abandoned_at - patience()).exists()
