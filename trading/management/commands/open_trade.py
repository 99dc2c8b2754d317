"""`manage.py open_trade`: open a trade for a seller, and print the invitation link for the buyer."""

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
"""Options by the refused field or code, for options with a different name."""


def option_type(field: forms.Field) -> Callable[[str], Any]:
    """Return an option type that parses like a form field; a form error becomes an error of the option."""

    def read(text: str) -> Any:
        try:
            return field.clean(text)
        except ValidationError as refused:
            raise ArgumentTypeError(" ".join(refused.messages)) from refused

    return read


class Command(BaseCommand):
    """Opens a trade."""

    help = "Open a trade for a seller and print the buyer's invitation link. The link is shown only once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        address, title = option_type(MailAddressField()), option_type(LineField(max_length=120, required=False))
        minutes = option_type(forms.IntegerField(min_value=1))
        parser.add_argument("--seller", required=True, type=address, help="email address of the seller")
        parser.add_argument(
            "--buyer",
            default="",
            type=option_type(MailAddressField(required=False)),
            help="email address of the only person who may join",
        )
        parser.add_argument("--price", required=True, type=option_type(UnitPriceField()), help="price of one unit")
        parser.add_argument("--quantity", default=1, type=option_type(QuantityField()), help="units (default: 1)")
        parser.add_argument("--expires", type=minutes, help="duration in minutes (default: that of the site)")
        parser.add_argument("--item", default="", help="SKU of an item of the seller's shop")
        parser.add_argument("--title", default="", type=title, help="title of the trade, for a trade without --item")
        parser.add_argument("--description", default="", type=option_type(ShortTextField("", LONGEST_TEXT)))

    def handle(self, *args: Any, seller: str, buyer: str, expires: int | None, item: str, **terms: Any) -> None:
        """Open the trade. Raises CommandError with the name of the invalid option; then no trade is opened."""
        owner = self._seller(seller)
        about = self._item(owner, item) if item else None
        terms["title"] = terms["title"] or str(about or f"An offer of {owner.owned_shop or owner}")[:120]
        details = {name: terms[name] for name in ("title", "description", "price", "quantity")}
        try:
            with transaction.atomic():
                trade = Trade.objects.open_by(owner, item=about, minutes=expires, for_email=buyer, **details)
                code = trade.invite(by=owner)
        except Refused as refused:
            option = OPTIONS.get(refused.field or refused.code, f"--{refused.field}")
            raise CommandError(f"argument {option}: {refused.message}") from refused
        self.stdout.write(f"{settings.SITE_ORIGINS[0]}{reverse('trading:join_link', args=[code])}")

    def _seller(self, address: str) -> User:
        seller = User.objects.filter(email=address.lower(), is_active=True).first()
        if seller is None:
            raise CommandError(f"argument --seller: there is no active account with the address {address}")
        return seller

    def _item(self, seller: User, sku: str) -> Item:
        own = Item.objects.filter(product__shop__owner=seller, sku=sku).select_related("product")
        if not own:
            raise CommandError(f"argument --item: this seller has no item with the SKU {sku}")
        return own[0]
