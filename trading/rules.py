"""Permissions of trades: the roles and states that allow each action. Pages and actions both use this table."""

from django.db.models import TextChoices


class Role(TextChoices):
    """Role of a user in a trade; platform staff are not participants."""

    SELLER = "seller"
    BUYER = "buyer"
    STAFF = "staff"


class Status(TextChoices):
    """State of a trade; the last four are final."""

    DRAFT = "draft", "waiting for the buyer"
    NEGOTIATING = "negotiating"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


OPEN_STATUSES = (Status.DRAFT, Status.NEGOTIATING)
WITH_BUYER = (Status.NEGOTIATING,)

RULES: dict[str, tuple[tuple[Role, ...], tuple[Status, ...]]] = {
    "accept": ((Role.BUYER,), WITH_BUYER),
    "reject": ((Role.BUYER,), WITH_BUYER),
    "counter": ((Role.BUYER,), WITH_BUYER),
    "amend": ((Role.SELLER,), OPEN_STATUSES),
    "apply": ((Role.SELLER,), WITH_BUYER),
    "decline": ((Role.SELLER,), WITH_BUYER),
    "withdraw": ((Role.SELLER, Role.STAFF), OPEN_STATUSES),
    "say": ((Role.SELLER, Role.BUYER), OPEN_STATUSES),
    "invite": ((Role.SELLER,), (Status.DRAFT,)),
    "cut_short": ((Role.STAFF,), OPEN_STATUSES),
}

END_MESSAGES = {
    Status.ACCEPTED: "This deal has been made already.",
    Status.REJECTED: "The buyer has rejected this offer.",
    Status.WITHDRAWN: "This offer was withdrawn.",
    Status.EXPIRED: "This offer has expired.",
}
"""Error messages for actions on a closed trade."""


def is_allowed(role: str | None, status: str, action: str) -> bool:
    """Tell whether a role may take an action on a trade in this state, before its deadline."""
    roles, states = RULES[action]
    return role in roles and status in states
