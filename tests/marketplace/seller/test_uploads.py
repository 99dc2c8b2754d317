"""Uploads: pictures only, bounded, drawn anew, under names of our own."""

import io
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from marketplace.models import Product
from tests import cast
from tests.marketplace.seller.product_forms import new_product_form, new_product_url, product_url
from tests.marketplace.seller.upload_images import encode_image, encode_pixel_bomb, encode_rotated_image, make_upload

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def media(tmp_path: Path, settings) -> Path:
    """A folder of their own for the files of uploads."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def product(client: Client, media: Path) -> Product:
    """A product whose seller is signed in."""
    product = cast.product(title="Runner")
    client.force_login(product.shop.owner)
    return product


def upload(client: Client, product: Product, *files: SimpleUploadedFile) -> str:
    """Send files; return the page's error messages, empty if they were accepted."""
    answer = client.post(product_url(product, "seller_product_pictures"), {"pictures": list(files)})
    assert answer.status_code in (302, 422)
    return "" if answer.status_code == 302 else answer.content.decode()


def kept(product: Product) -> Image.Image:
    return Image.open(product.images.get().image.path)


@pytest.mark.parametrize(
    "content",
    [
        encode_image("PNG"),
        encode_image("PNG", mode="RGBA"),
        encode_image("PNG", mode="P"),
        encode_image("PNG", mode="L"),
        encode_image("PNG", mode="I;16"),
        encode_image("JPEG"),
        encode_image("JPEG", mode="CMYK"),
        encode_image("WEBP"),
        encode_image("WEBP", save_all=True),
        encode_image("PNG", (1, 1)),
    ],
)
def test_each_kind_is_drawn_anew_as_webp(client, product, content):
    assert upload(client, product, make_upload(content)) == ""
    assert kept(product).format == "WEBP"


def test_it_is_no_larger_than_pages_need(client, product):
    upload(client, product, make_upload(encode_image("JPEG", (4000, 1000))))
    image = product.images.get()
    assert kept(product).size == (image.width, image.height) == (1600, 400)


def test_it_stands_upright_and_says_nothing_else(client, product):
    upload(client, product, make_upload(encode_rotated_image()))
    assert kept(product).size == (30, 40)
    assert not kept(product).getexif()
    assert b"home" not in Path(product.images.get().image.path).read_bytes()


def test_profile_and_comments_are_left_behind(client, product):
    upload(client, product, make_upload(encode_image("JPEG", icc_profile=b"secret profile", comment=b"secret words")))
    assert b"secret" not in Path(product.images.get().image.path).read_bytes()


def test_what_hangs_behind_a_picture_is_left_behind(client, product):
    script = b"<script>alert(1)</script>PK\x03\x04"
    assert upload(client, product, make_upload(encode_image("JPEG") + script, name="photo.jpg.html")) == ""
    content = Path(product.images.get().image.path).read_bytes()
    assert b"<script>" not in content
    assert b"PK" not in content


@pytest.mark.parametrize("name", ["../../../etc/passwd.png", "photo.php", "a\0b.png", "x" * 300, "Łódź .PNG", "<b>"])
def test_no_name_of_theirs_reaches_the_disk(client, product, media, name):
    assert upload(client, product, make_upload(name=name)) == ""
    files = [path.relative_to(media) for path in media.rglob("*") if path.is_file()]
    assert product.images.get().image.name in map(str, files)
    assert {file.parent for file in files} == {Path("products")}
    assert {re.sub(r"^[0-9a-f]{32}", "", file.name) for file in files} == {"-large.webp", "-card.webp", "-thumb.webp"}


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
GIF = encode_image("GIF")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty.png"),
        (b"hello", "photo.jpg"),
        (SVG, "photo.svg"),
        (SVG, "photo.png"),
        (GIF, "photo.gif"),
        (GIF, "photo.png"),
        (encode_image("BMP"), "photo.png"),
        (encode_image("TIFF"), "photo.tiff"),
        (encode_image("PNG")[:60], "half.png"),
        (encode_image("JPEG", (400, 400))[:600], "half.jpg"),
        (b"\x89PNG\r\n\x1a\n" + b"\xff" * 200, "broken.png"),
        (b"RIFF\xff\xff\xff\xffWEBPVP8 ", "broken.webp"),
        (b"%PDF-1.4 \xff\xd8\xff\xe0", "photo.jpg"),
        (b"PK\x03\x04" + bytes(100), "photo.png"),
    ],
)
def test_what_is_no_picture_is_refused_by_its_name(client, product, media, content, name):
    page = upload(client, product, make_upload(content, name))
    assert f"{name} isn’t a valid picture" in page
    assert 'id="id_pictures_error"' in page
    assert not list(media.rglob("*.*"))


