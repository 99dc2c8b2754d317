"""A restore beside a running site: pages are served before, during and after it, and sales go on afterwards."""

import threading
import time
from collections import Counter

import httpx
import pytest
from django.core.management import call_command

from marketplace.models import Maintenance, Order, Product
from tests import cast

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def asked(site):
    """Ask for pages that are not cached, from two threads, until the test ends; returns the answers by time."""
    answers: list[tuple[float, int]] = []
    stop = threading.Event()

    def ask() -> None:
        with httpx.Client(base_url=site.origin, timeout=20) as client:
            while not stop.is_set():
                answers.append((time.monotonic(), client.get("/search/", params={"q": str(len(answers))}).status_code))

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    yield answers
    stop.set()
    for thread in threads:
        thread.join()


def test_pages_are_served_during_a_restore(asked, site, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    product = cast.product()
    call_command("backup", str(tmp_path / "backup.tar"))
    Product.objects.update(title="Changed")
    begun = time.monotonic()
    call_command("restore", str(tmp_path / "backup.tar"), "--replace")
    ended = time.monotonic()
    time.sleep(2.5)
    during = Counter(status for at, status in asked if begun < at < ended)
    after = Counter(status for at, status in asked if at > ended)
    # A request at work while the databases change places is cut off; the next one has the new database.
    assert during[200] > 20 and sum(during.values()) - during[200] <= 4, (ended - begun, during, after)
    assert set(after) == {200}
    product.refresh_from_db()
    assert product.title != "Changed" and not Maintenance.objects.exists()
    with httpx.Client(base_url=site.origin, timeout=20) as buyer:
        buyer.get("/cart/")
        form = {"item": product.items.get().pk, "csrfmiddlewaretoken": buyer.cookies.get("csrftoken", "")}
        answer = buyer.post("/cart/add/", data=form, headers={"Origin": site.origin})
        assert answer.status_code in (200, 302), answer.text[:500]
    assert not Order.objects.exists()


def test_writes_are_refused_during_a_restore(site, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    Maintenance.begin()
    time.sleep(2.5)
    with httpx.Client(base_url=site.origin, timeout=20) as client:
        page = client.get("/")
        answer = client.post("/visited/", headers={"Origin": site.origin})
        assert (page.status_code, answer.status_code) == (200, 503)
        assert answer.headers["Retry-After"] == "120"
        Maintenance.end()
        time.sleep(2.5)
        assert client.post("/visited/", headers={"Origin": site.origin}).status_code != 503
