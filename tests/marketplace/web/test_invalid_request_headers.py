"""Invalid headers are ignored without an error: conditions, ranges, languages, cookies."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils.http import http_date

from tests.config.asgi_requests import at, get, site

pytestmark = [pytest.mark.detail, pytest.mark.django_db(transaction=True)]
FILE = "/static/robust/one.css"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    root = tmp_path_factory.mktemp("static")
    (root / "robust").mkdir()
    (root / "robust/one.css").write_text("a { color: red }" * 20)
    return root


@pytest.fixture
def ask(files):
    """Return a function that sends a request to the whole site, file server included, and returns the status."""

    def ask(path, **headers):
        from servestatic.asgi import ServeStaticASGI

        served = ServeStaticASGI(at_the_edge(), root=files, prefix="static")
        return at(lambda: get(served_at_edge(served), path, host="localhost:8000", **headers))

    return ask


def at_the_edge():
    return site()


def served_at_edge(application):
    from marketplace.web.asgi_middleware import drop_impossible_dates

    return drop_impossible_dates(application)


FUTURE = http_date((datetime.now(UTC) + timedelta(days=400)).timestamp())
IMPOSSIBLE = [
    "Thu, 32 Dec 2099 25:61:61 GMT",
    "Mon, 31 Feb 2090 10:00:00 GMT",
    "Mon, 01 Foo 2090 10:00:00 GMT",
    "2099-01-01",
    "2099-01-01T00:00:00Z",
    "tomorrow",
    "99999999999999",
    "Mon, 01 Jan 99999 00:00:00 GMT",
    "\xff",
    "",
    pytest.param(FUTURE, id="a future date"),
]


@pytest.mark.parametrize("date", IMPOSSIBLE)
def test_an_impossible_date_is_ignored(ask, date):
    assert ask(FILE, if_modified_since=date).status_code == 200


def test_a_real_one_is_heard(ask):
    known = ask(FILE).headers["last-modified"]
    assert ask(FILE, if_modified_since=known).status_code == 304
    assert ask(FILE, if_modified_since=http_date(0)).status_code == 200


@pytest.mark.parametrize(
    "span",
    ["bytes=abc", "bytes=5-1", "bytes=-", "bytes=--5", "items=0-5", "bytes", "bytes=0-1,3-4", "bytes=99999-", "\xff"],
)
def test_a_range_that_makes_no_sense_is_no_error(ask, span):
    assert ask(FILE, range=span).status_code in {200, 206, 416}


@pytest.mark.parametrize(
    "header",
    [
        {"accept_language": "\xff;q=nan, de;q=9" + ",x" * 200},
        {"accept_encoding": "gzip;q=abc, *;q=-1"},
        {"accept": "\xff/*;q=x"},
        {"cookie": "visitor=\xff; sessionid=; =; ; csrftoken=" + "x" * 300},
        {"cookie": 'messages="\\777"; visitor=":::"; cart=[]'},
        {"if_none_match": '"unclosed, W/'},
        {"if_unmodified_since": "never"},
        {"referer": "http://[", "origin": "null"},
        {"content_length": "0", "content_type": "multipart/form-data"},
        {"x_forwarded_for": "\xff, ::, 1.2.3.4.5", "forwarded": "for=;;"},
        {"hx_request": "\xff", "hx_target": "\x01", "hx_boosted": "x"},
    ],
    ids=lambda header: "-".join(header),
)
@pytest.mark.parametrize("path", ["/", "/robots.txt", FILE, "/cart/"])
def test_no_header_is_an_error(ask, path, header):
    assert ask(path, **header).status_code < 500
