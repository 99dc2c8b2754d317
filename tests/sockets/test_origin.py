"""Only pages of the site's own origins get a socket, compared by scheme, host and port."""

import pytest
from websockets.exceptions import InvalidStatus

from config.live import application
from tests.site import Site


def headers(*origins: str) -> list[tuple[bytes, bytes]]:
    return [(b"host", b"shop.example"), *((b"origin", each.encode()) for each in origins)]


@pytest.mark.parametrize("own", ["https://shop.example", "https://shop.example:443", "https://SHOP.example"])
def test_an_own_origin_is_own_however_it_is_written(settings, own):
    settings.SITE_ORIGINS = ["https://shop.example"]
    assert application.is_own_origin(headers(own))


@pytest.mark.parametrize(
    "foreign",
    [
        "null",
        "",
        "https://shop.example:8443",
        "http://shop.example",
        "https://evil.example",
        "https://sub.shop.example",
        "https://shop.example.evil.example",
        "https://shop.example@evil.example",
        "https://shop.example/",
        "https://shop.example:0",
        "https://shop.example:port",
        "wss://shop.example",
        "file://",
        "https://[",
    ],
)
def test_any_other_origin_is_foreign(settings, foreign):
    settings.SITE_ORIGINS = ["https://shop.example"]
    assert not application.is_own_origin(headers(foreign))


def test_none_and_two_origins_are_foreign(settings):
    settings.SITE_ORIGINS = ["https://shop.example"]
    assert not application.is_own_origin(headers())
    assert not application.is_own_origin(headers("https://shop.example", "https://shop.example"))


@pytest.mark.parametrize("foreign", [None, "null", "http://127.0.0.1:1", "https://evil.example"])
def test_a_foreign_page_is_refused_before_it_is_accepted(visit, site, foreign):
    visit().say("ping")
    with pytest.raises(InvalidStatus) as refused:
        visit(origin=foreign)
    assert refused.value.response.status_code == 403


def test_there_is_no_socket_anywhere_but_at_its_own_address(visit, site, monkeypatch):
    monkeypatch.setattr(Site, "socket_url", f"ws://127.0.0.1:{site.port}/elsewhere/")
    with pytest.raises(InvalidStatus):
        visit()
