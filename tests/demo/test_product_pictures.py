"""The demo's product pictures: complete, all different, small, and copied if they are missing."""

from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image

from config.demo.data.catalogue import plan_products
from config.demo.data.product_pictures import FOLDER, SIDE, copy_pictures, make_picture_name
from marketplace.pictures.files import LARGE, SIZES, sized_name

pytestmark = pytest.mark.detail

MEGABYTE = 1_000_000
COVERS = {product.slug: FOLDER / make_picture_name(product, 0) for product in plan_products()}


def test_each_picture_of_the_catalogue_has_a_file_of_each_size_and_there_is_no_other_file():
    planned = {
        sized_name(make_picture_name(product, position), size)
        for product in plan_products()
        for position in range(product.pictures)
        for size in SIZES
    }
    assert {file.name for file in FOLDER.iterdir()} == planned


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.mark)
def test_each_file_is_a_square_webp_as_large_as_its_name_says(size):
    side = min(SIDE, size.side)
    for file in FOLDER.glob(f"*{size.mark}webp"):
        with Image.open(file) as picture:
            assert (picture.format, picture.size) == ("WEBP", (side, side)), file.name


def test_no_two_pictures_are_the_same():
    large = list(FOLDER.glob(f"*{LARGE}webp"))
    assert len({sha256(file.read_bytes()).digest() for file in large}) == len(large)


def test_all_files_together_take_a_few_megabytes_and_none_is_large():
    sizes = [file.stat().st_size for file in FOLDER.iterdir()]
    assert sum(sizes) < 9 * MEGABYTE
    assert max(sizes) < 30_000


@pytest.mark.parametrize("slug", [product.slug for product in plan_products() if product.product_type == "notebook"])
def test_a_product_stands_out_from_its_backdrop(slug):
    with Image.open(COVERS[slug]) as cover:
        picture = cover.convert("RGB")
    corner, middle = (picture.crop((x, y, x + 1, y + 1)).tobytes() for x, y in ((15, 15), (495, 630)))
    assert sum(abs(one - other) for one, other in zip(corner, middle, strict=True)) > 40


def test_only_missing_files_are_copied(tmp_path):
    folder = tmp_path / "media/products"
    assert copy_pictures(folder) == sum(1 for _ in FOLDER.iterdir())
    assert {file.name for file in folder.iterdir()} == {file.name for file in FOLDER.iterdir()}
    lost = folder / next(iter(COVERS.values())).name
    lost.unlink()
    assert copy_pictures(folder) == 1
    assert lost.read_bytes() == (FOLDER / lost.name).read_bytes()


def test_a_copy_that_was_cut_short_is_made_again(tmp_path, monkeypatch):
    def copy_half(source: Path, target: Path) -> None:
        target.write_bytes(source.read_bytes()[:100])
        raise KeyboardInterrupt

    monkeypatch.setattr("shutil.copyfile", copy_half)
    with pytest.raises(KeyboardInterrupt):
        copy_pictures(tmp_path)
    monkeypatch.undo()
    assert copy_pictures(tmp_path) == sum(1 for _ in FOLDER.iterdir())
