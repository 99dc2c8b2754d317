"""Verification of addresses: guests enter a mailed code before paying for a limited product."""

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.crypto import constant_time_compare, salted_hmac

from marketplace.clock import ClockTimestamp
from marketplace.errors import Refused
from marketplace.locks import advisory_lock
from marketplace.models.mail import Mail, render_mail
from marketplace.models.orders import Order
from marketplace.orders.purchase_limits import address_digest

if TYPE_CHECKING:
    from django.db.models import QuerySet

LASTS = timedelta(minutes=10)
KEPT = timedelta(days=1)
"""For so long a browser that proved an address is not asked again."""
MOST_WRONG = 5
MOST_FOR_ORDER = 5
MOST_FROM_NETWORK = 12
MOST_TO_MAILBOX_FROM_NETWORK = 5
MOST_TO_MAILBOX = 10
MOST_TO_MAILBOX_FROM_NEW_NETWORKS = 20
"""Codes mailed within an hour; `AddressProofQuerySet.send` says how they work together."""

REFUSALS = {
    "proof": "That is not the code of the newest mail, or it is too old.",
    "too_many": "Enough codes were mailed for now. Use the newest one, or try again in an hour.",
}
"""Sentences of the refusals, by their codes."""


class AddressProofQuerySet(models.QuerySet["AddressProof"]):
    """Codes that were mailed."""

    def used_by(self, holder: str, address: str) -> "AddressProofQuerySet":
        """Return the proofs of an address that a shopper gave within a day."""
        return self.filter(order__holder=holder, address=address, used_at__gt=Now() - KEPT)

    def open(self) -> "AddressProofQuerySet":
        """Return codes that may still be entered, the newest first."""
        fresh = self.filter(used_at=None, wrong__lt=MOST_WRONG, created_at__gt=ClockTimestamp() - LASTS)
        return fresh.order_by("-pk")

    def send(self, order: Order) -> None:
        """Mail a new code to a locked order's address; codes before it no longer count.

        Anybody can ask for codes to any mailbox. Its owner must neither be flooded with them nor locked out by them, so
        hourly budgets tell askers from the owner. One network gets 5 codes for one mailbox, and 12
        for all. All together get 10 for a mailbox; a network that has asked for none yet still gets its first one,
        until there are 20. An account or browser that proved the mailbox before depends on no stranger: it always gets
        10. So a mailbox gets 30 codes an hour at most from strangers and one such browser, and it takes a dozen
        networks to keep somebody from proving it for the first time. Raises `Refused` with the code `too_many`.
        """
        address = address_digest(order.email)
        # Two orders at once would each find room for the last mail.
        for name in sorted({f"proof-{address}", f"proof-{order.household}"}):
            advisory_lock(name)
        self._require_room(order, address)
        code = f"{secrets.randbelow(10**6):06}"
        order.proofs.update(wrong=MOST_WRONG)
        proof = self.create(
            order=order, address=address, household=order.household, code=digest_code(order, address, code)
        )
        context = {"code": code, "minutes": LASTS.seconds // 60, "site_name": settings.SITE_NAME}
        words = render_mail("marketplace/mail/address_code", context)
        Mail.objects.put(key=f"proof:{proof.pk}", to=order.email, has_secret=True, **words)

    def _require_room(self, order: Order, address: str) -> None:
        lately = self.filter(created_at__gt=ClockTimestamp() - timedelta(hours=1))
        to_mailbox = lately.filter(address=address)
        is_full = lately.filter(order=order).count() >= MOST_FOR_ORDER
        if has_proved_before(order, address):
            is_full |= to_mailbox.filter(order__in=_of_same_shopper(order)).count() >= MOST_TO_MAILBOX
        else:
            sent = to_mailbox.filter(household=order.household).count()
            is_full |= sent >= MOST_TO_MAILBOX_FROM_NETWORK
            is_full |= to_mailbox.count() >= (MOST_TO_MAILBOX if sent else MOST_TO_MAILBOX_FROM_NEW_NETWORKS)
            if order.household:
                is_full |= lately.filter(household=order.household).count() >= MOST_FROM_NETWORK
        if is_full:
            raise Refused(REFUSALS["too_many"], field="code", code="too_many")

    def prove(self, order: Order, code: str) -> None:
        """Note that the guest entered the code mailed last, once; raises `Refused` for any other."""
        if not self._is_right(order, code):
            raise Refused(REFUSALS["proof"], field="code", code="proof")

    @transaction.atomic
    def _is_right(self, order: Order, code: str) -> bool:
        # One try at a time: many at once would each find tries left.
        order = order.lock()
        proof = order.proofs.open().first()
        if proof is None or proof.address != address_digest(order.email):
            return False
        if not constant_time_compare(proof.code, digest_code(order, proof.address, code)):
            self.filter(pk=proof.pk).update(wrong=F("wrong") + 1)
            return False
        self.filter(pk=proof.pk).update(used_at=ClockTimestamp())
        Order.objects.filter(pk=order.pk).update(proved_address=proof.address)
        return True

    def purge(self) -> int:
        """Delete proofs older than a day; returns how many. Safe to run twice or late."""
        return self.filter(created_at__lt=Now() - KEPT - LASTS).delete()[0]


class AddressProof(models.Model):
    """A code mailed to an order's address, kept as a digest, and when it was entered."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="proofs")
    address = models.CharField(max_length=32, help_text="Digest of the address.")
    household = models.CharField(max_length=32, blank=True, help_text="Digest of the network of the request.")
    code = models.CharField(max_length=64, help_text="Digest of the code.")
    wrong = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = AddressProofQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["address", "created_at"], name="proof_of_address"),
            models.Index(fields=["household", "created_at"], name="proof_of_household"),
            models.Index(fields=["created_at"], name="proof_by_age"),
        ]

    def __str__(self) -> str:
        return f"Code {self.pk} for order {self.order_id}"


def _of_same_shopper(order: Order) -> "QuerySet[Order]":
    """Return the orders of an order's account or visitor, those of accounts in the visitor's browser included."""
    is_same = Q(holder=order.holder)
    return Order.objects.filter(is_same | Q(visitor=order.visitor) if order.visitor else is_same)


def has_proved_before(order: Order, address: str) -> bool:
    """Tell whether an order's account or browser proved this mailbox before."""
    return _of_same_shopper(order).filter(proved_address=address).exists()


def digest_code(order: Order, address: str, code: str) -> str:
    """Return the digest of a code, good for this order and address alone."""
    return salted_hmac("marketplace.proof", f"{order.pk}:{address}:{code}", algorithm="sha256").hexdigest()
