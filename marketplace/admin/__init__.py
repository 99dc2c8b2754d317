"""The marketplace in Django's admin, one noun a file; what is history there can only be read.

What a person may do to a thing is an action that calls the same verb as the pages do (`marketplace.admin.verbs`).
"""

from django.conf import settings
from django.contrib import admin

from marketplace.admin import (
    categories,
    checkouts,
    facts,
    invitations,
    items,
    lines,
    mail,
    orders,
    payments,
    people,
    pictures,
    products,
    proofs,
    readers,
    refunds,
    sales,
    search,
    shipments,
    shops,
)
from marketplace.admin.history import Facts, ReadOnly
from marketplace.admin.verbs import Verb, WithVerbs, plain

__all__ = [
    "Facts",
    "ReadOnly",
    "Verb",
    "WithVerbs",
    "categories",
    "checkouts",
    "facts",
    "invitations",
    "items",
    "lines",
    "mail",
    "orders",
    "payments",
    "people",
    "pictures",
    "plain",
    "products",
    "proofs",
    "readers",
    "refunds",
    "sales",
    "search",
    "shipments",
    "shops",
]

admin.site.site_header = admin.site.site_title = f"{settings.SITE_NAME} administration"
