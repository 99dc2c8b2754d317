"""The marketplace in Django's admin, one model a file. Historic data is read-only.

Changes are admin actions (`marketplace.admin.actions`). They call the same functions as the pages do.
"""

from django.conf import settings
from django.contrib import admin

from marketplace.admin import (
    address_proofs,
    categories,
    idempotency_keys,
    invitations,
    items,
    mail,
    operations,
    order_access,
    order_lines,
    orders,
    payments,
    pictures,
    products,
    refunds,
    sales,
    search,
    shipments,
    shops,
    tracking,
    users,
)
from marketplace.admin.actions import ActionsAdmin, AdminAction, object_action
from marketplace.admin.read_only import HistoryAdmin, ReadOnlyMixin

__all__ = [
    "ActionsAdmin",
    "AdminAction",
    "HistoryAdmin",
    "ReadOnlyMixin",
    "address_proofs",
    "categories",
    "idempotency_keys",
    "invitations",
    "items",
    "mail",
    "object_action",
    "operations",
    "order_access",
    "order_lines",
    "orders",
    "payments",
    "pictures",
    "products",
    "refunds",
    "sales",
    "search",
    "shipments",
    "shops",
    "tracking",
    "users",
]

admin.site.site_header = admin.site.site_title = f"{settings.SITE_NAME} administration"
