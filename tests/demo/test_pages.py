"""The simulator's eyes: forms and links as a browser without scripts reads them."""

from config.demo.pages import Form, Page

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


def form_of(html: str, action: str) -> Form:
    found = Page(html).form(action)
    assert found
    return found


def test_a_form_is_found_by_its_address():
    assert form_of(PRODUCT, "/cart/add/").action == "/cart/add/"
    assert Page(PRODUCT).form("/checkout/") is None


def test_it_sends_what_stands_in_it():
    assert form_of(PRODUCT, "/cart/add/").filled() == {"csrfmiddlewaretoken": "secret", "quantity": "1", "gift": "on"}


def test_wishes_fill_only_fields_that_are_there():
    sent = form_of(PRODUCT, "/cart/add/").filled(item="3", quantity="2", colour="red")
    assert sent == {"csrfmiddlewaretoken": "secret", "item": "3", "quantity": "2", "gift": "on"}


def test_a_field_can_be_left_out_and_a_button_pressed():
    sent = form_of(PRODUCT, "/cart/add/").filled(gift=None, how="slow")
    assert "gift" not in sent
    assert sent["how"] == "slow"


def test_choices_leave_out_what_is_disabled_and_know_their_words():
    choices = form_of(PRODUCT, "/cart/add/").choices("item")
    assert [choice.value for choice in choices] == ["2", "3"]
    assert "3 left" in " ".join(choices[0].text.split())
    assert choices[1].text.split() == ["42"]


def test_links_are_listed_once():
    page = Page(PRODUCT)
    assert page.links_to("/categories/") == ["/categories/shoes/"]
    assert page.links_to("/products/") == ["/products/boot/"]


def test_alerts_are_read_to_their_end_and_no_further():
    assert " ".join(Page(REFUSED).alerts) == "Only 2 are left . Sorry."


def test_a_disabled_button_closes_a_form():
    assert not form_of(REFUSED, "/checkout/").is_open
    assert form_of(PRODUCT, "/cart/add/").is_open


def test_what_is_hidden_or_waits_in_a_template_is_no_alert():
    unseen = """
    <template><div class="notice notice--error"><p>That did not get through.</p></div></template>
    <dialog><div role="alert" hidden><p>The board did <b>not</b> answer.</p><button>Try again</button></div></dialog>
    """
    assert Page(unseen).alerts == []
    assert Page(REFUSED + unseen).alerts == Page(unseen + REFUSED).alerts == Page(REFUSED).alerts
    assert Page(REFUSED).alerts
