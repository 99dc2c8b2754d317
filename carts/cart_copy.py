"""The signed copy of a cart that a browser keeps, to restore the cart when its cookies are lost."""

from typing import NamedTuple

from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac

COPY_SALT = "carts.copy"


class CartCopy(NamedTuple):
    """The content of a signed copy: name and version of the cart, and the quantities by item id."""

    cart: str
    version: int
    wanted: dict[int, int]


def owner_mark(holder: str) -> str:
    """Return a mark of the shopper for pages: it tells two shoppers apart and reveals nothing else."""
    return salted_hmac(COPY_SALT, holder, algorithm="sha1").hexdigest()[:12]


def sign_copy(name: str, version: int, lines: list[list[int]]) -> str:
    """Return the signed copy of a cart; a line is an item id and a quantity."""
    return signing.dumps({"cart": name, "version": version, "lines": lines}, salt=COPY_SALT, compress=True)


def read_copy(signed: str) -> CartCopy:
    """Read a signed copy; raises `signing.BadSignature` if it is forged, damaged, or older than `CART_COPY_DAYS`."""
    content = signing.loads(signed, salt=COPY_SALT, max_age=settings.CART_COPY_DAYS * 86_400)
    # Copies made before copies had a version are older than every purchase.
    return CartCopy(content["cart"], content.get("version", 0), dict(content["lines"]))
