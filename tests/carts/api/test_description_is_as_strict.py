"""The OpenAPI document is as strict as the server: each limit is accepted, and the next value is refused."""

import re
from typing import Any

import pytest

from carts.models import Cart
from carts.openapi import openapi
from tests import cast
from tests.carts.browsers import Browser, filled

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
UPDATE: dict[str, Any] = openapi()["components"]["schemas"]["Update"]["properties"]
LINE: dict[str, Any] = UPDATE["items"]["items"]["properties"]
SLUGS = [
    "a",
    "a-b",
    "a_b",
    "a__b",
    "9",
    "",
    "a--b",
    "-a",
    "a-",
    "_a",
    "a_",
    "A",
    "ä",
    "a b",
    "a/b",
    "a" * 200,
    "a\0",
    "--",
]
REASONS = [
    "Damaged",
    "",
    " Damaged\n",
    "two\nlines",
    "a\0b",
    "a\x7fb",
    "\u202egnp",
    "a\u2028b",
    "x" * 200,
    "x" * 201,
    "Ñ 靴",
]


def parameter(path: str, method: str, name: str) -> dict[str, Any]:
    """Return the schema of a parameter."""
    described = openapi()["paths"][path][method]["parameters"]
    return next(one["schema"] for one in described if one["name"] == name)


def allows(schema: dict[str, Any], text: str) -> bool:
    """Return whether a string schema allows a text."""
    # The patterns are JavaScript's; `\s` and the like mean the same there.
    fits = not re.search(schema.get("not", {}).get("pattern", r"(?!)"), text)
    return bool(fits and re.search(schema["pattern"], text) and len(text.strip()) <= schema.get("maxLength", 10**6))


def refused(items: Any, version: int = 0) -> Any:
    """Return the field that the server refuses as malformed, if it refuses any."""
    answer = Browser().post("/api/carts/update", {"items": items, "version": version}, content_type="application/json")
    is_malformed = answer.status_code == 400 and answer.json()["code"] != "unknown_item"
    return answer.json()["field"] if is_malformed else None


@pytest.mark.parametrize("name", ["id", "quantity"])
def test_the_numbers_of_a_line_have_the_bounds_of_the_server(name):
    item = cast.item(stock=1000)
    for bound, beyond in (("minimum", -1), ("maximum", 1)):
        at = {"id": item.pk, "quantity": 1, name: LINE[name][bound]}
        assert refused([at]) is None
        assert refused([{**at, name: at[name] + beyond}]) == f"items.0.{name}"


def test_so_has_the_version():
    for bound, beyond in (("minimum", -1), ("maximum", 1)):
        assert refused([], UPDATE["version"][bound]) is None
        assert refused([], UPDATE["version"][bound] + beyond) == "version"


def test_as_many_lines_are_taken_as_are_described(settings):
    most = UPDATE["items"]["maxItems"]
    assert most == settings.MAX_CART_LINES
    items = [{"id": cast.item().pk, "quantity": 1} for _ in range(most + 1)]
    assert refused(items[:-1]) is None
    assert refused(items)


def test_the_maxima_are_those_of_the_settings(settings):
    settings.MAX_CART_LINES, settings.MAX_LINE_QUANTITY = 7, 3
    described = openapi.__wrapped__()["components"]["schemas"]["Update"]["properties"]["items"]
    assert (described["maxItems"], described["items"]["properties"]["quantity"]["maximum"]) == (7, 3)


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("path", ["/api/carts/active", "/api/carts/count"])
def test_a_shop_is_named_as_the_pattern_has_it(stall, sam, path, slug):
    answer = sam.get(path, {"shop": slug})
    assert (answer.status_code != 400) is allows(parameter(path, "get", "shop"), slug)


@pytest.mark.parametrize("reason", REASONS)
def test_a_reason_is_as_the_pattern_has_it(stall, sam, reason):
    cart = filled(cast.guest(), (stall.boots, 2))
    answer = sam.delete(f"/api/carts/{Cart.objects.get(pk=cart.pk).code}", query_params={"reason": reason})
    assert (answer.status_code != 400) is allows(parameter("/api/carts/{code}", "delete", "reason"), reason)
