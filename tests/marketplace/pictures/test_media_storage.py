"""A failed upload leaves no file behind, and a file that is being written has another name."""

import errno
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from marketplace.pictures.storage import UNFINISHED, MediaStorage


class FullDisk(ContentFile):
    """Has a first part that is written, and a second for which there is no room."""

    def chunks(self, chunk_size: int | None = None):
        yield b"the first part"
        raise OSError(errno.ENOSPC, "No space left on device")


def files(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file()]


def test_uploads_go_through_it():
    assert isinstance(storages["default"], MediaStorage)


def test_a_saved_file_is_there_under_its_name_alone(tmp_path):
    storage = MediaStorage(location=tmp_path)
    name = storage.save("products/bag.webp", ContentFile(b"a bag"))
    assert (name, files(tmp_path)) == ("products/bag.webp", ["bag.webp"])
    assert storage.open(name).read() == b"a bag"


def test_a_failed_upload_leaves_nothing_behind(tmp_path):
    with pytest.raises(OSError, match="No space left"):
        MediaStorage(location=tmp_path).save("products/bag.webp", FullDisk(b""))
    assert files(tmp_path) == []


def test_a_file_that_is_being_written_has_another_name(tmp_path):
    class Looking(ContentFile):
        def chunks(self, chunk_size: int | None = None):
            yield b"the first part"
            found.extend(files(tmp_path))

    found: list[str] = []
    MediaStorage(location=tmp_path).save("bag.webp", Looking(b""))
    assert len(found) == 1 and found[0].startswith(UNFINISHED)
    assert files(tmp_path) == ["bag.webp"]


def test_a_second_file_of_a_name_gets_another(tmp_path):
    storage = MediaStorage(location=tmp_path)
    names = {storage.save("bag.webp", ContentFile(b"a bag")) for _ in range(2)}
    assert len(names) == 2 and set(files(tmp_path)) == names
