"""The nouns of the cart, one a file."""

from carts.models.cart import Cart
from carts.models.event import CartEvent
from carts.models.line import CartLine
from carts.models.reminder import CartReminder, MailOptOut
from carts.models.unmasking import CartUnmasking

__all__ = ["Cart", "CartEvent", "CartLine", "CartReminder", "CartUnmasking", "MailOptOut"]
