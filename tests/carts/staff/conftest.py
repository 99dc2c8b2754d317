"""Alice's shop with Sam behind the counter, and Eve at another shop."""

from tests.carts.staff.shops import eve, sam, stall

__all__ = ["eve", "sam", "stall"]
