"""The simulator's parser: forms, links and alerts of a page."""

import pytest

from config.demo.simulator.html_pages import Form, Page

pytestmark = pytest.mark.detail

PRODUCT = """
<nav><a href="/categories/shoes/">Shoes</a><a href="/categories/shoes/">again</a></nav>
<a href="/products/boot/">Boot</a>
<form method="post" action="/search/"><input name="q"></form>
<form method="post" action="/cart/add/">
  <input type="hidden" name="csrfmiddlewaretoken" value="secret">
  <label class="size"><input type="radio" name="item" value="1" disabled> 40 <span>sold out</span></label>
  <label class="size"><input type="radio" name="item" value="2"> 41 <span>3 left</span></label>
  <label class="size"><input type="radio" name="item" value="3"> 42</label>
  <button type="button" aria-label="One more">+</button>
  <input type="number" name="quantity" value="1">
  <input type="checkbox" name="gift" checked>
  <input type="checkbox" name="news">
  <button name="how" value="slow">Add to cart</button>
</form>
"""
REFUSED = """
<form action="/checkout/"><button disabled>Check out</button></form>
<div class="notice" role="alert"><svg><path d="M0"/></svg>
<p>Only 2 are <em>left</em>.<br>Sorry.</p></div><p>Not this.</p>
"""


def parse_form(html: str, action: str) -> Form:
    found = Page(html).find_form(action)
    assert found
    return found


def test_a_form_is_found_by_its_action():
    assert parse_form(PRODUCT, "/cart/add/").action == "/cart/add/"
    assert Page(PRODUCT).find_form("/checkout/") is None


def test_a_form_submits_its_values():
    assert parse_form(PRODUCT, "/cart/add/").fill() == {"csrfmiddlewaretoken": "secret", "quantity": "1", "gift": "on"}


def test_only_fields_of_the_form_are_filled_in():
    sent = parse_form(PRODUCT, "/cart/add/").fill(item="3", quantity="2", colour="red")
    assert sent == {"csrfmiddlewaretoken": "secret", "item": "3", "quantity": "2", "gift": "on"}


def test_a_field_can_be_left_out_and_a_button_pressed():
    sent = parse_form(PRODUCT, "/cart/add/").fill(gift=None, how="slow")
    assert "gift" not in sent
    assert sent["how"] == "slow"


def test_choices_are_enabled_controls_with_their_labels():
    choices = parse_form(PRODUCT, "/cart/add/").find_choices("item")
    assert [choice.value for choice in choices] == ["2", "3"]
    assert "3 left" in " ".join(choices[0].text.split())
    assert choices[1].text.split() == ["42"]


def test_links_are_listed_once():
    page = Page(PRODUCT)
    assert page.find_links("/categories/") == ["/categories/shoes/"]
    assert page.find_links("/products/") == ["/products/boot/"]


def test_an_alert_ends_with_its_element():
    assert " ".join(Page(REFUSED).alerts) == "Only 2 are left . Sorry."


def test_a_disabled_button_closes_a_form():
    assert not parse_form(REFUSED, "/checkout/").is_open
    assert parse_form(PRODUCT, "/cart/add/").is_open


def test_hidden_elements_and_templates_are_no_alerts():
    hidden = """
    <template><div class="notice notice--error"><p>That did not get through.</p></div></template>
    <dialog><div role="alert" hidden><p>The board did <b>not</b> answer.</p><button>Try again</button></div></dialog>
    """
    assert Page(hidden).alerts == []
    assert Page(REFUSED + hidden).alerts == Page(hidden + REFUSED).alerts == Page(REFUSED).alerts
    assert Page(REFUSED).alerts
