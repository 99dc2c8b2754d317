"""What puts many lines of a cart right at once: a yes to new prices, the ones left, and what is gone."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models, transaction

from carts.models.event import CartEvent
from carts.models.line import CartLine
from carts.models.line_queries import fresh_lines
from carts.rules import Change
from marketplace.errors import Problem, Refused

Kind = CartEvent.Kind


class LineFixes(models.Model):
    """The verbs of a cart that put every line right which has one kind of problem."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        lines: Any
        holders: Any
        member_id: int | None

        def _lock(self) -> None: ...
        def _note(self, kind: CartEvent.Kind, changes: list[Change]) -> None: ...

    @transaction.atomic
    def agree_to_all(self, prices: Mapping[int, Decimal]) -> None:
        """Say yes to these new prices, by item id, all or none.

        Refused as `price_rise` where one is yet higher by now, as `not_found` where a line is not there any more.
        """
        self._lock()
        lines = {line.item_id: line for line in self.lines.select_related("item__product").filter(item__in=prices)}
        if lines.keys() != prices.keys():
            raise Refused("One of these is not in your cart any more.", field="item", code="not_found")
        problems = [line.item.price_rise(prices[item_id]) for item_id, line in sorted(lines.items())]
        if risen := [problem for problem in problems if problem]:
            raise Refused(" ".join(each.message for each in risen), field="price", code="price_rise")
        for line in lines.values():
            self.lines.filter(pk=line.pk).update(price_seen=line.unit_price)
        self._note(Kind.AGREED, [Change(line.item, line.quantity, line.quantity) for line in lines.values()])

    @transaction.atomic
    def take_left(self) -> None:
        """Lower each line of which too few are left to as many as there are."""
        self._lock()
        short = [(line, problem) for line, problem in self._problems() if problem.code == "not_enough"]
        for line, problem in short:
            self.lines.filter(pk=line.pk).update(quantity=problem.left)
        if short:
            self._note(Kind.CHANGED, [Change(line.item, line.quantity, problem.left) for line, problem in short])

    @transaction.atomic
    def remove_gone(self) -> None:
        """Take out each line of which nothing can be bought; `undo` brings them back."""
        self._lock()
        gone = [line for line, problem in self._problems() if problem.is_gone]
        self.lines.filter(pk__in=[line.pk for line in gone]).delete()
        if gone:
            self._note(Kind.REMOVED, [Change(line.item, line.quantity, 0) for line in gone])

    def _problems(self) -> list[tuple[CartLine, Problem]]:
        found = [(line, line.find_problem(self.member_id)) for line in fresh_lines(self.pk, self.holders)]
        return [(line, problem) for line, problem in found if problem]
