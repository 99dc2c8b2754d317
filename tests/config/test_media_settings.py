"""Uploads are in a folder, or in a bucket whose address pages and their security policy name."""

import pytest
from django.core.exceptions import ImproperlyConfigured


def policy(read):
    return read["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["img-src"]


def test_without_a_bucket_uploads_are_files_of_this_site(settings_of):
    read = settings_of()
    assert read["STORAGES"]["default"] == {"BACKEND": "marketplace.pictures.storage.MediaStorage"}
    assert (read["MEDIA_URL"], read["SERVE_MEDIA"]) == ("/media/", True)
    assert policy(read) == ["'self'", "data:"]


def test_pages_may_show_pictures_of_the_bucket(settings_of):
    read = settings_of(MEDIA_BUCKET="pictures", MEDIA_URL="https://pictures.example/shop")
    assert read["STORAGES"]["default"]["OPTIONS"] == {"bucket_name": "pictures", "endpoint_url": None}
    assert (read["MEDIA_URL"], read["SERVE_MEDIA"]) == ("https://pictures.example/shop/", False)
    assert policy(read) == ["'self'", "data:", "https://pictures.example"]


def test_a_proxy_may_pass_the_bucket_on(settings_of):
    read = settings_of(MEDIA_BUCKET="pictures", MEDIA_URL="/media/", MEDIA_ENDPOINT="https://storage.example")
    assert read["STORAGES"]["default"]["OPTIONS"]["endpoint_url"] == "https://storage.example"
    assert policy(read) == ["'self'", "data:"]


@pytest.mark.parametrize(
    "address",
    ["", "pictures", "ftp://pictures.example", "https://a.example; script-src *", "//a.example", "/", "/m/?a=1"],
)
def test_a_bucket_needs_an_address_for_browsers(settings_of, address):
    with pytest.raises(ImproperlyConfigured, match="MEDIA_URL"):
        settings_of(MEDIA_BUCKET="pictures", MEDIA_URL=address)
