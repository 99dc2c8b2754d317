"""`manage.py open_trade`: open a trade for a seller, and print the link that lets the buyer in."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse

from marketplace.errors import Refused
from marketplace.models import Item, User
from marketplace.text.form_fields import LineField, MailAddressField
from trading.forms import QuantityField, ShortTextField, UnitPriceField
from trading.models import Trade
from trading.terms import LONGEST_TEXT

OPTIONS = {"minutes": "--expires", "for_email": "--buyer", "no_shop": "--seller"}
"""Which option is to blame, where it is called otherwise than what the trade refuses."""


def taken_by(field: forms.Field) -> Callable[[str], Any]:
    """Return what reads an option as a form would read that field; what the form refuses is an error of the option."""

    def read(text: str) -> Any:
        try:
            return field.clean(text)
        except ValidationError as refused:
            raise ArgumentTypeError(" ".join(refused.messages)) from refused

    return read


class Command(BaseCommand):
    """Open a trade."""

    help = "Open a trade for a seller and print the invitation that lets the buyer in; it is shown this once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        address, title = taken_by(MailAddressField()), taken_by(LineField(max_length=120, required=False))
        minutes = taken_by(forms.IntegerField(min_value=1))
        parser.add_argument("--seller", required=True, type=address, help="e-mail address of who sells")
        parser.add_argument(
            "--buyer",
            default="",
            type=taken_by(MailAddressField(required=False)),
            help="e-mail address of the only one to come in",
        )
        parser.add_argument("--price", required=True, type=taken_by(UnitPriceField()), help="of one unit")
        parser.add_argument("--quantity", default=1, type=taken_by(QuantityField()), help="units, 1 if left out")
        parser.add_argument("--expires", type=minutes, help="minutes it stays open, the site's usual if left out")
        parser.add_argument("--item", default="", help="SKU of what it is about, from the seller's shop")
        parser.add_argument("--title", default="", type=title, help="what it is about, where that has no SKU")
        parser.add_argument("--description", default="", type=taken_by(ShortTextField("", LONGEST_TEXT)))

    def handle(self, *args: Any, seller: str, buyer: str, expires: int | None, item: str, **terms: Any) -> None:
        """Open it. Raises CommandError that names the option to blame; nothing is opened then."""
        owner = self._seller(seller)
        about = self._item(owner, item) if item else None
        terms["title"] = terms["title"] or str(about or f"An offer of {owner.owned_shop or owner}")[:120]
        told = {name: terms[name] for name in ("title", "description", "price", "quantity")}
        try:
            with transaction.atomic():
                trade = Trade.objects.open_by(owner, item=about, minutes=expires, for_email=buyer, **told)
                code = trade.invite(by=owner)
        except Refused as refused:
            blamed = OPTIONS.get(refused.field or refused.code, f"--{refused.field}")
            raise CommandError(f"argument {blamed}: {refused.message}") from refused
        self.stdout.write(f"{settings.SITE_ORIGINS[0]}{reverse('trading:join_link', args=[code])}")

    def _seller(self, address: str) -> User:
        seller = User.objects.filter(email=address.lower(), is_active=True).first()
        if seller is None:
            raise CommandError(f"argument --seller: nobody signs in as {address}")
        return seller

    def _item(self, seller: User, sku: str) -> Item:
        own = Item.objects.filter(product__shop__owner=seller, sku=sku).select_related("product")
        if not own:
            raise CommandError(f"argument --item: nothing of this seller’s has the SKU {sku}")
        return own[0]
