"""Errors of the marketplace; each has a sentence for the page."""

from dataclasses import dataclass


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """Something that can't be done, with the sentence that says why; nothing was changed.

    `code` is a word for the reason, `field` the name of the form field it is about; either may be empty.
    """

    def __init__(self, message: str, *, field: str = "", code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.code = code


class KeyReused(Refused):
    """An idempotency key came again with other content (HTTP 409)."""


class HoldLapsed(Refused):
    """The order's time to pay is over; its stock is free again."""


class OrderClosed(Refused):
    """The order can no longer be paid, renewed or cancelled."""


class PaymentUnderWay(OrderClosed):
    """The gateway was asked for money for this order and has not answered yet."""


class ProofNeeded(Refused):
    """A guest has to verify the e-mail address before buying a limited product."""


class ForgedEvent(ValueError):  # noqa: N818 - named by its cause
    """A request to a webhook without a fresh signature of the payment provider."""


@dataclass(frozen=True)
class Problem:
    """Why one wanted line can't be ordered; `left` is how many could be."""

    item_id: int
    code: str
    message: str
    left: int = 0

    @property
    def is_gone(self) -> bool:
        """Tell whether none of it can be ordered, not even fewer."""
        return self.code not in {"not_enough", "limit", "quantity", "price_rise", "household", "cool_off"}

    @property
    def is_consent(self) -> bool:
        """Tell whether a yes of the shopper is all that is missing."""
        return self.code == "price_rise"


class CheckoutRefused(Refused):
    """Lines that can't be ordered as wanted: all or none, so no line was."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(" ".join(problem.message for problem in problems))
        self.problems = problems
