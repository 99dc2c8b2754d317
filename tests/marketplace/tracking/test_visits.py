"""A visitor's day is counted once; clients without cookies and declared robots are not counted."""

import pytest

from marketplace.models import Visit

pytestmark = pytest.mark.django_db


def test_a_visit_is_one_a_day(browse):
    browser = browse()
    for _ in range(3):
        assert browser.post("/visited/").status_code == 204
    assert Visit.objects.count() == 1


def test_another_browser_is_another_visit(browse):
    for browser in (browse(), browse()):
        browser.post("/visited/")
    assert Visit.objects.count() == 2


def test_without_our_cookie_nobody_was_here(stranger):
    stranger.post("/visited/")
    assert not Visit.objects.exists()


@pytest.mark.parametrize("name", ["Googlebot/2.1", "python-requests/2.32", ""])
def test_robots_do_not_visit(browse, name):
    browse().post("/visited/", headers={"User-Agent": name})
    assert not Visit.objects.exists()


def test_it_is_not_read_like_a_page(client):
    assert client.get("/visited/").url == "/"


def test_a_network_brings_so_many_new_visitors_an_hour(browse, settings):
    settings.NEW_VISITORS_PER_HOUR = 2
    first = browse()
    first.post("/visited/")
    for _ in range(5):
        assert browse().post("/visited/").status_code == 204
    first.post("/visited/")
    assert Visit.objects.count() == 2


def test_visitors_of_other_networks_are_counted_beside_it(browse, settings):
    settings.NEW_VISITORS_PER_HOUR = 1
    for address in ("10.0.0.1", "10.0.0.1", "10.0.0.2"):
        browse().post("/visited/", REMOTE_ADDR=address)
    assert Visit.objects.count() == 2
