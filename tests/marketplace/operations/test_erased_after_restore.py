"""Erased people stay erased: a restore repeats the erasures made since the backup."""

import json
import stat
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from carts.models import Cart, MailOptOut
from carts.shopping import add_to_cart
from marketplace.accounts.account_deletion import delete_account
from marketplace.accounts.erasure import erase_guest
from marketplace.accounts.erasure_records import read_record_file
from marketplace.models import Erasure, Invitation, Mail, Order, Product, ProductImage, User
from marketplace.operations.erasure_replay import replay_erasures
from marketplace.pictures.processing import redraw_picture
from tests import cast
from tests.marketplace.accounts.personal_data import find_traces
from tests.marketplace.accounts.test_erasure import KEPT, address, deliver
from tests.marketplace.operations.saved_site import back_up, picture_of_site, restore
from tests.marketplace.seller.upload_images import encode_image, make_upload

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def member():
    """Return a member with an order as a member, one as a guest, and a cart."""
    bob = cast.person("Qzxname", email="qzxmail@example.com", city="Qzxcity")
    item = cast.item()
    deliver(cast.paid_order(cast.member(bob), (item, 1), **address("Qzx"), email="qzxmail@example.com"))
    deliver(cast.paid_order(cast.guest(), (item, 1), **address("Qzx"), email="qzxmail@example.com"))
    add_to_cart(cast.member(bob), item.pk, 1)
    return bob


def guest():
    """Make a guest known by an order, a reminder, an invitation, an opt-out and mails."""
    item = cast.item()
    deliver(cast.paid_order(cast.guest(), (item, 1), **address("Qzx"), email="qzxmail@example.com"))
    add_to_cart(cast.guest(), item.pk, 1)
    Cart.objects.filter(status="open").update(reminder_email="qzxmail@example.com")
    Invitation.objects.send(item.product.shop, "qzxmail@example.com", by=item.product.shop.owner)
    MailOptOut.objects.opt_out("qzxmail@example.com")
    Mail.objects.put(key="erase:1", to="Qzxmail@example.com", subject="s", text="t")


def test_a_deleted_member_stays_deleted(saved):
    bob = member()
    path = back_up(saved)
    delete_account(bob)
    assert find_traces("qzx") == set()
    restore(path)
    assert find_traces("qzx") == set()
    assert User.objects.get(pk=bob.pk).left_at


def test_without_the_records_the_member_would_be_back(saved, settings):
    bob = member()
    path = back_up(saved)
    delete_account(bob)
    settings.ERASURES_FILE.unlink()
    Erasure.objects.all().delete()
    restore(path)
    assert len(find_traces("qzx")) > 5


def test_an_erased_guest_stays_erased(saved):
    guest()
    assert len(find_traces("qzx")) > 8
    path = back_up(saved)
    erase_guest("QZXmail@example.com")
    restore(path)
    assert find_traces("qzx") == set()


def test_the_file_is_enough_when_the_database_is_lost(saved):
    guest()
    path = back_up(saved)
    erase_guest("qzxmail@example.com")
    Erasure.objects.all().delete()
    restore(path)
    assert find_traces("qzx") == set()
    assert Erasure.objects.count() == 1


def test_the_file_is_enough_for_a_member(saved):
    bob = member()
    path = back_up(saved)
    delete_account(bob)
    Erasure.objects.all().delete()
    restore(path)
    assert User.objects.get(pk=bob.pk).left_at
    assert find_traces("qzx") == set()


def test_a_file_that_knows_milliseconds_only_is_enough_for_a_member(saved, settings):
    bob = member()
    User.objects.filter(pk=bob.pk).update(date_joined=datetime(2026, 1, 2, 3, 4, 5, 123456, tzinfo=UTC))
    bob.refresh_from_db()
    path = back_up(saved)
    delete_account(bob)
    Erasure.objects.all().delete()
    first, *others = settings.ERASURES_FILE.read_text().splitlines()
    first = json.dumps(json.loads(first) | {"joined_at": "2026-01-02T03:04:05.123Z"})
    settings.ERASURES_FILE.write_text("".join(f"{line}\n" for line in [first, *others]))
    restore(path)
    assert User.objects.get(pk=bob.pk).left_at


