"""Pictures are drawn into files by other processes; what is there is not drawn again."""

from config.demo.catalogue import products
from config.demo.drawing import Drawing, file_name
from marketplace.picture_files import SIZES, file_of

TWO = [product for product in products() if len(product.portraits) > 1][:2]


def test_each_portrait_becomes_a_file_and_none_is_drawn_twice(tmp_path):
    with Drawing(TWO, tmp_path) as drawing:
        assert drawing.wait_for_covers() == 2
        assert all((tmp_path / file_name(product, 0)).exists() for product in TWO)
        assert drawing.wait() == sum(len(product.portraits) for product in TWO)
    (tmp_path / file_name(TWO[0], 0)).unlink()
    with Drawing(TWO, tmp_path) as drawing:
        assert drawing.wait() == 1
    assert {file.name for file in tmp_path.iterdir()} == {
        file_of(file_name(product, place), size)
        for product in TWO
        for place in range(len(product.portraits))
        for size in SIZES
    }
