"""A backup is restored with every row and every media file as it was."""

import stat
import threading
from pathlib import Path

import pytest
from django.core.files import storage
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection

from marketplace.models import Maintenance, Order, Product, ProductImage, User
from marketplace.operations import postgres
from marketplace.operations.archive import check_archive
from marketplace.operations.media import read_media
from marketplace.pictures.processing import redraw_picture
from tests import cast
from tests.database import delete_rows
from tests.marketplace.operations.saved_site import back_up, databases, picture_of_site, restore
from tests.marketplace.seller.upload_images import encode_image, make_upload

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def drawn():
    """Return a picture as an upload is saved."""
    return redraw_picture(make_upload(encode_image("PNG")))


@pytest.fixture
def sold():
    """Return an order of a site with a picture, its sale and its mails."""
    item = cast.item()
    ProductImage.objects.add(item.product, [drawn()])
    return cast.paid_order(cast.member(), (item, 2))


def test_a_restored_site_is_as_it_was(saved, sold):
    before = picture_of_site()
    path = back_up(saved)
    assert len([name for name in before if name.endswith(".webp")]) == 3
    ProductImage.objects.get().remove()
    Product.objects.update(title="Changed", price=1)
    cast.paid_order(cast.guest(), (cast.item(), 1))
    assert picture_of_site() != before
    restore(path)
    assert picture_of_site() == before
    assert databases() == {""}
    assert not Maintenance.objects.exists()


def test_the_restored_site_works(saved, sold, client):
    restore(back_up(saved))
    order = cast.paid_order(cast.guest(), (cast.item(), 1))
    assert order.pk > sold.pk and order.status == Order.Status.PAID
    assert client.get("/").status_code == 200


def test_only_its_owner_can_read_an_archive(saved, sold):
    path = back_up(saved)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in saved.iterdir()] == [path.name]


def test_an_archive_is_never_overwritten(saved, sold):
    path = back_up(saved)
    before = path.read_bytes()
    with pytest.raises(CommandError, match="already there"):
        back_up(saved)
    assert path.read_bytes() == before


def test_a_failed_backup_leaves_no_archive(saved, sold, monkeypatch):
    def fail(*args):
        raise postgres.PostgresError("pg_dump failed: no space")

    monkeypatch.setattr(postgres, "dump_parts", fail)
    with pytest.raises(CommandError, match=r"No backup was written. pg_dump failed: no space"):
        back_up(saved)
    assert list(saved.iterdir()) == []


def test_a_program_that_fails_says_why(saved, sold, monkeypatch):
    monkeypatch.setattr("django.conf.settings.FIND_POSTGRES_PROGRAM", lambda name: Path("/bin/false"))
    with pytest.raises(CommandError, match="false failed: 1"):
        back_up(saved)
    assert list(saved.iterdir()) == []


def test_a_site_with_data_is_not_replaced_by_mistake(saved, sold):
    path = back_up(saved)
    User.objects.update(city="Changed")
    before = picture_of_site()
    with pytest.raises(CommandError, match="--replace"):
        call_command("restore", str(path))
    assert picture_of_site() == before


def test_an_empty_site_takes_a_backup_without_further_words(saved, sold, settings, tmp_path):
    before, path = picture_of_site(), back_up(saved)
    delete_rows()  # Of the zone of the leaderboard as well, which migrations write.
    settings.MEDIA_ROOT = tmp_path / "elsewhere"
    call_command("restore", str(path))
    assert picture_of_site() == before


def test_the_replaced_database_is_kept_on_request(saved, sold):
    path = back_up(saved)
    User.objects.update(city="Changed")
    restore(path, "--keep-old")
    [kept] = databases() - {""}
    assert kept.startswith("_before_")
    with postgres.connected_to(postgres.target_name() + kept):
        assert User.objects.filter(city="Changed").exists()
    with postgres.open_session(postgres.MAINTENANCE_DATABASE) as server:
        postgres.drop_database(server, postgres.target_name() + kept)


def test_a_restore_that_fails_late_changes_nothing(saved, sold, monkeypatch):
    path = back_up(saved)
    ProductImage.objects.get().remove()
    before = picture_of_site()

    def fail(*args):
        raise postgres.PostgresError("the power is off")

    monkeypatch.setattr(postgres, "exchange_databases", fail)
    with pytest.raises(CommandError, match=r"Nothing was restored. the power is off"):
        restore(path)
    assert picture_of_site() == before
    assert databases() == {""}


def test_other_numbers_of_rows_are_noticed(saved, sold, monkeypatch):
    path = back_up(saved)
    before = picture_of_site()
    real = postgres.count_rows
    monkeypatch.setattr(postgres, "count_rows", lambda session: real(session) | {"marketplace_order": 0})
    with pytest.raises(CommandError, match="other numbers of rows: marketplace_order"):
        restore(path)
    assert picture_of_site() == before


def test_maintenance_that_was_on_before_stays(saved, sold):
    path = back_up(saved)
    Maintenance.begin("All day.")
    restore(path)
    assert Maintenance.objects.exists()


def test_pages_can_be_read_during_a_restore(saved, sold, monkeypatch, looked_at, client):
    path, answers = back_up(saved), []
    real = postgres.load_parts

    def read_meanwhile(*args):
        real(*args)
        answers.extend([client.get("/").status_code, client.post("/visited/").status_code])

    monkeypatch.setattr(postgres, "load_parts", read_meanwhile)
    restore(path)
    assert answers == [200, 503]
    assert client.post("/visited/").status_code == 204


def test_uploads_and_deletions_meanwhile_leave_no_row_without_its_file(saved, sold, monkeypatch):
    products = [cast.product() for _ in range(3)]
    stop, real = threading.Event(), read_media
    done: list[int] = []

    def upload():
        while not stop.is_set():
            for product in products:
                ProductImage.objects.add(product, [drawn()])
                if product.images.count() > 2:
                    product.images.all()[0].remove()
                done.append(product.pk)
        connection.close()

    def read_slowly(name):
        stop.wait(0.02)
        return real(name)

    monkeypatch.setattr("marketplace.operations.backup.read_media", read_slowly)
    for number in range(20):
        storage.default_storage.save(f"products/older-{number}.webp", ContentFile(b"x"))
    thread = threading.Thread(target=upload)
    thread.start()
    try:
        path = back_up(saved)
    finally:
        stop.set()
        thread.join()
    _, contents = check_archive(path)
    assert len(done) > 5, "pictures come and go during the backup"
    assert contents.missing_files == []
    restore(path)
    assert ProductImage.objects.count() > 1
    for image in ProductImage.objects.all():
        assert storage.default_storage.exists(str(image.image.name))


def test_a_file_that_is_lost_is_reported(saved, sold, capsys):
    storage.default_storage.delete(str(ProductImage.objects.get().image.name))
    back_up(saved)
    assert "1 files that the database names do not exist" in capsys.readouterr().err


def test_a_backup_to_standard_output_is_the_same_archive(saved, sold, capfdbinary):
    call_command("backup", "-")
    (saved / "piped.tar").write_bytes(capfdbinary.readouterr().out)
    _, contents = check_archive(saved / "piped.tar")
    assert contents.rows["marketplace_order"] == 1
