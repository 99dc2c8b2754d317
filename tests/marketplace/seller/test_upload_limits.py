"""Uploads cost a bounded amount of work: cheap checks come first, and nobody can take a process's time for long."""

import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from marketplace.pictures import processing, upload_limits
from tests import cast
from tests.marketplace.seller.product_forms import new_product_form, new_product_url, product_url
from tests.marketplace.seller.upload_images import encode_image, encode_pixel_bomb, make_upload

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def product(client, tmp_path, settings):
    """A product whose seller is signed in."""
    settings.MEDIA_ROOT = tmp_path
    product = cast.product(title="Runner")
    client.force_login(product.shop.owner)
    return product


@pytest.fixture
def decoded(monkeypatch):
    """The pictures that were unpacked."""
    done = []
    real = processing.redraw_picture

    def note(upload):
        done.append(upload.name)
        return real(upload)

    monkeypatch.setattr(processing, "redraw_picture", note)
    return done


def send(client, product, files, **more):
    return client.post(product_url(product, "seller_product_pictures"), {"pictures": files, **more})


def test_too_many_are_refused_before_one_is_unpacked(client, product, decoded):
    answer = send(client, product, [make_upload() for _ in range(60)])
    assert answer.status_code == 422
    assert "up to 8 pictures" in answer.content.decode()
    assert decoded == []


def test_so_are_those_that_a_product_has_no_room_for(client, product, decoded):
    send(client, product, [make_upload() for _ in range(7)])
    decoded.clear()
    assert send(client, product, [make_upload(), make_upload()]).status_code == 422
    assert decoded == []
    assert send(client, product, [make_upload()]).status_code == 302


def test_a_new_product_with_too_many_is_refused_as_cheaply(client, product, decoded):
    answer = client.post(
        new_product_url(product.shop), {**new_product_form(), "pictures": [make_upload() for _ in range(9)]}
    )
    assert answer.status_code == 422
    assert decoded == []


@pytest.mark.parametrize(
    "bad",
    [
        encode_pixel_bomb(12_000),
        encode_pixel_bomb(30_000),
        b"hello",
        encode_image() + bytes(9 * 1024 * 1024),
        encode_image("GIF"),
    ],
    ids=len,
)
def test_what_the_header_gives_away_is_never_unpacked(client, product, decoded, bad):
    assert send(client, product, [make_upload(bad, "bad.png")]).status_code == 422
    assert decoded == []


def test_nothing_is_unpacked_for_a_form_that_is_refused_anyway(client, product, decoded):
    answer = client.post(new_product_url(product.shop), {**new_product_form(price="-1"), "pictures": [make_upload()]})
    assert answer.status_code == 422
    assert decoded == []


def test_one_person_may_send_so_many_an_hour(client, product, decoded, settings):
    settings.PICTURES_PER_HOUR = 3
    assert send(client, product, [make_upload(), make_upload()]).status_code == 302
    answer = send(client, product, [make_upload(), make_upload()])
    assert answer.status_code == 422
    assert "pictures per hour" in answer.content.decode()
    assert len(decoded) == 2


def test_another_person_is_not_held_up_by_that(client, product, settings):
    settings.PICTURES_PER_HOUR = 1
    send(client, product, [make_upload()])
    other = cast.product()
    client.force_login(other.shop.owner)
    assert send(client, other, [make_upload()]).status_code == 302


def drawing(monkeypatch):
    """Let the first picture take until it is told to go on."""
    began, go_on = threading.Event(), threading.Event()

    def slow(upload):
        began.set()
        assert go_on.wait(10)
        return processing.ProcessedPicture((1, 1), encode_image("WEBP"), [encode_image("WEBP")] * 2)

    monkeypatch.setattr(processing, "redraw_picture", slow)
    return began, go_on


def upload(user_id):
    def run():
        with upload_limits.upload_slot(user_id):
            processing.redraw_upload(SimpleUploadedFile("a.png", encode_image()))

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_a_second_upload_of_one_person_waits_for_nothing_and_is_refused(client, product, monkeypatch):
    began, go_on = drawing(monkeypatch)
    thread = upload(product.shop.owner_id)
    assert began.wait(5)
    answer = send(client, product, [make_upload()])
    go_on.set()
    thread.join()
    assert answer.status_code == 422
    assert "still being processed" in answer.content.decode()


def test_a_process_takes_so_many_uploads_at_once(client, product, monkeypatch, settings):
    settings.PICTURE_UPLOADS_AT_ONCE = 2
    began, go_on = drawing(monkeypatch)
    threads = [upload(-1), upload(-2)]
    assert began.wait(5)
    while len(upload_limits._active_users) < 2:
        pass
    answer = send(client, product, [make_upload()])
    go_on.set()
    for thread in threads:
        thread.join()
    assert answer.status_code == 422
    assert "Many pictures" in answer.content.decode()
    assert not upload_limits._active_users
