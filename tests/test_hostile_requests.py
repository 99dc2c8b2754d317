"""No request causes a server error: every route, including the admin's."""

import itertools
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.db import models
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.test_access import ACCESS
from tests.whole_site import WholeSite

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    # Only a warning on the site itself, where the tests' settings make it an error.
    pytest.mark.filterwarnings("ignore::django.core.paginator.UnorderedObjectListWarning"),
]
ODD = [
    "\0",
    "a\0b",
    "",
    "-1",
    "9" * 40,
    "1e400",
    "nan",
    "'",
    "\u202e",
    "[]",
    "{}",
    "2026-13-45",
    "0000-00-00",
    "\U0010ffff",
]
NAMES = [
    "q",
    "page",
    "p",
    "o",
    "sort",
    "status",
    "shop",
    "of",
    "least",
    "most",
    "in_stock",
    "brand",
    "size",
    "after",
    "next",
    "item",
    "version",
    "by",
    "period",
    "who",
    "stage",
    "state",
    "exact",
    "key",
    "text",
]
ADMIN = ["q", "o", "p", "e", "all", "_facets", "_popup", "_to_field", "_changelist_filters", "id__exact", "pk__in"]
DATES = ["year", "gte", "in", "range"]


@pytest.fixture
def site() -> WholeSite:
    return WholeSite()


def browser(site: WholeSite, role: str) -> Client:
    client = site.client(role)
    client.raise_request_exception = False
    return client


def failures(asked: Iterator[tuple[str, str, Any]]) -> list[str]:
    """Return the names of these requests that caused a server error."""
    return [name for name, status in ((name, answer.status_code) for name, _, answer in asked) if status >= 500]


def test_no_query_of_any_page_is(site):
    clients = {role: browser(site, role) for role in ("guest", "bob", "alice", "admin")}

    def asked():
        for role, url in dict.fromkeys(site.pages()):
            for odd in ODD:
                query = dict.fromkeys(NAMES, odd)
                yield f"{role} {url} {odd!r}", url, clients[role].get(url, query)

    assert failures(asked()) == []


def test_no_form_sent_to_any_route_is(site):
    def asked():
        for name, (_, answers) in ACCESS.items():
            seers = [role for role in ("bob", "alice", "admin") if answers[role] not in {404, 405}] or ["guest"]
            for role, odd in itertools.product(seers[:2], ["\0", "9" * 40, "'"]):
                form = {**dict.fromkeys([*NAMES, *FIELDS], odd), "action": odd}
                url = site.url(name)
                yield f"{role} POST {name} {odd!r}", url, browser(site, role).post(url, form)

    assert failures(asked()) == []


FIELDS = [
    "price",
    "quantity",
    "description",
    "reason",
    "note",
    "title",
    "minutes",
    "for_email",
    "code",
    "counter",
    "line",
    "complaint",
    "email",
    "name",
    "blurb",
    "display_name",
    "lines",
    "carrier",
    "tracking",
    "opens",
    "at",
    "answer",
    "method",
    "ship_name",
    "ship_country",
    "sizes-TOTAL_FORMS",
    "copy",
    "items",
    "password",
    "remind",
]


def test_no_body_of_json_is(site):
    huge = json.dumps({"items": [{"id": 9**40, "quantity": -1}], "version": 9**40}).encode()
    bodies = [b"\0", b"{", b"[]", b'"\\ud800"', b'{"version": "\\u0000"}', b"\xff\xfe", b"9" * 6000, b"[" * 5000, huge]
    bodies.append(b'{"items": [{"id": 1e400, "quantity": "\\u0000"}]}')

    def asked():
        for body, name in itertools.product(bodies, ["carts:api_update", "carts:restore", "marketplace:record_visit"]):
            url = reverse(name)
            answer = browser(site, "bob").post(url, body, content_type="application/json")
            yield f"{name} {body[:40]!r}", url, answer

    assert failures(asked()) == []


