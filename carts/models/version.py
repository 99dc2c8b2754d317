"""The sequence of the versions of all carts."""

from django.db.models import BigIntegerField, Func


class NextVersion(Func):
    """The next number of the sequence, higher than any cart's so far.

    All carts share one sequence: the newer state of a shopper's cart has the higher number, also after a merge or a
    purchase has replaced the cart.
    """

    template = "nextval('carts_version')"
    output_field = BigIntegerField()
