"""Each picture lies in three sizes, and pages load the one they show."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone
from PIL import Image

from marketplace.models import ProductImage
from marketplace.pictures.maintenance import delete_orphan_files, size_pictures
from marketplace.pictures.processing import redraw_picture
from tests import cast
from tests.marketplace.seller.product_forms import product_url
from tests.marketplace.seller.upload_images import encode_image, encode_rotated_image, make_upload

pytestmark = [pytest.mark.detail, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def product(client, media):
    product = cast.product(title="Boots")
    client.force_login(product.shop.owner)
    return product


def upload(client, product, content):
    assert (
        client.post(product_url(product, "seller_product_pictures"), {"pictures": [make_upload(content)]}).status_code
        == 302
    )
    return product.images.last()


def files(media):
    return sorted(path.name for path in (media / "products").iterdir())


def sides(media):
    return sorted(max(Image.open(path).size) for path in (media / "products").iterdir())


def older(product, name="old.webp", content=None):
    """Return a picture as they were kept before there were sizes."""
    image = ProductImage(product=product, alt="Boots")
    image.image.field.storage.save(f"products/{name}", ContentFile(content or encode_image("WEBP", (1600, 400))))
    image.image.name = f"products/{name}"
    image.save()
    return image


def test_an_upload_is_kept_in_three_sizes(client, product, media):
    upload(client, product, encode_image("JPEG", (2000, 1000)))
    assert sides(media) == [200, 640, 1600]


def test_a_small_picture_is_not_made_larger(client, product, media):
    image = upload(client, product, encode_image("PNG", (300, 100)))
    assert sides(media) == [200, 300, 300]
    assert [width for _, width in image.sources] == [300, 200]


def test_each_size_stands_upright(client, product, media):
    upload(client, product, encode_rotated_image())
    assert {Image.open(path).size for path in (media / "products").iterdir()} == {(30, 40)}


@pytest.mark.parametrize(("page", "sizes"), [("/categories/shoes/", "19rem"), ("product", "40rem"), ("/cart/", "5rem")])
def test_pages_let_the_browser_choose(client, product, media, page, sizes):
    image = upload(client, product, encode_image("JPEG", (2000, 1000)))
    client.post("/cart/add/", {"item": cast.item().pk})
    client.logout()
    client.post("/cart/add/", {"item": product.items.get().pk})
    html = client.get(product.get_absolute_url() if page == "product" else page).content.decode()
    large = image.image.url
    card, thumb = (large.replace("-large", f"-{size}") for size in ("card", "thumb"))
    assert f'srcset="{large} 1600w, {card} 640w, {thumb} 200w"' in html
    assert sizes in html


def test_thumbnails_load_the_smallest(client, product, media):
    image = upload(client, product, encode_image("JPEG", (2000, 1000)))
    upload(client, product, encode_image("JPEG", (900, 900)))
    html = client.get(product.get_absolute_url()).content.decode()
    assert f'src="{image.image.url.replace("-large", "-thumb")}" alt="" width="80"' in html


def test_an_older_picture_is_shown_by_its_one_file(client, product, media):
    image = older(product)
    html = client.get(product.get_absolute_url()).content.decode()
    assert f'src="{image.image.url}"' in html
    assert "srcset" not in html


def test_older_pictures_get_their_sizes(client, product, media):
    older(product, "broken.webp", b"no picture")
    image = older(product)
    missing = older(product, "missing.webp")
    (media / "products/missing.webp").unlink()
    assert size_pictures() == 1
    image.refresh_from_db()
    assert "-large." in str(image.image.name)
    assert (image.width, image.height) == (1600, 400)
    assert len(files(media)) == 2 + 3, "the older file stays for pages that are open"
    assert size_pictures() == 0
    assert ProductImage.objects.filter(pk=missing.pk, image="products/missing.webp").exists()


def test_a_run_that_ended_is_gone_on_with(product, media):
    for number in range(3):
        older(product, f"{number}.webp", encode_image("WEBP", (300, 300)))
    assert size_pictures(seconds=-1) == 0
    assert size_pictures() == 3


def test_a_picture_that_was_deleted_meanwhile_leaves_no_files(product, media, monkeypatch):
    image = older(product)

    def slow(file):
        ProductImage.objects.filter(pk=image.pk).delete()
        return redraw_picture(file)

    monkeypatch.setattr("marketplace.pictures.maintenance.redraw_picture", slow)
    assert size_pictures() == 0
    assert files(media) == ["old.webp"]


def age(path: Path, **by):
    moment = (timezone.now() - timedelta(**by)).timestamp()
    os.utime(path, (moment, moment))


def test_files_of_no_picture_go_after_a_day(client, product, media):
    upload(client, product, encode_image("JPEG", (2000, 1000)))
    older(product)
    folder = media / "products"
    kept = files(media)
    for name in ("gone.webp", "gone-large.webp", "gone-card.webp", "gone-thumb.webp"):
        (folder / name).write_bytes(b"x")
    assert delete_orphan_files() == 0
    for path in folder.iterdir():
        age(path, hours=25)
    assert delete_orphan_files() == 4
    assert files(media) == kept


def test_a_deleted_picture_takes_all_its_files_along(client, product, media):
    upload(client, product, encode_image("JPEG", (2000, 1000))).remove()
    assert files(media) == []


def test_the_command_does_all_of_it(product, media, capsys):
    older(product)
    call_command("size_pictures")
    assert "1 pictures sized, 0 files deleted" in capsys.readouterr().out
    assert delete_orphan_files() == 0


def test_without_any_upload_there_is_nothing_to_do(media, db):
    assert (size_pictures(), delete_orphan_files()) == (0, 0)


@pytest.mark.parametrize(
    ("size", "said"),
    [
        ((900, 900), "(max-width: 40rem) 50vw, 19rem"),
        ((900, 600), "(max-width: 40rem) calc(50vw * 1.5), calc(19rem * 1.5)"),
    ],
)
def test_what_is_cut_off_at_the_sides_is_loaded_too(client, product, media, size, said):
    upload(client, product, encode_image("JPEG", size))
    assert f'sizes="{said}"' in client.get("/categories/shoes/").content.decode()
