"""During the maintenance mode everything can be read and nothing is changed; staff can end it."""

import time
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from carts.shopping import add_to_cart
from config.celery import app as celery
from config.models import TaskRun
from marketplace.models import Maintenance, Order, User, Visit
from marketplace.operations import maintenance
from tests import cast
from tests.whole_site import WholeSite

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("looked_at")]


@pytest.fixture
def product():
    return cast.product()


def test_a_write_is_answered_503_with_a_clear_page(client, product):
    Maintenance.begin("We are back at 14:00.")
    answer = client.post("/cart/add/", {"item": product.items.get().pk})
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "120", "no-store")
    assert "under maintenance" in answer.content.decode() and "We are back at 14:00." in answer.content.decode()


def test_pages_can_be_read(client, product):
    Maintenance.begin()
    for page in ("/", f"/products/{product.slug}/", "/cart/", "/search/?q=runner", "/leaderboard/"):
        assert client.get(page).status_code == 200, page
    assert client.post("/visited/").status_code == 503
    assert not Visit.objects.exists()


def test_the_api_answers_in_json(client):
    Maintenance.begin()
    answer = client.post("/api/carts/update", "{}", content_type="application/json")
    assert answer.status_code == 503 and answer["Retry-After"] == "120"
    assert answer.json()["code"] == "busy"


def test_a_payment_provider_is_told_to_come_back(client, settings):
    settings.STRIPE_WEBHOOK_SECRET = "whsec_1"
    Maintenance.begin()
    assert client.post("/payments/stripe/", b"{}", content_type="application/json").status_code == 503
    Maintenance.end()
    assert client.post("/payments/stripe/", b"{}", content_type="application/json").status_code == 400


def sign_in(email):
    client = Client()
    answer = client.post("/accounts/login/", {"login": email, "password": cast.PASSWORD})
    return client, answer


def test_staff_sign_in_and_end_it():
    admin = cast.person("Ada Admin", is_staff=True, is_superuser=True)
    Maintenance.begin()
    client, answer = sign_in(admin.email)
    assert answer.status_code == 302
    assert client.get("/admin/").status_code == 200
    assert client.post("/admin/marketplace/category/add/", {"name": "Hats", "slug": "hats"}).status_code == 503
    client.post("/admin/marketplace/maintenance/1/delete/", {"post": "yes"})
    assert not Maintenance.objects.exists()
    added = {"name": "Hats", "slug": "hats", "position": 0}
    assert client.post("/admin/marketplace/category/add/", added).status_code == 302


def test_others_do_not_sign_in_and_are_not_told_who_could():
    admin, bob = cast.person("Ada", is_staff=True), cast.person("Bob")
    Maintenance.begin()
    client, answer = sign_in(bob.email)
    assert answer.status_code == 503
    Maintenance.end()
    assert client.get("/account/").status_code == 302
    Maintenance.begin()
    guesses = [Client().post("/accounts/login/", {"login": one.email, "password": "wrong"}) for one in (admin, bob)]
    assert {guess.status_code for guess in guesses} == {422}


def test_a_page_that_would_write_when_it_is_opened_is_refused(rf):
    Maintenance.begin()
    maintenance.switch.is_on()
    write: Any = lambda request: Visit.objects.update(day="2020-01-01")  # noqa: E731
    inner = maintenance.MaintenanceMiddleware(write)
    with pytest.raises(maintenance.WriteInMaintenance) as refused, transaction.atomic():
        inner(rf.get("/"))
    answer = inner.process_exception(rf.get("/"), refused.value)
    assert answer and answer.status_code == 503
    assert inner.process_exception(rf.get("/"), ValueError()) is None


@pytest.mark.parametrize(
    ("sql", "writes"),
    [
        ("SELECT 1 FROM x FOR UPDATE", False),
        ("WITH a AS (SELECT 1) SELECT * FROM a", False),
        ('INSERT INTO "x" VALUES (1)', True),
        ('UPDATE "x" SET y = 1', True),
        ('WITH a AS (SELECT 1) UPDATE "x" SET y = 1', True),
        ('DELETE FROM "x"', True),
        ("SAVEPOINT x", False),
    ],
)
def test_statements_that_write_are_known(sql, writes):
    assert bool(maintenance.WRITES.match(sql)) == writes


def test_every_page_can_be_read_and_writes_nothing():
    stage = WholeSite()
    pages = list(stage.pages())
    clients = {role: stage.client(role) for role in {role for role, _ in pages}}
    Maintenance.begin()
    maintenance.switch.is_on()
    answers = {page: clients[role].get(page).status_code for role, page in pages}
    assert len(answers) > 60
    assert {page: status for page, status in answers.items() if status >= 400} == {}


def test_no_task_begins():
    celery.loader.import_default_modules()
    Maintenance.begin()
    order = cast.pending_order(cast.guest(), (cast.item(), 1))
    Order.objects.update(expires_at="2020-01-01T00:00Z")
    result: Any = celery.tasks["marketplace.lapse_orders"].apply()
    assert result.state == "IGNORED"
    order.refresh_from_db()
    assert order.status == Order.Status.PENDING
    assert not TaskRun.objects.exists()
    Maintenance.end()
    assert celery.tasks["marketplace.lapse_orders"].apply().state == "SUCCESS"
    order.refresh_from_db()
    assert order.status == Order.Status.EXPIRED


def test_all_tasks_know_of_it():
    celery.loader.import_default_modules()
    ours = [task for name, task in celery.tasks.items() if not name.startswith("celery.")]
    assert len(ours) > 20
    assert all(isinstance(task, maintenance.PausedTask) for task in ours)


def test_the_command_switches(capsys):
    call_command("maintenance", "on", "--message", "Back soon.")
    assert Maintenance.objects.get().message == "Back soon."
    call_command("maintenance", "status")
    call_command("maintenance", "off")
    assert not Maintenance.objects.exists()
    out = capsys.readouterr().out
    assert "is on since" in out and "is off." in out


def test_a_process_looks_once_in_two_seconds(client, product, monkeypatch):
    monkeypatch.setattr(maintenance, "CHECK_SECONDS", 2.0)
    with CaptureQueriesContext(connection) as statements:
        for _ in range(3):
            client.post("/visited/")
    assert len([each for each in statements if "marketplace_maintenance" in each["sql"]]) == 1
    Maintenance.begin()
    assert client.post("/visited/").status_code == 204
    monkeypatch.setattr(maintenance.switch, "fresh_until", time.monotonic())
    assert client.post("/visited/").status_code == 503


def test_a_page_that_is_read_looks_only_while_it_was_on(client):
    with CaptureQueriesContext(connection) as statements:
        client.get("/robots.txt")
    assert not [each for each in statements if "marketplace_maintenance" in each["sql"]]


def test_without_its_table_the_site_works(monkeypatch):
    monkeypatch.setattr(maintenance, "_CHECK", "SELECT message FROM missing_table")
    assert not maintenance.switch.is_on()


def test_a_cart_is_kept():
    gus = User.objects.create_user("gus@example.com", cast.PASSWORD)
    add_to_cart(cast.member(gus), cast.item().pk, 1)
    Maintenance.begin()
    client = Client()
    client.force_login(gus)
    maintenance.switch.is_on()
    assert b"Trail" in client.get("/cart/").content