@pytest.mark.parametrize("side", [8_000, 12_000, 30_000, 2**31 - 1])
def test_a_bomb_is_refused_before_it_is_unpacked(client, product, media, side):
    page = upload(client, product, make_upload(encode_pixel_bomb(side)))
    assert "too many pixels" in page or "isn’t a valid picture" in page
    assert not list(media.rglob("*.*"))


def test_fifty_megabytes_are_refused(client, product, media):
    page = upload(client, product, make_upload(encode_image() + bytes(50 * 1024 * 1024)))
    assert "too large. The limit is 8 MB" in page
    assert not list(media.rglob("*.*"))


def test_one_bad_file_does_not_refuse_the_others(client, product):
    assert upload(client, product, make_upload(), make_upload(b"hello", "words.png"), make_upload()) == ""
    assert product.images.count() == 2
    page = client.get(product_url(product)).content.decode()
    assert "words.png isn’t a valid picture. Use JPEG, PNG or WebP. Everything else was saved." in page


def test_one_bad_file_does_not_refuse_a_new_product(client, product):
    sent = {**new_product_form(), "pictures": [make_upload(b"hello", "words.png"), make_upload()]}
    page = client.post(new_product_url(product.shop), sent, follow=True).content.decode()
    assert Product.objects.get(slug="sea-runner").images.count() == 1
    assert "words.png isn’t a valid picture" in page


def test_a_hostile_name_is_shown_as_text(client, product):
    page = upload(client, product, make_upload(b"hello", "<img src=x onerror=alert(1)>.png"))
    assert "<img src=x" not in page
    assert "isn’t a valid picture" in page


def test_eight_are_the_most(client, product, media):
    assert upload(client, product, *[make_upload() for _ in range(8)]) == ""
    assert "up to 8 pictures" in upload(client, product, make_upload())
    assert product.images.count() == len(list(media.rglob("*-large.webp"))) == 8


def test_no_file_at_all_is_said(client, product):
    assert "Choose a picture" in upload(client, product)


def test_words_where_a_file_belongs_are_no_file(client, product):
    answer = client.post(product_url(product, "seller_product_pictures"), {"pictures": "photo.png"})
    assert answer.status_code == 422


def test_a_new_product_comes_with_its_pictures(client, product):
    answer = client.post(
        new_product_url(product.shop), {**new_product_form(), "pictures": [make_upload(), make_upload()]}
    )
    assert answer.status_code == 302
    made = Product.objects.get(slug="sea-runner")
    assert [(image.position, image.alt) for image in made.images.all()] == [(0, "Sea Runner"), (1, "Sea Runner")]


@pytest.mark.parametrize("files", [[b"hello"], [None] * 9])
def test_a_new_product_is_not_kept_without_pictures_that_are_refused(client, product, media, files):
    answer = client.post(
        new_product_url(product.shop), {**new_product_form(), "pictures": [make_upload(content) for content in files]}
    )
    assert answer.status_code == 422
    assert 'id="id_pictures_error"' in answer.content.decode()
    assert Product.objects.get() == product
    assert not list(media.rglob("*.webp"))


def test_the_product_page_shows_them(client, product):
    upload(client, product, make_upload())
    page = client.get(product.get_absolute_url()).content.decode()
    assert product.images.get().image.url in page


def test_the_pixels_stay_what_they_were(client, product):
    made = io.BytesIO()
    Image.new("RGBA", (20, 20), (255, 0, 0, 0)).save(made, "PNG")
    upload(client, product, make_upload(made.getvalue()))
    assert kept(product).mode == "RGBA"
    assert kept(product).getchannel("A").getextrema() == (0, 0)
