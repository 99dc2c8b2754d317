"""Errors of the marketplace; each has a sentence for the page."""

from dataclasses import dataclass


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """A refused change, with an error message for the page; nothing was changed.

    `code` identifies the reason, `field` names the form field with the error; either may be empty.
    """

    def __init__(self, message: str, *, field: str = "", code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.code = code


class KeyReused(Refused):
    """An idempotency key was reused with other content (HTTP 409)."""


class HoldLapsed(Refused):
    """The order's time to pay is over; its stock is free again."""


class OrderClosed(Refused):
    """The order can no longer be paid, renewed or cancelled."""


class PaymentUnderWay(OrderClosed):
    """A payment request for this order is still unanswered."""


class ProofNeeded(Refused):
    """A guest has to verify the email address before buying a limited product."""


class ForgedEvent(ValueError):  # noqa: N818 - named by its cause
    """A request to a webhook without a fresh signature of the payment provider."""


@dataclass(frozen=True)
class Problem:
    """The reason against ordering a line; `left` is the number of units that can be ordered."""

    item_id: int
    code: str
    message: str
    left: int = 0

    @property
    def is_gone(self) -> bool:
        """Tell whether no units can be ordered at all."""
        return self.code not in {"not_enough", "limit", "quantity", "price_rise", "household", "cool_off"}

    @property
    def is_consent(self) -> bool:
        """Tell whether only the shopper's consent is missing."""
        return self.code == "price_rise"


class CheckoutRefused(Refused):
    """Lines that can't be ordered as requested. No line was ordered."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(" ".join(problem.message for problem in problems))
        self.problems = problems
