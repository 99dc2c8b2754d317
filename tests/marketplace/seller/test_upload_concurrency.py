"""On the real server an upload does not delay other requests, although only one passes the gate at a time."""

import io
import threading
import time
from collections.abc import Iterator

import httpx
import pytest
from django.test import Client
from PIL import Image

from config import servers
from tests import cast
from tests.marketplace.seller.product_forms import product_url
from tests.site import Site, serve_site

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PICTURES, SIDE = 4, 7000


@pytest.fixture
def site(
    transactional_db: None, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Site]:
    monkeypatch.setenv("GATE_MAX_REQUESTS", "1")
    with serve_site(servers.redis_url(), tmp_path_factory.mktemp("site")) as site:
        yield site


def large() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (SIDE, SIDE), (200, 10, 10)).save(made, "PNG")
    return made.getvalue()


def test_others_are_served_while_pictures_are_unpacked(site):
    product = cast.product()
    client = Client()
    client.force_login(product.shop.owner)
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    answers: list[httpx.Response] = []

    def upload() -> None:
        with httpx.Client(base_url=site.origin, cookies=cookies, timeout=60) as browser:
            browser.get(product_url(product))
            token = browser.cookies["csrftoken"]
            files = [("pictures", (f"{number}.png", large(), "image/png")) for number in range(PICTURES)]
            headers = {"X-CSRFToken": token, "Origin": site.origin}
            answers.append(browser.post(product_url(product, "seller_product_pictures"), files=files, headers=headers))

    sending = threading.Thread(target=upload)
    sending.start()
    waits = []
    with httpx.Client(base_url=site.origin, timeout=60) as other:
        while sending.is_alive():
            began = time.monotonic()
            assert other.get("/").status_code == 200
            waits.append(time.monotonic() - began)
    sending.join()
    assert answers[0].status_code == 302
    assert product.images.count() == PICTURES
    assert max(waits) < answers[0].elapsed.total_seconds() / 2
