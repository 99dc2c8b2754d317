"""The error pages."""

import pytest
from asgiref.sync import async_to_sync
from django.db import IntegrityError, InterfaceError, OperationalError
from django.db.models import ProtectedError, RestrictedError
from django.test import AsyncClient, Client

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def failing(monkeypatch: pytest.MonkeyPatch, failure: Exception) -> None:
    def fail() -> None:
        raise failure

    monkeypatch.setattr("marketplace.views.catalogue.load_shelves", fail)


@pytest.mark.parametrize("failure", [OperationalError("the connection is lost"), InterfaceError("it is closed")])
def test_without_the_database_the_visitor_is_asked_to_come_back(monkeypatch, failure):
    failing(monkeypatch, failure)
    answer = Client(raise_request_exception=False).get("/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "Your cart is safe" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_also_where_the_request_came_in_by_asgi(monkeypatch):
    failing(monkeypatch, OperationalError("the connection is lost"))
    assert async_to_sync(AsyncClient(raise_request_exception=False).get)("/").status_code == 503


def test_any_other_error_is_an_error(monkeypatch):
    failing(monkeypatch, ZeroDivisionError())
    assert Client(raise_request_exception=False).get("/").status_code == 500


@pytest.mark.parametrize(
    "failure", [IntegrityError("constraint xyz"), ProtectedError("xyz", set()), RestrictedError("xyz", set())]
)
def test_an_integrity_error_is_a_409_with_a_plain_message(monkeypatch, failure):
    failing(monkeypatch, failure)
    answer = Client(raise_request_exception=False).get("/")
    assert answer.status_code == 409
    assert "nothing was changed" in answer.content.decode()
    assert "xyz" not in answer.content.decode()
