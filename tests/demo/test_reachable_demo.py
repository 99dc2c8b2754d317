"""The demo listens for other machines only with `--force`, and then with new passwords."""

import pytest
from django.core.management import CommandError, call_command

from config.demo.data import passwords
from config.demo.data.people import PASSWORD, SIGN_INS, make_people
from config.demo.launcher.address import Address
from config.demo.launcher.services import is_local
from config.demo.management.commands.demo import check_address
from marketplace.models import User
from tests import cast
from tests.site import find_free_port

pytestmark = pytest.mark.detail


@pytest.fixture(autouse=True)
def _no_site_origins(monkeypatch):
    monkeypatch.delenv("SITE_ORIGINS", raising=False)


@pytest.fixture
def accounts(db):
    """Make accounts of the demo with the known password, and one account that is not of the demo."""
    emails = [email for _, email, _ in SIGN_INS] + [make_people()[-1].email]
    cast.person("Wanda Walker")
    return [cast.person("Somebody Known", email=email, password=PASSWORD) for email in emails]


@pytest.mark.parametrize("host", ["0.0.0.0", "[::]"])
def test_an_address_that_other_machines_can_reach_is_refused(host):
    with pytest.raises(CommandError, match="--force"):
        call_command("demo", f"{host}:{find_free_port()}")


def test_a_public_name_of_the_site_is_refused(monkeypatch):
    monkeypatch.setenv("SITE_ORIGINS", "http://shop.example")
    with pytest.raises(CommandError, match="--force"):
        call_command("demo", str(find_free_port()))


def test_force_allows_any_address():
    port = find_free_port()
    assert check_address(f"0.0.0.0:{port}", force=True) == Address("0.0.0.0", port)


def test_a_machine_without_a_host_name_can_still_be_reached(monkeypatch):
    monkeypatch.setattr("config.demo.launcher.address.list_host_names", list)
    assert not is_local(Address("0.0.0.0", 8005))


def test_each_sign_in_gets_a_password_of_its_own(accounts):
    made = passwords.set_new_passwords()
    assert len({made[email] for _, email, _ in SIGN_INS}) == len(SIGN_INS)
    for account in accounts:
        account.refresh_from_db()
        assert not account.check_password(PASSWORD)
        assert account.check_password(made.get(account.email, made[""]))


def test_new_passwords_differ_each_time(accounts):
    assert not set(passwords.set_new_passwords().values()) & set(passwords.set_new_passwords().values())


def test_other_accounts_keep_their_passwords(accounts):
    passwords.set_new_passwords()
    passwords.restore_known_password()
    assert User.objects.get(display_name="Wanda Walker").check_password(cast.PASSWORD)


def test_a_local_run_restores_the_known_password(accounts):
    passwords.set_new_passwords()
    passwords.restore_known_password()
    for account in accounts:
        account.refresh_from_db()
        assert account.check_password(PASSWORD)


def test_a_password_changed_by_a_person_is_not_restored(accounts):
    accounts[0].set_password("another good one")
    accounts[0].save()
    passwords.restore_known_password()
    accounts[0].refresh_from_db()
    assert accounts[0].check_password("another good one")


def test_the_simulator_reads_its_password_from_the_environment(monkeypatch):
    assert passwords.get_simulator_password() == PASSWORD
    monkeypatch.setenv(passwords.VARIABLE, "made anew")
    assert passwords.get_simulator_password() == "made anew"
