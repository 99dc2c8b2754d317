"""Uploaded pictures keep their colours and orientation in every file format."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from tests import cast
from tests.marketplace.seller.product_forms import product_url
from tests.marketplace.seller.upload_images import make_upload

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
CLOSE = 6  # levels that compression may change


@pytest.fixture
def shown(client, tmp_path, settings):
    """Return a function that uploads a picture and returns the file that pages show."""
    settings.MEDIA_ROOT = tmp_path
    product = cast.product()
    client.force_login(product.shop.owner)

    def shown(made, kind="PNG", **options):
        file = io.BytesIO()
        made.save(file, kind, **options)
        answer = client.post(
            product_url(product, "seller_product_pictures"), {"pictures": [make_upload(file.getvalue())]}
        )
        assert answer.status_code == 302, answer.content.decode()
        with Image.open(Path(product.images.get().image.path)) as kept:
            return kept.convert("RGBA") if kept.has_transparency_data else kept.convert("RGB")

    return shown


def swapped_profile():
    """Return a profile whose red is sRGB's green and whose green is sRGB's red, as no ordinary reader would guess."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = int.from_bytes(profile[128:132], "big")
    tags = {bytes(profile[at : at + 4]): at for at in range(132, 132 + 12 * count, 12)}
    red, green = tags[b"rXYZ"] + 4, tags[b"gXYZ"] + 4
    profile[red : red + 8], profile[green : green + 8] = profile[green : green + 8], profile[red : red + 8]
    return bytes(profile)


def near(pixel, expected):
    return all(abs(one - other) <= CLOSE for one, other in zip(pixel, expected, strict=True))


@pytest.mark.parametrize(
    ("kind", "mode"), [("JPEG", "RGB"), ("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB")]
)
def test_a_profile_is_applied_not_dropped(shown, kind, mode):
    made = Image.new("RGB", (60, 60), (200, 30, 30))
    made = made.quantize(2) if mode == "P" else made.convert(mode)
    kept = shown(made, kind, icc_profile=swapped_profile(), **({} if kind == "PNG" else {"quality": 95}))
    assert near(kept.convert("RGB").getpixel((30, 30)), (30, 200, 30))


@pytest.mark.parametrize("profile", [b"nonsense", b"\0" * 128, swapped_profile()[:200]])
def test_a_profile_that_can_not_be_read_is_ignored(shown, profile):
    kept = shown(Image.new("RGB", (60, 60), (200, 30, 30)), "JPEG", icc_profile=profile, quality=95)
    assert near(kept.getpixel((30, 30)), (200, 30, 30))


def test_a_profile_for_another_kind_of_picture_is_ignored(shown):
    kept = shown(Image.new("L", (60, 60), 120), "PNG", icc_profile=swapped_profile())
    assert near(kept.getpixel((30, 30)), (120, 120, 120))


@pytest.mark.parametrize(("level", "expected"), [(0, 0), (32_768, 128), (65_535, 255), (10_000, 39)])
def test_grey_of_sixteen_bits_keeps_its_shades(shown, level, expected):
    assert near(shown(Image.new("I;16", (60, 60), level)).getpixel((30, 30)), (expected,) * 3)


def test_a_palette_is_scaled_by_its_colours_not_by_their_numbers(shown):
    # Alternating black and white columns look grey from afar; palette entries between the two are green.
    wide = Image.new("P", (3200, 100))
    wide.putpalette([0, 0, 0, *[0, 255, 0] * 254, 255, 255, 255])
    for column in range(1, 3200, 2):
        wide.paste(255, (column, 0, column + 1, 100))
    kept = shown(wide)
    assert kept.size == (1600, 50)
    assert all(near(kept.getpixel((x, 25)), (128, 128, 128)) for x in range(100, 1500, 7))


@pytest.mark.parametrize("made", [Image.new("LA", (60, 60), (200, 0)), Image.new("RGBA", (60, 60), (200, 9, 9, 0))])
def test_what_is_transparent_stays_so(shown, made):
    assert shown(made).getchannel("A").getextrema() == (0, 0)


def test_a_palette_with_a_transparent_colour_stays_transparent(shown):
    made = Image.new("P", (60, 60), 1)
    made.putpalette([255, 0, 0, 0, 0, 255])
    assert shown(made, transparency=1).getpixel((30, 30))[3] == 0


def test_a_picture_for_print_comes_out_in_its_colours(shown):
    red, green, blue = shown(Image.new("CMYK", (60, 60), (0, 255, 255, 0)), "JPEG", quality=95).getpixel((30, 30))
    assert red > 200 > 60 > max(green, blue)
