"""Form and model fields for amounts of money."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import DecimalValidator, MinValueValidator
from django.db import models

from marketplace.gateways import price_step
from marketplace.money.currency import AmbiguousAmountError, normalise_amount, parse_amount

WHOLE_DIGITS = 8
"""Maximum digits of a price before the decimal point."""


def require_price_step(amount: Decimal) -> None:
    """Raise ValidationError for an amount with too many decimals or digits to be paid."""
    step = price_step()
    if amount.is_finite() and abs(amount) < 10**WHOLE_DIGITS and not amount % step:
        return
    decimals = -int(step.as_tuple().exponent)
    DecimalValidator(WHOLE_DIGITS + decimals, decimals)(amount)


class PriceField(forms.DecimalField):
    """An amount of the site's currency that can be charged; with `is_charged=False`, an amount for price filters.

    The widget is a text input: in a number input, a browser of another language than the page discards `90,50`.
    """

    widget = forms.TextInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Return the attributes of the input: a keyboard for amounts."""
        is_shown = isinstance(widget, forms.TextInput) and not widget.is_hidden
        return {**super().widget_attrs(widget), **({"inputmode": "decimal", "autocomplete": "off"} if is_shown else {})}

    def __init__(self, *, is_charged: bool = True, **options: Any) -> None:
        self.is_charged = is_charged
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        """Return the amount; extra zeros after the currency's last decimal are accepted."""
        if isinstance(value, str) and value.strip():
            value = self._parse(value)
        amount = super().to_python(value)
        return normalise_amount(amount) if amount is not None and self.is_charged else amount

    def validate(self, value: Any) -> None:
        """Check decimals and minimum by the current `CURRENCY` setting."""
        super().validate(value)
        if value in self.empty_values:
            return
        require_price_step(value)
        MinValueValidator(price_step() if self.is_charged else 0)(value)

    def prepare_value(self, value: Any) -> Any:
        """Return an amount for the input, with the decimals of the currency."""
        return normalise_amount(value) if isinstance(value, Decimal) else value

    def _parse(self, text: str) -> Decimal:
        try:
            return parse_amount(text)
        except AmbiguousAmountError:
            raise forms.ValidationError("Write it without a thousands separator.", code="ambiguous") from None
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None


class MoneyField(models.DecimalField):
    """An exact amount of money, with the decimals of the site's currency.

    The column has no scale: a fixed scale would round the amounts of some currencies, and changing it later would
    rewrite the whole table.
    """

    def db_type(self, connection: Any) -> str:
        """Return the type of the column."""
        return "numeric"

    def cast_db_type(self, connection: Any) -> str:
        """Return the type to cast to."""
        return "numeric"

    def get_prep_value(self, value: Any) -> Any:
        """Return the amount with the currency's decimals, so that equal amounts have one stored form."""
        prepared = super().get_prep_value(value)
        return normalise_amount(prepared) if isinstance(prepared, Decimal) else prepared

    def formfield(self, **options: Any) -> Any:
        """Return a form field that accepts payable amounts only."""
        return super(models.DecimalField, self).formfield(**{"form_class": PriceField, **options})

    def check(self, **options: Any) -> list[Any]:
        """Return the problems of this field; digits and decimals need no limit, since the column has none."""
        return [problem for problem in super().check(**options) if problem.id not in {"fields.E130", "fields.E132"}]
