"""Mails are forgotten after a while, sooner those with a secret; that they were written is not."""

from datetime import timedelta

import pytest
from django.db.models import F

from marketplace import tasks
from marketplace.models import Mail

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def age(mail, **time):
    Mail.objects.filter(pk=mail.pk).update(created_at=F("created_at") - timedelta(**time))


def kept():
    return set(Mail.objects.exclude(text="", to="", subject="", html="").values_list("pk", flat=True))


def test_after_thirty_days_nothing_of_it_is_left_but_the_key(write):
    old, new = write(html="<p>x</p>"), write()
    age(old, days=30, seconds=1)
    age(new, days=29)
    tasks.purge_mail()
    assert kept() == {new.pk}
    assert Mail.objects.filter(key=old.key).exists()


def test_a_link_that_opens_an_account_is_forgotten_after_a_day(write):
    secret, plain, fresh = write(has_secret=True), write(), write(has_secret=True)
    age(secret, hours=24, seconds=1)
    age(plain, hours=25)
    age(fresh, hours=23)
    assert Mail.objects.purge() == 1
    assert kept() == {plain.pk, fresh.pk}


def test_it_happens_once(write):
    age(write(), days=31)
    assert (Mail.objects.purge(), Mail.objects.purge()) == (1, 0)


def test_what_was_forgotten_is_neither_sent_nor_written_again(write):
    mail = write()
    Mail.objects.all().blank()
    Mail.objects.put(key=mail.key, to="bob@example.com", subject="News", text="Again.")
    assert Mail.objects.send_due() == 0
    assert kept() == set()
