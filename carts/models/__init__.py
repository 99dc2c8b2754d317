"""The models of the app."""

from carts.models.cart import Cart
from carts.models.event import CartEvent
from carts.models.line import CartLine
from carts.models.opt_out import MailOptOut
from carts.models.reminder import CartReminder
from carts.models.unmasking import CartUnmasking

__all__ = ["Cart", "CartEvent", "CartLine", "CartReminder", "CartUnmasking", "MailOptOut"]
