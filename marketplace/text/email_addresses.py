"""E-mail addresses that can be mailed: ASCII before the @, and a domain by IDNA 2008 after it."""

from typing import Any

import idna
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

LONGEST_LOCAL_PART, LONGEST_ADDRESS = 64, 254
"""As RFC 5321 (4.5.3.1) and its errata have it, in octets."""
INVALID = "Enter a valid email address."
NOT_ASCII = "We can’t mail this address: before the @ there may be plain letters (a to z), digits and signs only."
TOO_LONG = "We can’t mail this address: it is too long."
NO_DOMAIN = "We can’t mail this address: there can’t be a domain of this name."
_validate: Any = EmailValidator(message=INVALID)


def to_ascii(address: str) -> str:
    """Return an address as mail servers know it; raises ValidationError for one that can't be mailed.

    Python's own codec, which Django mails by, is IDNA 2003: it leads straße.de to strasse.de, somebody else's domain.
    """
    local, at, domain = address.rpartition("@")
    if not at or not local:
        raise ValidationError(INVALID, code="invalid")
    if not local.isascii():
        raise ValidationError(NOT_ASCII, code="local_part")
    ascii_address = f"{local}@{_domain_in_ascii(domain)}"
    if len(local) > LONGEST_LOCAL_PART or len(ascii_address) > LONGEST_ADDRESS:
        raise ValidationError(TOO_LONG, code="length")
    _validate(ascii_address)
    return ascii_address


def normalize_address(address: str) -> str:
    """Return an address as it is kept: domains that have another spelling in Unicode in that one spelling."""
    address = address.strip()
    ascii_address = to_ascii(address)
    if address.isascii() and "xn--" not in address.lower():
        return address
    local, _, domain = ascii_address.rpartition("@")
    return f"{local}@{idna.decode(domain)}"


def _domain_in_ascii(domain: str) -> str:
    if domain.startswith("[") or (domain.isascii() and "xn--" not in domain.lower()):
        # The validator judges it. Names of hosts that break the rules of IDNA exist in ASCII, so those rules wait.
        if any(len(label) > 63 for label in domain.split(".")):
            raise ValidationError(NO_DOMAIN, code="domain")
        return domain
    try:
        return idna.encode(domain, uts46=True, transitional=False).decode("ascii")
    except idna.IDNAError:
        raise ValidationError(NO_DOMAIN, code="domain") from None
