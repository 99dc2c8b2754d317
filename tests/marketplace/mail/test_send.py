"""Each mail of the outbox is sent once; failures of the server or of one address lose none."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as django_mail
from django.db.models import F

from marketplace import tasks
from marketplace.errors import Refused
from marketplace.models import Mail

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def wait(**time):
    """Let time pass for all that waits."""
    Mail.objects.update(next_try_at=F("next_try_at") - timedelta(**time))


def to():
    return [message.to[0] for message in django_mail.outbox]


def test_what_is_due_is_sent_and_noted(write):
    write(html="<p>It is here.</p>")
    tasks.send_mail()
    message: Any = django_mail.outbox[0]
    assert (message.subject, message.body, message.to) == ("News", "It is here.", ["bob@example.com"])
    assert message.alternatives[0].mimetype == "text/html"
    assert Mail.objects.get().sent_at


def test_it_is_sent_once(write):
    write()
    assert (Mail.objects.send_due(), Mail.objects.send_due()) == (1, 0)
    wait(days=2)
    assert Mail.objects.send_due() == 0
    assert len(django_mail.outbox) == 1


def test_what_is_not_due_waits(write):
    mail = write()
    Mail.objects.filter(pk=mail.pk).update(next_try_at=F("next_try_at") + timedelta(seconds=5))
    assert Mail.objects.send_due() == 0


def test_the_longest_waiting_go_first(write):
    write("late@example.com")
    early = write("early@example.com")
    Mail.objects.filter(pk=early.pk).update(next_try_at=F("next_try_at") - timedelta(hours=1))
    Mail.objects.send_due()
    assert to() == ["early@example.com", "late@example.com"]


def test_a_server_that_is_away_loses_nothing(write, server):
    server.is_away = True
    for name in "abc":
        write(f"{name}@example.com")
    assert Mail.objects.send_due() == 0
    server.is_away = False
    wait(minutes=5)
    assert Mail.objects.send_due() == 3
    assert sorted(to()) == ["a@example.com", "b@example.com", "c@example.com"]


def test_a_server_that_is_away_is_asked_once_a_run(write, server):
    server.is_away = True
    write()
    write()
    Mail.objects.send_due()
    assert sorted(Mail.objects.values_list("tries", flat=True)) == [0, 1]


def test_an_address_that_is_refused_does_not_keep_the_others_waiting(write, server, caplog):
    server.refuses = {"nobody@example.com"}
    bad = write("nobody@example.com")
    write()
    assert Mail.objects.send_due() == 1
    assert to() == ["bob@example.com"]
    bad.refresh_from_db()
    assert "no such person" in bad.error
    assert (bad.sent_at, bad.tries) == (None, 1)


def test_a_mail_that_can_not_be_sent_at_all_does_not_either(write):
    broken = write("two@example.com\nBcc: eve@example.com")
    write()
    assert Mail.objects.send_due() == 1
    broken.refresh_from_db()
    assert "BadHeaderError" in broken.error


def test_the_pause_doubles_with_each_try_up_to_a_bound(write, server):
    server.is_away = True
    mail = write()
    pauses = []
    for tries in (0, 1, 2, 50):
        Mail.objects.filter(pk=mail.pk).update(next_try_at=F("created_at"), tries=tries)
        assert Mail.objects.claim() == mail
        mail.refresh_from_db()
        pauses.append(round((mail.next_try_at - mail.created_at).total_seconds(), -1))
    assert pauses == [120, 240, 480, 21600]


def test_a_worker_killed_before_sending_leaves_the_mail_to_the_next_try(write):
    write()
    assert Mail.objects.claim()
    assert Mail.objects.send_due() == 0
    wait(seconds=121)
    assert Mail.objects.send_due() == 1


def test_a_mail_is_sent_again_on_request_as_long_as_it_is_kept(write):
    mail = write()
    Mail.objects.send_due()
    mail.resend()
    assert Mail.objects.send_due() == 1
    Mail.objects.all().blank()
    with pytest.raises(Refused):
        mail.resend()
    assert len(django_mail.outbox) == 2
