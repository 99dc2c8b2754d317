"""Who may do what in which state of a trade: the one table that pages show and verbs obey."""

from django.db.models import TextChoices


class Role(TextChoices):
    """On which side of the table somebody sits; platform staff stand beside it."""

    SELLER = "seller"
    BUYER = "buyer"
    STAFF = "staff"


class Status(TextChoices):
    """How far a trade got; the last four are final."""

    DRAFT = "draft", "waiting for the buyer"
    NEGOTIATING = "negotiating"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


OPEN_STATUSES = (Status.DRAFT, Status.NEGOTIATING)
AT_THE_TABLE = (Status.NEGOTIATING,)

RULES: dict[str, tuple[tuple[Role, ...], tuple[Status, ...]]] = {
    "accept": ((Role.BUYER,), AT_THE_TABLE),
    "reject": ((Role.BUYER,), AT_THE_TABLE),
    "counter": ((Role.BUYER,), AT_THE_TABLE),
    "amend": ((Role.SELLER,), OPEN_STATUSES),
    "apply": ((Role.SELLER,), AT_THE_TABLE),
    "decline": ((Role.SELLER,), AT_THE_TABLE),
    "withdraw": ((Role.SELLER, Role.STAFF), OPEN_STATUSES),
    "say": ((Role.SELLER, Role.BUYER), OPEN_STATUSES),
    "invite": ((Role.SELLER,), (Status.DRAFT,)),
    "cut_short": ((Role.STAFF,), OPEN_STATUSES),
}

END_MESSAGES = {
    Status.ACCEPTED: "This deal is made already.",
    Status.REJECTED: "The buyer has rejected this offer.",
    Status.WITHDRAWN: "This offer was withdrawn.",
    Status.EXPIRED: "The time for this offer is over.",
}
"""What is said to whoever comes too late."""


def is_allowed(role: str | None, status: str, action: str) -> bool:
    """Tell whether somebody in this role may do this to a trade in this state, its time not being over."""
    roles, states = RULES[action]
    return role in roles and status in states