def test_an_exported_list_is_enough_for_a_member(saved, settings, capsys, tmp_path):
    bob = member()
    path = back_up(saved)
    delete_account(bob)
    capsys.readouterr()
    call_command("erasures", "export")
    (tmp_path / "list.jsonl").write_text(capsys.readouterr().out)
    settings.ERASURES_FILE.unlink()
    Erasure.objects.all().delete()
    restore(path, "--erasures", str(tmp_path / "list.jsonl"))
    assert User.objects.get(pk=bob.pk).left_at


def test_the_database_is_enough_when_the_file_is_lost(saved, settings):
    guest()
    path = back_up(saved)
    erase_guest("qzxmail@example.com")
    settings.ERASURES_FILE.unlink()
    restore(path)
    assert find_traces("qzx") == set()


def test_an_exported_list_is_enough(saved, settings, capsys, tmp_path):
    guest()
    path = back_up(saved)
    erase_guest("qzxmail@example.com")
    capsys.readouterr()
    call_command("erasures", "export")
    (tmp_path / "list.jsonl").write_text(capsys.readouterr().out)
    settings.ERASURES_FILE.unlink()
    Erasure.objects.all().delete()
    restore(path, "--erasures", str(tmp_path / "list.jsonl"))
    assert find_traces("qzx") == set()


def test_a_deleted_seller_leaves_no_picture_and_only_what_buyers_need(saved):
    sue = cast.person("Qzxname", email="qzxmail@example.com")
    product = cast.product(in_shop=cast.shop(sue, blurb="Qzxblurb"), description="Qzxdescription")
    ProductImage.objects.add(product, [redraw_picture(make_upload(encode_image("PNG")))])
    path = back_up(saved)
    delete_account(sue)
    restore(path)
    assert find_traces("qzx") - KEPT.keys() == set()
    assert [name for name in picture_of_site() if name.endswith(".webp")] == []


def test_obstacles_of_the_past_do_not_bring_anybody_back(saved, capsys):
    sue = cast.person("Qzxname", email="qzxmail@example.com")
    order = cast.paid_order(cast.guest(), (cast.item(in_shop=cast.shop(sue)), 1))
    path = back_up(saved)
    deliver(order)
    delete_account(sue)
    restore(path)
    assert User.objects.get(pk=sue.pk).left_at
    assert f"Account {sue.pk} was deleted although: 1 order waits for a parcel" in capsys.readouterr().out


def test_a_guest_who_came_back_before_the_backup_is_kept(saved):
    guest()
    erase_guest("qzxmail@example.com")
    cast.paid_order(cast.guest(), (cast.item(), 1), **address("Qzx"), email="qzxmail@example.com")
    path = back_up(saved)
    restore(path)
    assert Order.objects.filter(email="qzxmail@example.com").exists()


def test_another_account_of_the_same_number_is_kept(saved):
    path = back_up(saved)
    bob = cast.person("Bob")
    delete_account(bob)
    restore(path)
    new = cast.person("New", pk=bob.pk)
    assert replay_erasures(Erasure.objects.all()).accounts == 0
    Erasure.objects.all().delete()
    new.refresh_from_db()
    assert new.left_at is None and new.display_name == "New"


def test_others_are_as_they_were(saved):
    other = cast.paid_order(cast.guest(), (cast.item(), 1))
    guest()
    path = back_up(saved)
    erase_guest("qzxmail@example.com")
    restore(path)
    other.refresh_from_db()
    assert other.email == "bob@example.com" and Product.objects.count() == 2


def test_a_restore_of_an_older_backup_repeats_all(saved):
    bob = member()
    first = back_up(saved, "first.tar")
    delete_account(bob)
    second = back_up(saved, "second.tar")
    restore(second)
    restore(first)
    assert find_traces("qzx") == set()


