"""The OpenAPI document describes every endpoint, and no request generated from it breaks the site."""

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carts.models import Cart
from carts.openapi import openapi
from tests import cast
from tests.carts.browsers import Browser, filled
from tests.carts.staff.shops import signed_in

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
OPERATIONS = [
    (path, method, operation) for path, methods in openapi()["paths"].items() for method, operation in methods.items()
]
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
LINE = st.fixed_dictionaries({"id": JUNK | st.integers(-1, 9), "quantity": JUNK | st.integers(-1, 30)})
UPDATE = st.fixed_dictionaries({"items": JUNK | st.lists(LINE, max_size=4), "version": JUNK | st.just(0)})
BODY = st.binary(max_size=60) | (JUNK | UPDATE).map(lambda value: json.dumps(value).encode())
TEXT = st.text(max_size=40)


def test_every_route_is_described(client):
    document = client.get("/api/carts/openapi.json").json()
    assert (
        {path for path, _, _ in OPERATIONS}
        == set(document["paths"])
        == {
            "/api/carts/active",
            "/api/carts/count",
            "/api/carts/update",
            "/api/carts/{code}",
        }
    )


@pytest.mark.parametrize(
    ("path", "method", "operation"), OPERATIONS, ids=[each[2]["operationId"] for each in OPERATIONS]
)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_whatever_is_sent_gets_an_answer_that_is_described(stall, path, method, operation, data):
    browser: Client = data.draw(st.sampled_from([Browser(), signed_in(stall.sam), signed_in(stall.shop.owner)]))
    url = path.replace("{code}", data.draw(TEXT, label="code") or "x")
    if any(parameter["in"] == "query" for parameter in operation["parameters"]):
        url += "?shop=" + data.draw(TEXT | st.just(stall.shop.slug), label="shop")
    body = data.draw(BODY, label="body") if method == "post" else b""
    answer = browser.generic(method.upper(), url.replace("#", "%23"), body, content_type="application/json")
    elsewhere = {"404", "405"}  # a code with a slash, or none at all, is another address
    assert str(answer.status_code) in operation["responses"].keys() | elsewhere


def check(schema: dict[str, Any], value: Any) -> bool:
    """Return whether a value matches a schema of the OpenAPI document."""
    if "$ref" in schema:
        return check(openapi()["components"]["schemas"][schema["$ref"].split("/")[-1]], value)
    if "enum" in schema:
        return value in schema["enum"]
    if schema.get("type") == "array":
        return isinstance(value, list) and all(check(schema["items"], each) for each in value)
    if schema.get("type") == "object":
        inner = schema["properties"]
        return set(schema["required"]) <= set(value) <= set(inner) and all(check(inner[k], v) for k, v in value.items())
    kinds = {"string": str, "integer": int, "number": float, "boolean": bool, "null": type(None)}
    types = schema.get("type", "boolean")
    return any(type(value) is kinds[kind] for kind in ([types] if isinstance(types, str) else types))


def test_answers_are_as_described(stall, sam):
    filled(cast.guest(), (stall.boots, 2))
    bob = Browser()
    line = {"items": [{"id": stall.socks.pk, "quantity": 1}], "version": 0}
    answers = {
        "active": sam.get("/api/carts/active"),
        "count": sam.get("/api/carts/count"),
        "update": bob.post("/api/carts/update", line, content_type="application/json"),
        "remove": sam.delete(f"/api/carts/{Cart.objects.latest('pk').code}"),
    }
    for _, _, operation in OPERATIONS:
        answer = answers[operation["operationId"]]
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        assert answer.status_code == 200
        assert check(schema, answer.json()), operation["operationId"]
