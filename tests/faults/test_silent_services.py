"""A mail server and a payment provider that take calls and stay silent: holds, drops and trades are swept in time."""

import shlex
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import yaml
from django.conf import settings as site
from django.db.models import F
from django.utils import timezone

from config.models import TaskRun
from marketplace.models import Mail, Order, Payment
from marketplace.orders.settlement import begin_payment
from tests import cast
from tests.faults.measurements import print_figure
from tests.faults.polling import wait_until
from tests.faults.test_duplicate_beats import program
from tests.marketplace.gateways.silent_gateway import VARIABLE, run_silent_provider
from tests.trading import rooms
from trading.models import Trade

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
SILENT = "tests.marketplace.gateways.silent_gateway.SilentGateway"
SECONDS = 60


def workers() -> Iterator[list[str]]:
    """Yield the words of each worker of docker-compose.yml, as they follow `celery -A config`."""
    services = yaml.safe_load((site.BASE_DIR / "docker-compose.yml").read_text())["services"]
    for name, service in services.items():
        command: Any = service.get("command", [])
        if isinstance(command, list) and command[:4] == ["celery", "-A", "config", "worker"]:
            yield [*shlex.split(shlex.join(command[3:])), f"--hostname={name}@%h"]


def leave_much_to_ask() -> None:
    """Leave mails to be sent, and payments that their gateway has to be asked about."""
    for number in range(30):
        Mail.objects.put(key=f"silent-{number}", to="bob@example.com", subject="News", text="It is here.")
    for _ in range(12):
        order = cast.pending_order(cast.guest(), (cast.item(), 1))
        begin_payment(order, key=cast.key(), method="test-pays", address=cast.ADDRESS)
    Payment.objects.update(created_at=F("created_at") - timedelta(hours=1))


def due_order() -> Order:
    order = cast.pending_order(cast.guest(), (cast.item(), 1))
    Order.objects.filter(pk=order.pk).update(expires_at=timezone.now())
    return order


def due_trade() -> Trade:
    room = rooms.negotiating()
    rooms.age(room)
    return room.trade


def swept(order: Order, trade: Trade) -> bool:
    order.refresh_from_db()
    trade.refresh_from_db()
    return (order.status, trade.status) == ("expired", "expired")


def test_what_has_a_deadline_is_swept_while_all_outside_is_silent(
    transactional_db, redis_server, folder, monkeypatch, settings
):
    settings.PAYMENT_GATEWAY = SILENT
    with ExitStack() as running:
        silent, mail_server = running.enter_context(run_silent_provider()), running.enter_context(run_silent_provider())
        monkeypatch.setenv("PAYMENT_GATEWAY", SILENT)
        monkeypatch.setenv(VARIABLE, str(silent.port))
        monkeypatch.setenv("EMAIL_URL", f"smtp://127.0.0.1:{mail_server.port}")
        leave_much_to_ask()
        for words in workers():
            running.enter_context(program(redis_server.url, folder, *words))
        running.enter_context(program(redis_server.url, folder, "beat", "--pidfile=", f"--schedule={folder / 'beat'}"))
        wait_until(TaskRun.objects.exists, 120)
        wait_until(lambda: mail_server.is_called() and silent.is_called(), 60)
        end, took = time.monotonic() + SECONDS, []
        while time.monotonic() < end:
            took.append(wait_until(partial(swept, due_order(), due_trade()), 120))
    print_figure("silent", of="mail server and provider", swept_after_s=took)
    assert Mail.objects.filter(sent_at=None).count() == 30
    assert max(took) <= 9, took
