"""Uploads cost a bounded amount of work: cheap checks come first, and nobody can take a process's time for long."""

import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from marketplace.pictures import processing, upload_limits
from tests import cast
from tests.marketplace.seller.product_forms import address, listed, new
from tests.marketplace.seller.upload_images import bomb, data, picture

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
    return client.post(address(product, "seller_product_pictures"), {"pictures": files, **more})


def test_too_many_are_refused_before_one_is_unpacked(client, product, decoded):
    answer = send(client, product, [picture() for _ in range(60)])
    assert answer.status_code == 422
    assert "up to 8 pictures" in answer.content.decode()
    assert decoded == []


def test_so_are_those_that_a_product_has_no_room_for(client, product, decoded):
    send(client, product, [picture() for _ in range(7)])
    decoded.clear()
    assert send(client, product, [picture(), picture()]).status_code == 422
    assert decoded == []
    assert send(client, product, [picture()]).status_code == 302


def test_a_new_product_with_too_many_is_refused_as_cheaply(client, product, decoded):
    answer = client.post(new(product.shop), {**listed(), "pictures": [picture() for _ in range(9)]})
    assert answer.status_code == 422
    assert decoded == []


@pytest.mark.parametrize(
    "bad", [bomb(12_000), bomb(30_000), b"hello", data() + bytes(9 * 1024 * 1024), data("GIF")], ids=len
)
def test_what_the_header_gives_away_is_never_unpacked(client, product, decoded, bad):
    assert send(client, product, [picture(bad, "bad.png")]).status_code == 422
    assert decoded == []


def test_nothing_is_unpacked_for_a_form_that_is_refused_anyway(client, product, decoded):
    answer = client.post(new(product.shop), {**listed(price="-1"), "pictures": [picture()]})
    assert answer.status_code == 422
    assert decoded == []


def test_one_person_may_send_so_many_an_hour(client, product, decoded, settings):
    settings.PICTURES_PER_HOUR = 3
    assert send(client, product, [picture(), picture()]).status_code == 302
    answer = send(client, product, [picture(), picture()])
    assert answer.status_code == 422
    assert "pictures per hour" in answer.content.decode()
    assert len(decoded) == 2


def test_another_person_is_not_held_up_by_that(client, product, settings):
    settings.PICTURES_PER_HOUR = 1
    send(client, product, [picture()])
    other = cast.product()
    client.force_login(other.shop.owner)
    assert send(client, other, [picture()]).status_code == 302


def drawing(monkeypatch):
    """Let the first picture take until it is told to go on."""
    began, go_on = threading.Event(), threading.Event()

    def slow(upload):
        began.set()
        assert go_on.wait(10)
        return processing.ProcessedPicture((1, 1), data("WEBP"), [data("WEBP")] * 2)

    monkeypatch.setattr(processing, "redraw_picture", slow)
    return began, go_on


def upload(user_id):
    def run():
        with upload_limits.upload_slot(user_id):
            processing.redraw_upload(SimpleUploadedFile("a.png", data()))

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_a_second_upload_of_one_person_waits_for_nothing_and_is_refused(client, product, monkeypatch):
    began, go_on = drawing(monkeypatch)
    thread = upload(product.shop.owner_id)
    assert began.wait(5)
    answer = send(client, product, [picture()])
    go_on.set()
    thread.join()
    assert answer.status_code == 422
    assert "still being processed" in answer.content.decode()


def test_a_process_takes_so_many_uploads_at_once(client, product, monkeypatch, settings):
    settings.PICTURE_UPLOADS_AT_ONCE = 2
    began, go_on = drawing(monkeypatch)
    threads = [upload(-1), upload(-2)]
    assert began.wait(5)
    while len(upload_limits._at_work) < 2:
        pass
    answer = send(client, product, [picture()])
    go_on.set()
    for thread in threads:
        thread.join()
    assert answer.status_code == 422
    assert "Many pictures" in answer.content.decode()
    assert not upload_limits._at_work
