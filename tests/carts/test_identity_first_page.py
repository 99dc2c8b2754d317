"""The first page sets the visitor cookie without a row; a tab opened before the first add gets its push."""

import pytest
from django.test import Client
from django.urls import reverse

from carts.models import Cart
from marketplace.accounts.visitors import COOKIE
from tests import cast
from tests.carts.browsers import Browser, topic_of

pytestmark = pytest.mark.django_db


def test_the_first_page_issues_the_cookie_and_makes_no_row():
    browser = Client()
    browser.get(reverse("marketplace:home"))
    cookie = browser.cookies[COOKIE]
    assert len(cookie.value.split(":")[0]) == 64
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert not Cart.objects.exists()


def test_the_second_page_keeps_it():
    browser = Client()
    browser.get(reverse("marketplace:home"))
    assert COOKIE not in browser.get(reverse("carts:cart")).cookies


def test_a_tab_opened_before_the_first_add_gets_a_push(bob, pushed_topics):
    early_tab = bob.get(reverse("marketplace:home"))
    bob.send("add", item=cast.item().pk)
    assert topic_of(early_tab) in pushed_topics


def test_another_browsers_tab_gets_no_push(bob, pushed_topics):
    other_tab = Browser().get(reverse("marketplace:home"))
    bob.send("add", item=cast.item().pk)
    assert topic_of(other_tab) not in pushed_topics


def test_a_private_window_has_another_cart(bob):
    bob.send("add", item=cast.item().pk)
    assert Browser().lines == {}
