"""The demo's address: parsed from the command line, checked, and turned into origins."""

import socket

import pytest

from config.demo.launcher.address import Address
from config.demo.launcher.services import is_local

pytestmark = pytest.mark.detail


@pytest.mark.parametrize(
    ("text", "host", "port", "base"),
    [
        ("8000", "127.0.0.1", 8000, "http://localhost:8000"),
        ("localhost:9000", "localhost", 9000, "http://localhost:9000"),
        ("0.0.0.0:80", "0.0.0.0", 80, "http://localhost:80"),
        ("[::1]:8001", "::1", 8001, "http://[::1]:8001"),
        ("[::]:8001", "::", 8001, "http://[::1]:8001"),
    ],
)
def test_valid_forms_are_parsed(text, host, port, base):
    address = Address.parse(text)
    assert (address.host, address.port, address.base) == (host, port, base)


@pytest.mark.parametrize("text", ["", "eight", "0", "65536", "host:", ":8000", "a b:80", "1:2:3", "http://x:80", "²"])
def test_invalid_forms_are_refused(text):
    with pytest.raises(ValueError, match="neither a port nor host:port"):
        Address.parse(text)


def test_a_local_site_has_both_local_names():
    assert Address("127.0.0.1", 8005).origins == ["http://localhost:8005", "http://127.0.0.1:8005"]


def test_a_site_of_one_address_has_one_origin():
    assert Address("192.0.2.7", 8005).origins == ["http://192.0.2.7:8005"]


def test_a_site_on_all_addresses_has_the_name_of_the_machine():
    assert f"http://{socket.gethostname()}:8005" in Address("0.0.0.0", 8005).origins


@pytest.mark.parametrize(
    ("host", "local"), [("127.0.0.1", True), ("localhost", True), ("0.0.0.0", False), ("192.0.2.7", False)]
)
def test_a_site_is_local_unless_other_machines_can_reach_it(host, local, monkeypatch):
    monkeypatch.delenv("SITE_ORIGINS", raising=False)
    assert is_local(Address(host, 8005)) is local


def test_a_busy_port_is_refused_in_one_line_and_a_free_one_is_not():
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = Address("127.0.0.1", server.getsockname()[1])
        assert address.find_problem() == (
            f"Port {address.port} is busy: stop what listens there, or name another, "
            f"like: manage.py demo {address.port + 1}"
        )
    assert address.find_problem() is None


def test_an_address_of_another_machine_is_refused():
    assert (Address("192.0.2.7", 8005).find_problem() or "").startswith("Cannot listen on 192.0.2.7, port 8005: ")
