"""The one sequence from which the versions of all carts are drawn."""

from django.db.models import BigIntegerField, Func


class NextVersion(Func):
    """The next number of the sequence, higher than any cart's so far.

    One sequence for all carts: whichever cart a page shows, before or after a merge or a purchase, the newer
    picture has the higher number.
    """

    template = "nextval('carts_version')"
    output_field = BigIntegerField()
