"""The marketplace's nouns, one a file."""

from marketplace.gateways.test import TestCharge
from marketplace.models.items import Hold, Item
from marketplace.models.keys import CheckoutKey
from marketplace.models.lines import OrderLine
from marketplace.models.orders import Order
from marketplace.models.payments import Payment
from marketplace.models.people import User
from marketplace.models.products import Category, Product, ProductImage
from marketplace.models.sales import SaleFact
from marketplace.models.shops import Shop

__all__ = [
    "Category",
    "CheckoutKey",
    "Hold",
    "Item",
    "Order",
    "OrderLine",
    "Payment",
    "Product",
    "ProductImage",
    "SaleFact",
    "Shop",
    "TestCharge",
    "User",
]
