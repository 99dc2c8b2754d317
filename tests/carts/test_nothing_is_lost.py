"""Any sequence of carts, merges, copies, holds, purchases and refunds accounts for every unit and line."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from carts.cart_copy import CartCopy, read_copy
from carts.cart_summary import CartSummary
from carts.checkout import check_out_cart
from carts.merging import merge_guest_cart
from carts.models import Cart
from carts.models.merge_chains import count_units_bought_since
from carts.shopping import restore_copy
from marketplace.accounts.visitors import Shopper
from marketplace.errors import Refused
from marketplace.models import Hold, Item, Order
from tests import cast

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
STOCK = 6

GUESTS = st.integers(0, 1)
PEOPLE = st.integers(0, 2)
ITEMS = st.integers(0, 1)
QUANTITIES = st.integers(1, 4)


class Market(RuleBasedStateMachine):
    """Two guests and a member, two items, and the expected contents of the carts."""

    @initialize()
    def open(self):
        """Begin with full shelves and empty carts."""
        member = cast.member()
        self.people = [cast.guest(), cast.guest(), member]
        self.items = [cast.item(stock=STOCK) for _ in range(2)]
        self.lines: list[Counter[int]] = [Counter() for _ in self.people]
        self.copies: list[CartCopy] = []
        self.leads: dict[int, Order] = {}
        self.led_to_member: dict[int, Order] = {}
        self.paid: list[Order] = []
        self.sold: Counter[int] = Counter()

    def cart(self, who):
        return Cart.objects.get_or_open(self.people[who])

    def tried(self, change):
        """Return whether a change succeeded; asserts that a refused one changed nothing."""
        try:
            with transaction.atomic():
                change()
        except Refused:
            return False
        return True

    @rule(who=PEOPLE, which=ITEMS, quantity=QUANTITIES)
    def add(self, who, which, quantity):
        pk = self.items[which].pk
        if self.tried(lambda: self.cart(who).add(pk, quantity)):
            self.lines[who][pk] += quantity

    @rule(who=PEOPLE, which=ITEMS, quantity=QUANTITIES)
    def change(self, who, which, quantity):
        pk = self.items[which].pk
        if self.tried(lambda: self.cart(who).change(pk, quantity)):
            self.lines[who][pk] = quantity

    @rule(who=PEOPLE, which=ITEMS)
    def remove(self, who, which):
        pk = self.items[which].pk
        if self.tried(lambda: self.cart(who).remove(pk)):
            del self.lines[who][pk]

    @rule(who=PEOPLE)
    def empty_and_undo(self, who):
        # Of an empty cart it would be the change before that was cancelled.
        if self.lines[who]:
            cart = self.cart(who)
            cart.empty()
            cart.undo(cart.version)

    @rule(who=GUESTS)
    def sign_in(self, who):
        guest, member = self.people[who], self.people[2]
        had_cart = Cart.objects.open_of(guest) is not None
        merge_guest_cart(guest, member)
        self.lines[2] |= self.lines[who]
        self.lines[who] = Counter()
        if had_cart and who in self.leads:
            self.led_to_member[who] = self.leads.pop(who)

    @rule(who=PEOPLE)
    def keep_copy(self, who):
        if copy := CartSummary.of(self.people[who]).copy:
            self.copies.append(read_copy(copy))

    @rule(who=PEOPLE, number=st.integers(0, 50))
    def lose_cookies_and_restore(self, who, number):
        if self.copies:
            copy = self.copies[number % len(self.copies)]
            bought = count_units_bought_since(copy.cart, copy.version)
            if self.tried(lambda: restore_copy(self.people[who], copy)):
                self.lines[who] |= Counter(copy.wanted) - Counter(bought)

    @rule(who=PEOPLE, which=ITEMS)
    def check_out(self, who, which):
        orders = []
        if not self.lines[who]:
            self.add(who, which, 2)
        if self.tried(lambda: orders.append(check_out_cart(self.people[who], key=cast.key()))):
            self.leads[who] = orders[0]

    @rule(is_swept=st.booleans())
    def time_passes(self, is_swept):
        Order.objects.filter(status="pending").update(expires_at=timezone.now() - timedelta(seconds=1))
        Hold.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        if is_swept:
            Order.objects.expire_due()

    @rule(who=PEOPLE, which=ITEMS)
    def buy(self, who, which):
        if who not in self.leads:
            self.check_out(who, which)
        order = self.leads.get(who)
        if order is None or not self.tried(lambda: cast.attempt_payment(order)) or not order.paid_at:
            return
        self.note(order)
        self.lines[who] -= self.covered(order)
        del self.leads[who]

    @rule(who=GUESTS, which=ITEMS)
    def buy_what_was_begun_before_signing_in(self, who, which):
        self.check_out(who, which)
        self.sign_in(who)
        order = self.led_to_member.pop(who, None)
        if order and self.tried(lambda: cast.attempt_payment(order)) and order.paid_at:
            self.note(order)
            self.lines[2] -= self.covered(order)

    @rule(who=PEOPLE, which=ITEMS)
    def refund(self, who, which):
        if not self.paid:
            self.buy(who, which)
        if self.paid:
            order = self.paid.pop()
            line = order.lines.unrefunded()[0]
            order.refund([line], by=None)
            self.sold[line.item_id or 0] -= line.quantity

    def covered(self, order):
        return Counter(dict(order.lines.values_list("item", "quantity")))

    def note(self, order):
        self.paid.append(order)
        self.sold += self.covered(order)

    @invariant()
    def no_unit_is_lost(self):
        for item in Item.objects.with_available().filter(pk__in=[item.pk for item in getattr(self, "items", [])]):
            assert item.on_hand + self.sold[item.pk] == STOCK
            assert 0 <= item.available <= item.on_hand

    @invariant()
    def no_line_is_lost(self):
        for person, lines in zip(getattr(self, "people", []), getattr(self, "lines", []), strict=True):
            cart = Cart.objects.open_of(Shopper(person.user, person.visitor))
            assert (cart.lines.quantities() if cart else {}) == {pk: count for pk, count in lines.items() if count}


def test_units_and_lines_are_accounted_for_whatever_happens():
    run_state_machine_as_test(
        Market,
        settings=settings(
            max_examples=30, stateful_step_count=25, deadline=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
