"""The demo listens beyond this machine only when it is forced to, and then with passwords that nobody knew before."""

import pytest
from django.core.management import CommandError, call_command

from config.demo import passwords, site
from config.demo.address import Address
from config.demo.people import PASSWORD, SIGN_INS, people
from config.management.commands.demo import usable
from marketplace.models import User
from tests import cast
from tests.site import free_port


@pytest.fixture(autouse=True)
def _no_name_of_its_own(monkeypatch):
    monkeypatch.delenv("SITE_ORIGINS", raising=False)


@pytest.fixture
def accounts(db):
    """Accounts of the demo with the password that all know, and one that is none of the demo's."""
    emails = [email for _, email, _ in SIGN_INS] + [people()[-1].email]
    cast.person("Wanda Walker")
    return [cast.person("Somebody Known", email=email, password=PASSWORD) for email in emails]


@pytest.mark.parametrize("host", ["0.0.0.0", "[::]"])
def test_it_refuses_to_listen_where_others_can_come(host):
    with pytest.raises(CommandError, match="--force"):
        call_command("demo", f"{host}:{free_port()}")


def test_it_refuses_a_name_that_others_could_use(monkeypatch):
    monkeypatch.setenv("SITE_ORIGINS", "http://shop.example")
    with pytest.raises(CommandError, match="--force"):
        call_command("demo", str(free_port()))


def test_forced_it_listens():
    port = free_port()
    assert usable(f"0.0.0.0:{port}", force=True) == Address("0.0.0.0", port)


def test_a_machine_without_a_name_of_its_own_can_be_reached_all_the_same(monkeypatch):
    monkeypatch.setattr("config.demo.address.own_names", list)
    assert not site.is_local(Address("0.0.0.0", 8005))


def test_forced_accounts_have_passwords_of_their_own(accounts):
    made = passwords.make_own()
    assert len({made[email] for _, email, _ in SIGN_INS}) == len(SIGN_INS)
    for account in accounts:
        account.refresh_from_db()
        assert not account.check_password(PASSWORD)
        assert account.check_password(made.get(account.email, made[""]))


def test_each_time_they_are_new(accounts):
    assert not set(passwords.make_own().values()) & set(passwords.make_own().values())


def test_other_accounts_keep_theirs(accounts):
    passwords.make_own()
    passwords.restore_known()
    assert User.objects.get(display_name="Wanda Walker").check_password(cast.PASSWORD)


def test_back_on_this_machine_alone_all_have_the_known_one_again(accounts):
    passwords.make_own()
    passwords.restore_known()
    for account in accounts:
        account.refresh_from_db()
        assert account.check_password(PASSWORD)


def test_a_password_that_somebody_changed_stays(accounts):
    accounts[0].set_password("another good one")
    accounts[0].save()
    passwords.restore_known()
    accounts[0].refresh_from_db()
    assert accounts[0].check_password("another good one")


def test_the_simulator_is_told_the_new_password(monkeypatch):
    assert passwords.of_simulated() == PASSWORD
    monkeypatch.setenv(passwords.VARIABLE, "made anew")
    assert passwords.of_simulated() == "made anew"
