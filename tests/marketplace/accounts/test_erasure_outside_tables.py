"""Erasure leaves no personal data in sessions, the cache, task messages or later errors of the outbox."""

import json
from inspect import signature
from smtplib import SMTPRecipientsRefused
from unittest.mock import patch

import pytest
from celery import Task
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from config.celery import app
from marketplace.accounts.account_deletion import delete_account
from marketplace.accounts.erasure import erase_guest
from marketplace.models import Mail, User
from tests import cast
from tests.carts.browsers import Browser
from tests.marketplace.accounts.personal_data import find_traces

pytestmark = pytest.mark.django_db
ADDRESS = "qzxmail@example.com"
TYPED = {"display_name": "Qzxname", "city": "Qzxcity", "ship_name": "Qzxname", "ship_city": "Qzxcity"}


def kept_in_sessions() -> list[str]:
    sessions = [json.dumps(session.get_decoded()) for session in Session.objects.all()]
    return [each for each in sessions if "qzx" in each.lower()]


def kept_in_cache() -> list[bytes]:
    """Return names and values of this test's part of Redis that contain the person's words."""
    redis = cache._cache.get_client()  # type: ignore[attr-defined]
    found: list[bytes] = []
    for name in redis.scan_iter(f"*{settings.CACHES['default']['KEY_PREFIX']}*", count=1000):
        value = redis.dump(name) or b""
        found += [each for each in (name, value) if b"qzx" in each.lower()]
    return found


@pytest.fixture
def bob() -> User:
    return cast.person("Qzxname", email=ADDRESS, city="Qzxcity", show_purchase_activity=True)


def test_a_member_leaves_nothing_in_sessions_and_cache(bob):
    browsers = [Browser() for _ in range(2)]
    item = cast.item()
    for browser in browsers:
        browser.sign_in(bob)
        browser.send("add", item=item.pk)
        browser.post(reverse("account_change_password"), {"oldpassword": "qzx", "password1": "qzx", "password2": "qzx"})
        browser.post(reverse("account_email"), {"email": "qzxother@example.com", "action_add": ""})
    order = browsers[0].check_out()
    browsers[0].pay(order, email=ADDRESS, **TYPED)
    Browser().get(reverse("activity:list"))
    Browser().get("/")
    answer = browsers[0].post(reverse("marketplace:delete_account"), {"password": cast.PASSWORD, "sure": "on"})
    assert answer.status_code in {200, 302}
    delete_account(User.objects.get(pk=bob.pk))
    assert kept_in_sessions() == []
    assert kept_in_cache() == []


def test_a_guest_leaves_nothing_in_sessions_and_cache():
    guest = Browser()
    guest.send("add", item=cast.item(limit_per_shopper=1).pk)
    order = guest.check_out()
    guest.pay(order, email=ADDRESS, **TYPED)
    guest.post(reverse("marketplace:erase"), {"email": ADDRESS})
    erase_guest(ADDRESS)
    assert kept_in_sessions() == []
    assert kept_in_cache() == []


@pytest.mark.parametrize("name", ["account_signup", "account_login", "account_reset_password"])
def test_what_is_typed_to_get_in_is_kept_in_no_session_and_no_cache(name):
    browser = Browser()
    form = {"email": ADDRESS, "login": ADDRESS, "password": "Qzx-horse battery", "password1": "Qzx-horse battery"}
    browser.post(reverse(name), {**form, "password2": "Qzx-horse battery", "display_name": "Qzxname"})
    assert kept_in_sessions() == []
    assert kept_in_cache() == []


def test_a_mail_that_is_refused_after_its_reader_was_erased_notes_no_address():
    Mail.objects.put(key="one", to=ADDRESS, subject="Hello", text="Qzxname, hello.")
    refused = SMTPRecipientsRefused({ADDRESS: (550, b"no such user <qzxmail@example.com>")})

    def send(message: EmailMultiAlternatives) -> None:
        erase_guest(ADDRESS)
        raise refused

    with patch.object(EmailMultiAlternatives, "send", send):
        Mail.objects.send_due()
    assert find_traces("qzx") == set()


def test_no_task_is_given_words_of_a_person_and_none_keeps_a_result():
    app.loader.import_default_modules()
    ours: dict[str, Task] = {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}
    assert len(ours) > 10
    assert {name for name, task in ours.items() if signature(task.run).parameters} == set()
    assert app.conf.result_backend is None
    assert all(task.ignore_result for task in ours.values())
