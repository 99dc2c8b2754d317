"""Forms of trades: terms, offers, invitation codes and the actions of a room."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict

from marketplace.models import Item, Product, User
from marketplace.money.currency import normalise_amount
from marketplace.money.fields import PriceField
from marketplace.text.form_fields import LineField, MailAddressField, ParagraphsField
from trading.models.message import LONGEST
from trading.models.report import LONGEST as LONGEST_REPORT
from trading.terms import LONGEST_TEXT, default_offer_minutes

LONGEST_REASON = 300
TIMES = {
    2: "2 minutes",
    10: "10 minutes",
    30: "30 minutes",
    120: "2 hours",
    720: "12 hours",
    1440: "a day",
    4320: "3 days",
    10_080: "a week",
}


def duration_choices() -> list[tuple[int, str]]:
    """Return the durations that the site allows, with the defaults among them."""
    usual = {settings.TRADE_MINUTES, default_offer_minutes()}
    offered = {**{minutes: f"{minutes} minutes" for minutes in usual}, **TIMES}
    fits = range(settings.TRADE_MIN_MINUTES, settings.TRADE_MAX_MINUTES + 1)
    return sorted((minutes, words) for minutes, words in offered.items() if minutes in fits)


class UnitPriceField(PriceField):
    """The price of one unit."""

    def __init__(self, label: str = "Price each") -> None:
        super().__init__(label=f"{label} ({settings.CURRENCY})")


class QuantityField(forms.IntegerField):
    """The number of units."""

    def __init__(self) -> None:
        super().__init__(label="Quantity", min_value=1, max_value=settings.TRADE_MAX_UNITS)


class ShortTextField(ParagraphsField):
    """A short optional text for the other participant."""

    def __init__(self, label: str, longest: int = LONGEST_REASON, rows: int = 2) -> None:
        area = forms.Textarea({"rows": rows})
        super().__init__(label=label, required=False, max_length=longest, widget=area)


class DurationField(forms.TypedChoiceField):
    """The duration of a trade."""

    def __init__(self, usual: Callable[[], int] = lambda: settings.TRADE_MINUTES) -> None:
        super().__init__(label="Open for", coerce=int, choices=duration_choices, initial=usual)


# Actions in a room ----------------------------------------------------------------------------------------------


class VersionForm(forms.Form):
    """The version of the terms that the user has seen."""

    version = forms.IntegerField(min_value=1, max_value=10**6, widget=forms.HiddenInput)


class AmendForm(VersionForm):
    """New terms."""

    price = UnitPriceField()
    quantity = QuantityField()
    description = ShortTextField("Description", LONGEST_TEXT, rows=4)
    reason = ShortTextField("Reason (shown to the buyer)")


class CounterForm(VersionForm):
    """A counter-offer of the buyer."""

    price = UnitPriceField("Your price each")
    quantity = QuantityField()
    note = ShortTextField("Message to the seller (optional)")


class ReasonForm(forms.Form):
    """An optional reason."""

    reason = ShortTextField("Reason (shown to the other side)")


class CounterOfferAnswerForm(forms.Form):
    """The number of the counter-offer to answer."""

    counter = forms.IntegerField(min_value=1, max_value=10**6, widget=forms.HiddenInput)


class DeclineForm(CounterOfferAnswerForm):
    """The counter-offer to decline, with an optional reason."""

    reason = ShortTextField("Reason (shown to the buyer)")


ACTION_FORMS: dict[str, type[forms.Form]] = {
    "accept": VersionForm,
    "reject": ReasonForm,
    "counter": CounterForm,
    "amend": AmendForm,
    "apply": CounterOfferAnswerForm,
    "decline": DeclineForm,
    "withdraw": ReasonForm,
}
"""The forms of the actions that a room offers, by the name of the action."""


class ReportForm(forms.Form):
    """A report to platform staff."""

    complaint = ShortTextField("What is the problem?", LONGEST_REPORT, rows=3)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="report-%s")
        self.fields["complaint"].required = True


# Opening and joining ---------------------------------------------------------------------------------------------


class OpenTradeForm(forms.Form):
    """A new trade of a seller."""

    key = forms.CharField(min_length=8, max_length=64, widget=forms.HiddenInput)
    item = forms.ModelChoiceField(
        Item.objects.none(),
        required=False,
        label="Item from your shop",
        empty_label="Something else",
        help_text="Stock is reserved when the deal is made.",
    )
    title = LineField(max_length=120, required=False, help_text="Optional for items from your shop.")
    description = ShortTextField("Description", LONGEST_TEXT, rows=4)
    price = UnitPriceField()
    quantity = QuantityField()
    minutes = DurationField()
    for_email = MailAddressField(
        required=False,
        label="Buyer’s email (optional)",
        help_text="Only this account can join. If empty, the first person with the link can.",
        widget=forms.EmailInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, seller: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        on_sale = Item.objects.filter(product__shop__owner=seller, product__status=Product.Status.ACTIVE)
        chosen: Any = self.fields["item"]
        chosen.queryset = on_sale.select_related("product").order_by("product__title", "position", "pk")

    def clean(self) -> dict[str, Any]:
        """Return the cleaned data; a trade without an item needs a title."""
        fields: dict[str, Any] = super().clean() or self.cleaned_data
        item = fields.get("item")
        if not fields.get("title"):
            fields["title"] = str(item)[:120] if item else ""
        if not fields["title"] and not self.errors.keys() & {"title", "item"}:
            self.add_error("title", "Enter a title.")
        return fields


class OfferForm(forms.Form):
    """A buyer's offer for one of a product's items."""

    item = forms.ModelChoiceField(Item.objects.none(), label="Size", empty_label=None)
    price = UnitPriceField("Your price each")
    quantity = QuantityField()
    note = ShortTextField("Message to the seller (optional)")
    minutes = DurationField(default_offer_minutes)

    def __init__(self, *args: Any, product: Product, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["price"].widget.attrs["placeholder"] = f"less than {normalise_amount(product.price)}"
        items: Any = self.fields["item"]
        items.queryset = Item.objects.with_available().filter(product=product)
        items.label_from_instance = lambda item: (item.label or product.title) + ", sold out" * (item.available <= 0)
        on_sale = [item.pk for item in items.queryset if item.available > 0]
        items.initial = on_sale[0] if on_sale else None
        if len(items.queryset) == 1:
            items.initial, items.widget = items.queryset[0].pk, forms.HiddenInput()

    def choose(self, wanted: QueryDict) -> None:
        """Fill in the size and quantity chosen on the product page, if valid."""
        for name in ("item", "quantity"):
            with suppress(ValidationError):
                chosen = self.fields[name].clean(wanted.get(name))
                self.initial[name] = chosen.pk if name == "item" else chosen


class MessageForm(forms.Form):
    """A chat message."""

    text = ParagraphsField(
        max_length=LONGEST,
        error_messages={
            "required": "Enter a message.",
            "max_length": f"Use at most {LONGEST} characters in one message.",
        },
    )
    key = forms.CharField(min_length=8, max_length=64, required=False)


class CodeForm(forms.Form):
    """The code of an invitation."""

    code = forms.CharField(
        max_length=200, label="Code", widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"})
    )
