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
from marketplace.orders.purchase_limits import digest_address

if TYPE_CHECKING:
    from django.db.models import QuerySet

LASTS = timedelta(minutes=10)
KEPT = timedelta(days=1)
"""Time until a browser has to verify the same address again."""
MOST_WRONG = 5
MOST_FOR_ORDER = 5
MOST_FROM_NETWORK = 12
MOST_TO_MAILBOX_FROM_NETWORK = 5
MOST_TO_MAILBOX = 10
MOST_TO_MAILBOX_FROM_NEW_NETWORKS = 20
"""Limits of codes mailed within an hour, explained in `AddressProofQuerySet.send`."""

REFUSALS = {
    "proof": "This code is wrong or has expired. Use the code from the latest mail.",
    "too_many": "Too many codes were mailed. Use the latest one, or try again in an hour.",
}
"""Error messages by code."""


class AddressProofQuerySet(models.QuerySet["AddressProof"]):
    """Mailed codes."""

    def used_by(self, holder: str, address: str) -> "AddressProofQuerySet":
        """Return the proofs of an address by a shopper within a day."""
        return self.filter(order__holder=holder, address=address, used_at__gt=Now() - KEPT)

    def open(self) -> "AddressProofQuerySet":
        """Return the codes that are still valid, the newest first."""
        fresh = self.filter(used_at=None, wrong__lt=MOST_WRONG, created_at__gt=ClockTimestamp() - LASTS)
        return fresh.order_by("-pk")

    def send(self, order: Order) -> None:
        """Mail a new code to the address of a locked order; earlier codes become invalid.

        Anybody can request codes for any mailbox. Its owner must be neither flooded with mails nor locked out, so
        several hourly limits apply. One network gets 5 codes for one mailbox, and 12 for all mailboxes. All networks
        together get 10 for one mailbox. A network without a code for the mailbox still gets its first one, up to 20 in
        total. An account or browser that has verified the mailbox before does not compete with strangers: it always
        gets 10. So a mailbox gets at most 30 codes an hour from strangers and one such browser, and an attacker needs a
        dozen networks to prevent a first verification. Raises `Refused` with the code `too_many`.
        """
        address = digest_address(order.email)
        # Without the locks, two orders at once would each find room for the last mail.
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
        """Record that the guest entered the latest code, once; raises `Refused` for any other code."""
        if not self._is_right(order, code):
            raise Refused(REFUSALS["proof"], field="code", code="proof")

    @transaction.atomic
    def _is_right(self, order: Order, code: str) -> bool:
        # The lock allows one try at a time: parallel guesses would each find tries left.
        order = order.lock()
        proof = order.proofs.open().first()
        if proof is None or proof.address != digest_address(order.email):
            return False
        if not constant_time_compare(proof.code, digest_code(order, proof.address, code)):
            self.filter(pk=proof.pk).update(wrong=F("wrong") + 1)
            return False
        self.filter(pk=proof.pk).update(used_at=ClockTimestamp())
        Order.objects.filter(pk=order.pk).update(proved_address=proof.address)
        return True

    def purge(self) -> int:
        """Delete proofs older than a day; returns their number. Safe to run twice or late."""
        return self.filter(created_at__lt=Now() - KEPT - LASTS).delete()[0]


class AddressProof(models.Model):
    """A code mailed to an order's address, stored as a digest, and the time of its use."""

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
    """Return the orders of the same account or visitor, including orders of accounts in the visitor's browser."""
    is_same = Q(holder=order.holder)
    return Order.objects.filter(is_same | Q(visitor=order.visitor) if order.visitor else is_same)


def has_proved_before(order: Order, address: str) -> bool:
    """Tell whether the account or browser of an order has verified this mailbox before."""
    return _of_same_shopper(order).filter(proved_address=address).exists()


def digest_code(order: Order, address: str, code: str) -> str:
    """Return the digest of a code. It is valid for this order and address only."""
    return salted_hmac("marketplace.proof", f"{order.pk}:{address}:{code}", algorithm="sha256").hexdigest()
