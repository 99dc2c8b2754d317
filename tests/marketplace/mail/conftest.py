"""Fixtures of outbox tests: a mail to send, and a mail server that can be down or refuse addresses."""

from smtplib import SMTPRecipientsRefused

import pytest
from django.core.mail.backends.locmem import EmailBackend

from marketplace.models import Mail
from tests import cast


@pytest.fixture
def write(db):
    """Return a function that writes a mail, by default to `bob@example.com`."""

    def write(to="bob@example.com", **fields):
        key = cast.key()
        Mail.objects.put(**{"key": key, "to": to, "subject": "News", "text": "It is here.", **fields})
        return Mail.objects.get(key=key)

    return write


@pytest.fixture
def server(monkeypatch):
    """A mail server with a list of addresses it refuses, and a switch."""

    class Server:
        is_away = False
        refuses: set[str] = set()

    def deliver(self, messages):
        if Server.is_away:
            raise ConnectionRefusedError("nobody listens there")
        if bad := Server.refuses & set(messages[0].to):
            raise SMTPRecipientsRefused(dict.fromkeys(bad, (550, b"no such person")))
        return keep(self, messages)

    keep = EmailBackend.send_messages
    monkeypatch.setattr(EmailBackend, "send_messages", deliver)
    Server.refuses = set()
    return Server