def lookups(page: admin.ModelAdmin) -> Iterator[str]:
    """Yield the parameters that a list of the admin may be narrowed down by, and some that it may not."""
    for one in page.list_filter:
        name = one[0] if isinstance(one, tuple) else str(one)
        yield from (f"{name}__{lookup}" for lookup in ["exact", "isnull", *DATES])
    if page.date_hierarchy:
        yield from (f"{page.date_hierarchy}__{lookup}" for lookup in DATES)
    yield from ADMIN


def test_no_list_of_the_admin_is(site):
    client = browser(site, "admin")

    def asked():
        for model, page in admin.site._registry.items():
            url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
            for name, odd in itertools.product(dict.fromkeys(lookups(page)), ["9" * 40, "'"]):
                yield f"{url}?{name}={odd!r}", url, client.get(url, {name: odd})
            for name in ("q", "id__exact", "\0"):
                yield f"{url} {name} NUL", url, client.get(url, {name: "a\0b"})

    assert failures(asked()) == []


def test_no_page_of_the_admin_is(site):
    client = browser(site, "admin")

    def asked():
        for model in admin.site._registry:
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
            for kind, key in itertools.product(["change", "delete", "history"], ["\0", "9" * 40, "'", "_00"]):
                try:
                    url = reverse(f"{name}_{kind}", args=[key])
                except NoReverseMatch:
                    continue
                yield url, url, client.get(url)
            add, fields = reverse(f"{name}_add"), [one.name for one in model._meta.concrete_fields]
            for odd in ["\0", "9" * 40, "'"]:
                yield f"{add} {odd!r}", add, client.get(add, dict.fromkeys(fields, odd))
                yield f"POST {add} {odd!r}", add, client.post(add, dict.fromkeys(fields, odd))
            url = reverse(f"{name}_changelist")
            for action, key in itertools.product(
                ["delete_selected", "\0", "sign_out_everywhere"], ["\0", "9" * 40, "x"]
            ):
                form = {"action": action, "_selected_action": [key], "index": "0"}
                yield f"POST {url} {form}", url, client.post(url, form)

    assert failures(asked()) == []


def foreign_keys(model: type[models.Model]) -> Iterator[str]:
    yield from (one.name for one in model._meta.get_fields() if one.many_to_one or one.many_to_many)


def test_no_autocomplete_of_the_admin_is(site):
    client, url = browser(site, "admin"), reverse("admin:autocomplete")

    def asked():
        for model in admin.site._registry:
            about: dict[str, Any] = {"app_label": model._meta.app_label, "model_name": model._meta.model_name}
            for field, odd in itertools.product(foreign_keys(model), ["\0", "'"]):
                for query in ({"term": odd}, {"term": "a", "page": odd}):
                    yield f"{model} {field} {query}", url, client.get(url, {**about, "field_name": field, **query})
        for name in ("app_label", "model_name", "field_name"):
            yield name, url, client.get(url, {"app_label": "x", "model_name": "y", "field_name": "z", name: "\0"})
        for path in ("r/1/%00/", "r/%00/1/", "jsi18n/?a=%00", "marketplace/user/%00/password/", "%00/", "?next=%00"):
            yield path, path, client.get(f"/admin/{path}")

    assert failures(asked()) == []


def test_no_header_or_cookie_is(site):
    client = browser(site, "bob")
    headers = [
        "Accept",
        "Accept-Language",
        "Referer",
        "User-Agent",
        "If-Modified-Since",
        "If-None-Match",
        "X-CSRFToken",
        "HX-Current-URL",
        "HX-Request",
        "HX-Target",
        "HX-Prompt",
        "Range",
        "X-Requested-With",
        "Origin",
    ]
    odd_values = ["\0", "9" * 400, "%00", "\xff", "Thu, 01 Jan 0000 00:00:00 GMT"]

    def asked():
        for odd, path in itertools.product(odd_values, ["/", "/cart/"]):
            yield f"{path} {odd!r}", path, client.get(path, headers=dict.fromkeys(headers, odd))
            for name in ("visitor", "sessionid", "messages", "csrftoken", "zone"):
                stranger = Client(raise_request_exception=False)
                stranger.cookies[name] = odd
                yield f"{path} cookie {name} {odd!r}", path, stranger.get(path)

    assert failures(asked()) == []
