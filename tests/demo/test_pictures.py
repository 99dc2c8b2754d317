"""Product pictures: repeatable, different, and drawn for every kind there is."""

import io

import pytest
from PIL import Image

from config.demo.kinds import COLOURWAYS, KINDS
from config.demo.pictures import DRAWINGS, SIDE, STANDING, Portrait, draw

FOREST, BRICK = COLOURWAYS["Forest"], COLOURWAYS["Brick"]
SNEAKER = Portrait("sneaker", FOREST, 1, 7)


def opened(portrait: Portrait) -> Image.Image:
    return Image.open(io.BytesIO(draw(portrait)))


def test_the_same_portrait_gives_the_same_bytes():
    assert draw(SNEAKER) == draw(Portrait("sneaker", FOREST, 1, 7))


@pytest.mark.parametrize(
    "other",
    [
        Portrait("sneaker", BRICK, 1, 7),
        Portrait("sneaker", FOREST, 2, 7),
        Portrait("sneaker", FOREST, 1, 8),
        Portrait("sneaker", FOREST, 1, 7, shot=1),
        Portrait("boot", FOREST, 1, 7),
    ],
    ids=["colours", "style", "seed", "shot", "kind"],
)
def test_everything_a_portrait_names_shows(other):
    assert draw(SNEAKER) != draw(other)


def test_a_picture_is_a_square_jpeg_of_a_sensible_size():
    file = draw(SNEAKER)
    picture = Image.open(io.BytesIO(file))
    assert (picture.format, picture.size) == ("JPEG", (SIDE, SIDE))
    assert 10_000 < len(file) < 120_000


@pytest.mark.parametrize("colours", [COLOURWAYS["Chalk"], COLOURWAYS["Ink"], COLOURWAYS["Sage"]], ids=str)
def test_the_product_stands_out_from_its_backdrop(colours):
    picture = opened(Portrait("notebook", colours, 2, 1)).convert("RGB")
    corner, middle = (picture.crop((x, y, x + 1, y + 1)).tobytes() for x, y in ((10, 10), (330, 420)))
    assert sum(abs(one - other) for one, other in zip(corner, middle, strict=True)) > 40


def test_an_unknown_kind_is_refused():
    with pytest.raises(KeyError):
        draw(Portrait("unicorn", FOREST, 0, 0))


def test_every_kind_has_a_drawing():
    assert set(DRAWINGS) == set(KINDS)
    assert set(STANDING) < set(DRAWINGS)


@pytest.mark.slow
@pytest.mark.parametrize("kind", DRAWINGS)
def test_every_kind_can_be_drawn_in_all_styles_and_shots(kind):
    drawn = {draw(Portrait(kind, BRICK, style, style, shot=style % 3)) for style in range(6)}
    assert len(drawn) == 6
