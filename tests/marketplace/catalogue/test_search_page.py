"""The search page: corrected and original query, and a clear answer to any input."""

import pytest
from django.test import Client

from marketplace.models import Product
from tests import cast
from tests.marketplace.catalogue.test_search import rebuild_words
from tests.markup import normalize_html

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def kettle() -> Product:
    # Names without the serial numbers of `cast`: searches for digits must find nothing.
    shop = cast.shop(name="Kitchen Corner", slug="kitchen-corner")
    made = cast.product(in_shop=shop, title="Copper Kettle", slug="copper-kettle")
    rebuild_words()
    return made


def test_results_link_to_products(client, kettle):
    page = normalize_html(client.get("/search/?q=kettle").content)
    assert "Results for “kettle”" in page
    assert f'href="{kettle.get_absolute_url()}"' in page


def test_a_corrected_search_says_so_and_offers_what_was_typed(client, kettle):
    page = normalize_html(client.get("/search/?q=ketle").content)
    assert "Results for “kettle”" in page
    assert "No results for “ketle”" in page
    assert 'href="?q=ketle&amp;exact=1"' in page
    assert "No results" in client.get("/search/?q=ketle&exact=1").content.decode()


def test_a_search_of_which_no_product_has_all_says_so(client, kettle):
    cast.product(title="Leather Bag")
    rebuild_words()
    page = normalize_html(client.get("/search/?q=lether+kettle").content)
    assert "Results for “leather kettle”" in page
    assert "No product matches all of “leather kettle”. Showing partial matches." in page
    assert f'href="{kettle.get_absolute_url()}"' in page
    assert "No results" in client.get("/search/?q=lether+kettle&exact=1").content.decode()
    assert "No product has all" not in normalize_html(client.get("/search/?q=lether").content)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "What are you looking for?"),
        ("   ", "What are you looking for?"),
        ("\0", "What are you looking for?"),
        ("!?&|()<->:*'\\", "No results"),
        ("🫖🫖", "No results"),
        ("kettle' & !x:*ABCD | (", "No product matches all of “kettle x abcd”"),
        ("'; DROP TABLE marketplace_product; --", "No results"),
        ("x" * 10_000, "only used the first 200 characters"),
        ("the of and", "No results"),
        ("\ud83e\udd8a kettle \u202e", "Copper Kettle"),
        ("1 2 3 4 5 6 7 8 9 10 11", "No results"),
    ],
)
def test_anything_one_can_type_gets_a_clear_page(client, kettle, text, says):
    answer = client.get("/search/", {"q": text.encode("utf-16", "surrogatepass").decode("utf-16")})
    assert answer.status_code == 200
    assert says in normalize_html(answer.content)


def test_what_was_typed_is_inert(client, kettle):
    page = client.get("/search/", {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in page


@pytest.mark.parametrize("path", ["/", "/cart/", "/orders/", "/activity/", "/accounts/login/", "/search/"])
def test_every_page_has_the_search_box(path):
    page = Client().get(path).content.decode()
    assert 'role="search" action="/search/"' in page
