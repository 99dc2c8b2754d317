"""Uploads in a bucket: every host and every browser finds them, and a bucket that is away costs an upload only."""

import io
from datetime import timedelta

import httpx
import pytest
from django.core.files import storage  # not the object: pytest would look at it, before the settings of tests
from django.test import Client
from PIL import Image

from marketplace.pictures import maintenance
from marketplace.pictures.bucket_storage import BucketStorage
from tests import cast
from tests.faults.bucket_server import BUCKET, CREDENTIALS, run_bucket_server
from tests.marketplace.seller.product_forms import product_url
from tests.marketplace.seller.upload_images import encode_image, make_upload
from tests.site import find_free_port

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def server():
    """Run one server for all tests."""
    with run_bucket_server() as address:
        yield address


@pytest.fixture
def use_bucket(settings, monkeypatch):
    """Return a function that lets this process keep its uploads in the bucket of a server."""
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)

    def use(address):
        settings.MEDIA_URL = f"{address}/{BUCKET}/"
        monkeypatch.setattr(
            storage.default_storage, "_wrapped", BucketStorage(bucket_name=BUCKET, endpoint_url=address)
        )

    return use


@pytest.fixture
def bucket(server, use_bucket):
    """Keep uploads in the bucket; return its public address."""
    use_bucket(server)
    return f"{server}/{BUCKET}/"


def upload(product):
    client = Client()
    client.force_login(product.shop.owner)
    picture = make_upload(encode_image("JPEG", (2000, 1000)))
    return client.post(product_url(product, "seller_product_pictures"), {"pictures": [picture]})


def test_a_picture_is_read_from_the_bucket_by_anybody(bucket):
    product = cast.product()
    assert upload(product).status_code == 302
    image = product.images.get()
    assert image.image.url.startswith(f"{bucket}products/")
    for address, width in image.sources:
        answer = httpx.get(address)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp")
        assert "immutable" in answer.headers["cache-control"]
        assert Image.open(io.BytesIO(answer.content)).width == width
    page = Client().get(product.get_absolute_url()).content.decode()
    assert f'src="{image.image.url}"' in page
    assert f'<meta property="og:image" content="{image.image.url}">' in page


def test_a_removed_picture_leaves_the_bucket(bucket):
    product = cast.product()
    upload(product)
    image = product.images.get()
    addresses = [address for address, _ in image.sources]
    image.remove()
    assert {httpx.get(address).status_code for address in addresses} <= {403, 404}


def test_orphans_leave_and_pictures_stay(bucket, monkeypatch):
    product = cast.product()
    upload(product)
    storage.default_storage.save("products/left-large.webp", make_upload())
    assert maintenance.delete_orphan_files() == 0, "it may be of an upload under way"
    monkeypatch.setattr(maintenance, "MIN_ORPHAN_AGE", timedelta(0))
    maintenance.delete_orphan_files()
    assert not storage.default_storage.exists("products/left-large.webp")
    assert httpx.get(product.images.get().image.url).status_code == 200


def test_older_pictures_get_their_sizes(bucket):
    product = cast.product()
    name = storage.default_storage.save("products/old.png", make_upload(encode_image("PNG", (900, 300))))
    product.images.model.objects.bulk_create([product.images.model(product=product, image=name)])
    assert maintenance.size_pictures() == 1
    assert [httpx.get(address).status_code for address, _ in product.images.get().sources] == [200] * 3


def test_a_bucket_that_is_away_costs_an_upload_only(bucket, use_bucket):
    product = cast.product()
    upload(product)
    use_bucket(f"http://127.0.0.1:{find_free_port()}")
    answer = upload(product)
    assert answer.status_code == 422
    assert "can’t be saved right now" in answer.content.decode()
    assert product.images.count() == 1
    assert Client().get(product.get_absolute_url()).status_code == 200