def test_a_repeated_erasure_is_not_recorded_twice(saved, settings):
    bob = member()
    path = back_up(saved)
    delete_account(bob)
    before = settings.ERASURES_FILE.read_text()
    restore(path)
    assert settings.ERASURES_FILE.read_text() == before
    assert Erasure.objects.count() == 2


def test_the_file_names_nobody_and_is_for_its_owner_only(saved, settings):
    bob = member()
    delete_account(bob)
    text = settings.ERASURES_FILE.read_text()
    assert stat.S_IMODE(settings.ERASURES_FILE.stat().st_mode) == 0o600
    assert "qzx" not in text.lower() and "@" not in text
    records = [json.loads(line) for line in text.splitlines()]
    assert [record["account_id"] for record in records] == [bob.pk, None]
    assert {str(one.pk) for one in Erasure.objects.all()} == {record["id"] for record in records}


def test_an_erasure_that_fails_leaves_no_record(saved, settings, monkeypatch):
    bob = member()
    monkeypatch.setattr("marketplace.accounts.account_deletion.record_address_erasures", lambda emails: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        delete_account(bob)
    assert not settings.ERASURES_FILE.exists() and not Erasure.objects.exists()


def test_a_file_that_cannot_be_written_does_not_stop_the_erasure(saved, settings, tmp_path):
    settings.ERASURES_FILE = tmp_path
    bob = member()
    delete_account(bob)
    assert find_traces("qzx") == set() and Erasure.objects.count() == 2


def test_a_rotated_key_is_still_known(saved, settings):
    guest()
    path = back_up(saved)
    erase_guest("qzxmail@example.com")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, of fifty characters and more, for tests"
    restore(path)
    assert find_traces("qzx") == set()


def test_a_lost_key_stops_the_restore(saved, settings):
    guest()
    path = back_up(saved)
    erase_guest("qzxmail@example.com")
    settings.SECRET_KEY = "another key, of fifty characters and more, for tests"
    before = picture_of_site()
    with pytest.raises(CommandError, match="SECRET_KEY_FALLBACKS"):
        restore(path)
    assert picture_of_site() == before
    restore(path, "--ignore-unreadable-erasures")
    assert len(find_traces("qzx")) > 8


def test_a_key_found_later_erases_what_could_not_be_read(saved, settings, capsys):
    guest()
    path = back_up(saved)
    erase_guest("qzxmail@example.com")
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another key, of fifty characters and more, for tests"
    restore(path, "--ignore-unreadable-erasures")
    with pytest.raises(CommandError, match="1 records were made with another secret key"):
        call_command("erasures", "replay", str(settings.ERASURES_FILE))
    settings.SECRET_KEY_FALLBACKS = [old]
    call_command("erasures", "replay", str(settings.ERASURES_FILE))
    assert find_traces("qzx") == set()
    assert Erasure.objects.count() == 1


def test_what_could_not_be_read_stays_in_the_file_when_only_the_database_had_it(saved, settings):
    guest()
    path = back_up(saved)
    erase_guest("qzxmail@example.com")
    settings.ERASURES_FILE.unlink()
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another key, of fifty characters and more, for tests"
    restore(path, "--ignore-unreadable-erasures")
    restore(path, "--ignore-unreadable-erasures")
    assert len(settings.ERASURES_FILE.read_text().splitlines()) == 1
    settings.SECRET_KEY_FALLBACKS = [old]
    call_command("erasures", "replay", str(settings.ERASURES_FILE))
    assert find_traces("qzx") == set()


def test_an_unfinished_last_line_is_left_out(saved, settings):
    guest()
    erase_guest("qzxmail@example.com")
    with settings.ERASURES_FILE.open("a") as file:
        file.write('{"id": "12')
    assert len(read_record_file(settings.ERASURES_FILE)) == 1


@pytest.mark.parametrize("line", ["[]", "x", "{}", '{"id": "1"}', '{"id": 1, "account_id": "x"}'])
def test_a_list_with_a_foreign_line_is_refused(saved, settings, line):
    path = back_up(saved)
    settings.ERASURES_FILE.write_text(f"{line}\n")
    with pytest.raises(CommandError, match="line 1 is no record"):
        restore(path)
