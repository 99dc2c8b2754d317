"""Readiness of a cart for checkout: cart page, cart box and checkout share one verdict and its reasons."""

from collections.abc import Iterable
from dataclasses import dataclass

from marketplace.errors import CheckoutRefused, Problem


@dataclass(frozen=True)
class Readiness:
    """The verdict on a cart: `ready`, `needs_consent` (a price rose), `blocked` or `paying`."""

    problems: tuple[Problem, ...] = ()
    is_being_paid: bool = False

    @classmethod
    def after(cls, problems: Iterable[Problem | None], *, is_being_paid: bool = False) -> "Readiness":
        """Return the readiness of a cart by the problems of its lines."""
        return cls(tuple(problem for problem in problems if problem), is_being_paid)

    @property
    def verdict(self) -> str:
        """Return `ready`, `needs_consent`, `blocked` or `paying`."""
        if self.is_being_paid:
            return "paying"
        if not self.problems:
            return "ready"
        return "needs_consent" if all(problem.is_consent for problem in self.problems) else "blocked"

    @property
    def is_ready(self) -> bool:
        """Tell whether checkout can begin."""
        return self.verdict == "ready"

    def require(self) -> None:
        """Raise `CheckoutRefused` with all problems, if there are any."""
        if self.problems:
            raise CheckoutRefused(list(self.problems))
