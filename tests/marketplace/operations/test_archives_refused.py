"""A broken, foreign or newer archive is refused with a reason, and changes nothing."""

import hashlib
import io
import json
import tarfile

import pytest
from django.core.management import CommandError

from marketplace.operations import archive
from tests import cast
from tests.marketplace.operations.saved_site import back_up, databases, picture_of_site, restore

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def original(saved, settings):
    """Return an archive of a small site, and its members."""
    cast.paid_order(cast.guest(), (cast.item(), 1))
    (settings.MEDIA_ROOT / "products").mkdir(parents=True)
    (settings.MEDIA_ROOT / "products/a.webp").write_bytes(b"picture")
    path = back_up(saved)
    return path, dict(archive.read_archive(path))


def write(path, members, **kinds):
    """Write members into a tar file; `kinds` are the tar types of some."""
    with tarfile.open(path, "w") as tar:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size, info.type = len(content), kinds.get(name, tarfile.REGTYPE)
            info.linkname = "/etc/passwd" if name in kinds else ""
            tar.addfile(info, io.BytesIO(content))
    return path


def assert_restore_refused(path, match):
    """Restore an archive, and expect a refusal that changes nothing."""
    before = picture_of_site()
    with pytest.raises(CommandError, match=match):
        restore(path)
    assert picture_of_site() == before
    assert databases() == {""}


@pytest.mark.parametrize("size", [0, 100, 511, 512, 5000, -20_000, -11_000])
def test_a_cut_off_archive_is_refused(original, size):
    path, _ = original
    path.write_bytes(path.read_bytes()[:size])
    assert_restore_refused(path, "cut off|no complete archive|does not begin|unreadable")


def test_every_changed_byte_is_noticed(original):
    path, members = original
    whole = path.read_bytes()
    for name, content in members.items():
        if name == archive.CONTENTS:
            continue
        at = whole.index(content[:200]) + len(content) // 2
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(archive.ArchiveError):
            archive.check_archive(path)


def test_a_missing_member_is_refused(original):
    path, members = original
    del members["media/products/a.webp"]
    assert_restore_refused(write(path, members.items()), "damaged: media/products/a.webp")


@pytest.mark.parametrize(
    "name",
    [
        "media/../outside.txt",
        "media/products/../../outside.txt",
        "media//etc/outside.txt",
        "/etc/outside.txt",
        "../outside.txt",
        "media/c:\\outside.txt",
        "media/products\\..\\outside.txt",
        "media/",
        "media/a\nb",
        "other.txt",
        "database/1",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(original, tmp_path, name):
    path, members = original
    assert_restore_refused(write(path, [*members.items(), (name, b"x")]), "which no backup does|second")
    assert not list(tmp_path.rglob("outside*"))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE])
def test_links_and_devices_are_refused(original, kind):
    path, members = original
    assert_restore_refused(write(path, members.items(), **{"media/products/a.webp": kind}), "which no backup does")


def test_a_member_that_comes_twice_is_refused(original):
    path, members = original
    doubled = [*list(members.items())[:-1], ("media/products/a.webp", b"other"), list(members.items())[-1]]
    assert_restore_refused(write(path, doubled), "second media/products/a.webp")


def test_a_member_of_a_size_that_no_backup_writes_is_refused(original, monkeypatch):
    path, _ = original
    monkeypatch.setattr(archive, "MAX_BYTES", 1000)
    assert_restore_refused(path, "more than any backup writes")


def changed(members, name, **fields):
    """Return the members with other fields in one of the descriptions."""
    return (members | {name: json.dumps(json.loads(members[name]) | fields, indent=1).encode()}).items()


def test_a_newer_format_is_refused(original):
    path, members = original
    assert_restore_refused(write(path, changed(members, archive.MANIFEST, version=2)), "newer release")


def test_a_newer_release_is_refused(original):
    path, members = original
    newer = [*json.loads(members[archive.CONTENTS])["migrations"], "marketplace.9999_future"]
    assert_restore_refused(
        write(path, changed(members, archive.CONTENTS, migrations=newer)), "newer release.*marketplace.9999_future"
    )


def test_a_newer_postgres_is_refused(original):
    path, members = original
    assert_restore_refused(write(path, changed(members, archive.CONTENTS, postgres=99)), "Postgres 99")


@pytest.mark.parametrize("fields", [{"rows": []}, {"sha256": None}, {"migrations": "x"}, {"more": 1}])
def test_contents_of_another_kind_are_refused(original, fields):
    path, members = original
    assert_restore_refused(write(path, changed(members, archive.CONTENTS, **fields)), "unreadable contents")


def test_other_numbers_of_rows_are_refused(original):
    path, members = original
    rows = json.loads(members[archive.CONTENTS])["rows"] | {"marketplace_user": 99}
    assert_restore_refused(
        write(path, changed(members, archive.CONTENTS, rows=rows)), "other numbers of rows: marketplace_user"
    )


def test_a_dump_that_postgres_cannot_read_is_refused(original):
    path, members = original
    members["database/000001"] = b"PGDMP but nothing else"
    sums = json.loads(members[archive.CONTENTS])["sha256"]
    sums |= {"database/000001": hashlib.sha256(members["database/000001"]).hexdigest()}
    assert_restore_refused(write(path, changed(members, archive.CONTENTS, sha256=sums)), "pg_restore failed")


def test_files_that_are_no_archive(original, tmp_path):
    path, _ = original
    for content in (b"", b"hello", b"\x1f\x8b" + b"x" * 2000, b"\0" * 10_240):
        path.write_bytes(content)
        assert_restore_refused(path, "no complete archive|does not begin")
    assert_restore_refused(write(path, [("README.md", b"hello")]), "which no backup does")
    assert_restore_refused(tmp_path / "missing.tar", "No such file")
    assert_restore_refused(tmp_path, "Is a directory")
