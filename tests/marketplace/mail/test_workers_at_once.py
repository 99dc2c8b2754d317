"""Several workers at the outbox at the same moment send each mail once."""

import pytest
from django.core import mail as django_mail

from marketplace.models import Mail
from tests.races.threads import run_together

pytestmark = pytest.mark.django_db(transaction=True)


def test_each_mail_is_sent_once(write):
    for number in range(12):
        write(f"p{number}@example.com")
    sent = run_together(*[Mail.objects.send_due] * 4)
    assert sum(sent) == 12
    assert sorted({message.to[0] for message in django_mail.outbox}) == sorted(m.to[0] for m in django_mail.outbox)
    assert not Mail.objects.filter(sent_at=None).exists()


def test_the_same_news_written_by_two_at_once_is_one_mail(db):
    put = [lambda: Mail.objects.put(key="paid:1", to="bob@example.com", subject="s", text="t")] * 4
    assert run_together(*put) == [None] * 4
    assert Mail.objects.count() == 1
