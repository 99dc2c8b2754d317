"""Finds carts with a due reminder, its step and its address, by the database's clock."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Lower, Now
from django.utils import timezone

from carts.models.cart import Cart
from carts.models.opt_out import MailOptOut
from carts.models.queries import abandoned_after, at_checkout
from marketplace.models import Mail, Order

LATEST = timedelta(hours=48)
"""A reminder that is overdue for longer, because no worker ran, is not sent any more."""
MIN_INTERVAL = timedelta(hours=12)
"""Minimum time between reminders to one address, also about different carts."""


def is_quiet(now: datetime) -> bool:
    """Tell whether it is too late or too early in the day for mail, in the site's time zone."""
    start, end = settings.CART_QUIET_HOURS
    hour = timezone.localtime(now).hour
    return start <= hour < end if start <= end else hour >= start or hour < end


def find_due_carts(reminders: "QuerySet[Any]") -> Any:
    """Return abandoned carts with a due reminder, annotated with its `step` and `address`.

    `reminders` are all reminders so far. The shoppers did not come back, are not paying, have not opted out and were
    not sent a reminder lately.
    """
    left = Cart.objects.recent().filter(recovered_at=None, updated_at__lte=Now() - abandoned_after())
    due = left.exclude(at_checkout()).annotate(step=step_expression(), address=address_expression()).exclude(step=0)
    due = due.exclude(Exists(reminders.filter(cart=OuterRef("pk"), step__gte=OuterRef("step"))))
    opted_out = MailOptOut.objects.filter(email=Lower(OuterRef("address")))
    recently = Mail.objects.filter(key__startswith="cart:", created_at__gt=Now() - MIN_INTERVAL).values_list(
        Lower("to")
    )
    reachable = due.exclude(address="").annotate(to=Lower("address")).exclude(to__in=recently)
    return reachable.exclude(Exists(opted_out))


def step_expression() -> Case:
    """Return the expression of the latest due step; 0 if none is due, or if it is overdue for too long."""
    steps = []
    for step, hours in enumerate(settings.CART_REMINDER_HOURS, 1):
        since = Now() - timedelta(hours=hours)
        steps.append(When(abandoned_at__lte=since, abandoned_at__gt=since - LATEST, then=Value(step)))
    return Case(*reversed(steps), default=Value(0))


def address_expression() -> Case:
    """Return the expression of the address: the verified address of the account, else the one given at checkout."""
    same = EmailAddress.objects.filter(user=OuterRef("member"), email__iexact=F("user__email"), verified=True)
    verified = same.filter(user__is_active=True).values("user__email")[:1]
    return Case(When(member=None, then=F("reminder_email")), default=Coalesce(Subquery(verified), Value("")))


def has_bought(cart: Any) -> bool:
    """Tell whether the shopper has bought since the cart was abandoned, with another cart or on another device."""
    by_shopper = Q(holder=cart.holder) | Q(email__iexact=cart.address)
    return Order.objects.filter(by_shopper, paid_at__gt=cart.abandoned_at - abandoned_after()).exists()
