"""Local-only pages open only if listening address, peer and `Host` are all loopback."""

from io import BytesIO
from typing import Any

import pytest
from django.core.handlers.asgi import ASGIRequest
from django.test import Client

from config.demo.data.people import DOMAIN, PASSWORD
from marketplace.web import loopback
from marketplace.web.loopback import is_from_this_machine
from tests import cast
from tests.carts.browsers import Browser

pytestmark = pytest.mark.detail

HERE = {"SERVER_NAME": "localhost", "REMOTE_ADDR": "127.0.0.1"}
ELSEWHERE = [
    {"REMOTE_ADDR": "192.0.2.9"},
    {"REMOTE_ADDR": ""},
    {"REMOTE_ADDR": "::ffff:192.0.2.9"},
    {"HTTP_HOST": "192.0.2.7"},
    {"HTTP_HOST": "shop.example:8000"},
    {"HTTP_HOST": "localhost.evil.example"},
    {"SERVER_NAME": "192.0.2.7", "HTTP_HOST": "localhost:8000"},
    {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
    {"HTTP_X_FORWARDED_HOST": "localhost"},
    {"HTTP_X_FORWARDED_PROTO": "http"},
    {"HTTP_FORWARDED": "for=127.0.0.1"},
    {"HTTP_X_REAL_IP": "127.0.0.1"},
    {"HTTP_X_CLUSTER_CLIENT_IP": "127.0.0.1"},
    {"HTTP_X_ENVOY_EXTERNAL_ADDRESS": "127.0.0.1"},
    {"HTTP_X_ORIGINAL_FOR": "127.0.0.1"},
    {"HTTP_FASTLY_CLIENT_IP": "127.0.0.1"},
    {"HTTP_CLIENT_IP": "127.0.0.1"},
    {"HTTP_VIA": "1.1 proxy"},
]


def browser(change: dict[str, Any]) -> Client:
    """Return a client on the site's own machine, with `change` applied to its request."""
    variables: dict[str, Any] = HERE | change
    return Client(**variables)


@pytest.fixture(autouse=True)
def _every_name_is_allowed(settings):
    settings.ALLOWED_HOSTS = ["*"]


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"REMOTE_ADDR": "::1"},
        {"REMOTE_ADDR": "127.3.2.1"},
        {"HTTP_HOST": "[::1]:8000"},
        {"HTTP_HOST": "127.0.0.1:80"},
    ],
)
def test_a_request_on_the_machine_itself_is_known(change):
    assert is_from_this_machine(HERE | change)


@pytest.mark.parametrize("change", ELSEWHERE)
def test_any_other_is_not(change):
    assert not is_from_this_machine(HERE | change)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "shop.example"])
def test_no_request_is_where_the_server_listens_beyond_loopback(monkeypatch, host):
    monkeypatch.setattr(loopback, "bind_address", host)
    assert not is_from_this_machine(HERE)


@pytest.mark.parametrize("setting", [{"IS_LOCAL": False}, {"BEHIND_PROXY": True}])
def test_no_request_is_on_a_site_for_others(settings, setting):
    for name, value in setting.items():
        setattr(settings, name, value)
    assert not is_from_this_machine(HERE)


def test_a_scope_is_read_like_a_request():
    headers = [(b"host", b"localhost:8000")]
    peers = {"client": ["127.0.0.1", 5], "server": ["127.0.0.1", 8000]}
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": headers, **peers}
    assert is_from_this_machine(ASGIRequest(scope, BytesIO()).META)
    for change in (
        {"client": None},
        {"server": None},
        {"client": ["192.0.2.9", 5]},
        {"headers": [*headers, (b"X-Forwarded-For", b"::1")]},
    ):
        assert not is_from_this_machine(ASGIRequest({**scope, **change}, BytesIO()).META)


@pytest.mark.django_db
@pytest.mark.parametrize("change", ELSEWHERE)
def test_the_outbox_is_not_there_for_others(change):
    theirs = browser(change)
    assert browser({}).get("/outbox/").status_code == 200
    assert {theirs.get(page).status_code for page in ("/outbox/", "/outbox/list/", "/outbox/1/")} == {404}
    assert b"/outbox/" not in theirs.get("/activity/").content


@pytest.mark.django_db
@pytest.mark.parametrize("change", ELSEWHERE)
def test_the_public_demo_password_is_refused_from_other_machines(change):
    admin = cast.person("Robin Keeper", email=f"admin@{DOMAIN}", password=PASSWORD, is_staff=True, is_superuser=True)
    form = {"login": admin.email.upper(), "password": PASSWORD}
    theirs = browser(change)
    for page in ("/accounts/login/", "/admin/login/", "/accounts/login/?next=/admin/"):
        theirs.post(page, form)
        assert "_auth_user_id" not in theirs.session
    assert browser({}).post("/accounts/login/", form).status_code == 302


@pytest.mark.django_db
def test_a_demo_account_with_a_password_of_its_own_signs_in_from_anywhere():
    admin = cast.person("Robin Keeper", email=f"admin@{DOMAIN}")
    assert Browser().sign_in(admin)
