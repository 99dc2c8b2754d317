"""Validation of email addresses: ASCII before the @, and an IDNA 2008 domain after it."""

from typing import Any

import idna
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

LONGEST_LOCAL_PART, LONGEST_ADDRESS = 64, 254
"""Limits of RFC 5321 (4.5.3.1) and its errata, in octets."""
INVALID = "Enter a valid email address."
NOT_ASCII = "We can’t send mail to this address: only letters (a to z), digits and symbols are allowed before the @."
TOO_LONG = "We can’t send mail to this address: it is too long."
NO_DOMAIN = "We can’t send mail to this address: its domain name is not valid."
_validate: Any = EmailValidator(message=INVALID)


def to_ascii(address: str) -> str:
    """Return the ASCII form of an address, as mail servers use it; raises ValidationError for an invalid one.

    Django mails with Python's codec, which is IDNA 2003: it maps straße.de to strasse.de, the domain of somebody else.
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
    """Return the stored form of an address, with an internationalized domain in Unicode."""
    address = address.strip()
    ascii_address = to_ascii(address)
    if address.isascii() and "xn--" not in address.lower():
        return address
    local, _, domain = ascii_address.rpartition("@")
    return f"{local}@{idna.decode(domain)}"


def _domain_in_ascii(domain: str) -> str:
    if domain.startswith("[") or (domain.isascii() and "xn--" not in domain.lower()):
        # Checked by the validator. IDNA rules don't apply here: some existing ASCII host names break them.
        if any(len(label) > 63 for label in domain.split(".")):
            raise ValidationError(NO_DOMAIN, code="domain")
        return domain
    try:
        return idna.encode(domain, uts46=True, transitional=False).decode("ascii")
    except idna.IDNAError:
        raise ValidationError(NO_DOMAIN, code="domain") from None
