"""The models of the marketplace."""

from marketplace.gateways.fake import TestCharge, TestRefund
from marketplace.models.address_proofs import AddressProof
from marketplace.models.categories import Category
from marketplace.models.idempotency_keys import CheckoutKey
from marketplace.models.invitations import Invitation
from marketplace.models.items import Hold, Item
from marketplace.models.mail import Mail
from marketplace.models.operations import Erasure, Maintenance
from marketplace.models.order_access import OrderReader
from marketplace.models.order_lines import OrderLine
from marketplace.models.orders import Order
from marketplace.models.payments import Payment
from marketplace.models.pictures import ProductImage
from marketplace.models.products import Product
from marketplace.models.refunds import Refund
from marketplace.models.sales import SaleFact
from marketplace.models.search import SearchDocument, Word
from marketplace.models.shipments import Shipment
from marketplace.models.shops import Shop
from marketplace.models.users import User
from marketplace.models.visits import ProductView, RefusedView, Visit

__all__ = [
    "AddressProof",
    "Category",
    "CheckoutKey",
    "Erasure",
    "Hold",
    "Invitation",
    "Item",
    "Mail",
    "Maintenance",
    "Order",
    "OrderLine",
    "OrderReader",
    "Payment",
    "Product",
    "ProductImage",
    "ProductView",
    "Refund",
    "RefusedView",
    "SaleFact",
    "SearchDocument",
    "Shipment",
    "Shop",
    "TestCharge",
    "TestRefund",
    "User",
    "Visit",
    "Word",
]
