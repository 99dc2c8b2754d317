"""Limits per shopper on units of a product, for carts, checkouts and payments."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac

from marketplace.errors import Problem
from marketplace.text.bidi import isolate
from marketplace.text.email_addresses import to_ascii

if TYPE_CHECKING:
    from marketplace.models import Product
    from marketplace.models.order_lines import OrderLineQuerySet


def find_products_over_limit(
    wanted: "Mapping[Product, int]", had: "OrderLineQuerySet | None" = None
) -> "list[Product]":
    """Return the products over their limit per shopper, counting wanted and earlier units.

    `wanted` are units by product, over all its sizes; `had` are the earlier lines to count. Costs one query, or none
    if no product is limited.
    """
    limited = {product: product.limit_per_shopper for product in wanted if product.limit_per_shopper is not None}
    before = had.units_of([product.pk for product in limited]) if limited and had is not None else {}
    return [product for product, most in limited.items() if wanted[product] + before.get(product.pk, 0) > most]


def make_limit_problem(item_id: int, product: "Product") -> Problem:
    """Return the problem of a line over its product's limit."""
    return Problem(item_id, "limit", f"{isolate(product.title)}: at most {product.limit_per_shopper} per shopper.")


def digest_address(email: str) -> str:
    """Return the digest of a mailbox, the same for all spellings of its address.

    Ignores case, tags after a plus sign, and the Unicode or ASCII form of the domain. Every large provider delivers
    mail for `bob+drop@` to `bob@`; counted apart, such addresses would give one person any number of shares.
    """
    try:
        ascii_address = to_ascii(email.strip())
    except ValidationError:
        ascii_address = email.strip()
    local, _, domain = ascii_address.lower().rpartition("@")
    mailbox = f"{local.partition('+')[0] or local}@{domain}"
    return salted_hmac("marketplace.mailbox", mailbox, algorithm="sha256").hexdigest()[:32]


def load_address_digests(user_id: int | None) -> set[str]:
    """Return the digests of a member's verified addresses; none for a guest."""
    if user_id is None:
        return set()
    proved = EmailAddress.objects.filter(user=user_id, verified=True)
    return {digest_address(email) for email in proved.values_list("email", flat=True)}
