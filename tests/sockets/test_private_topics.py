"""Private topics: only for permitted subscribers, and only as long as their session is valid."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from config import live
from marketplace.models import User
from tests import cast
from tests.sockets import declared_topics

CUT = 4001
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def member(visit):
    """Return a function that opens a member's page: (user, page, own topic)."""

    def member(user=None, listen=True):
        user = user or cast.person("Bob Buyer")
        client = Client()
        client.force_login(user)
        page = visit(session_key=client.session.session_key)
        topic = f"test-own.u-{user.pk}"
        if listen:
            assert page.listen(topic, user_id=user.pk) == {topic: "stale"}
        return user, page, topic

    return member


def test_members_and_guests_hear_of_their_own(visit, member):
    _, page, topic = member()
    guest = visit()
    own = f"test-own.v-{guest.visitor.digest}"
    assert guest.listen(own) == {own: "stale"}
    declared_topics.push(topic)
    declared_topics.push(own)
    assert page.hear("nudge")["topic"] == topic
    assert guest.hear("nudge")["topic"] == own


def test_a_stranger_gets_the_same_answer_for_existing_and_missing_topics(visit, member):
    _, _, topic = member()
    mallory = visit()
    forged = "test-own.u-1:1:99999999999:x:1:x:" + "x" * 43
    assert mallory.listen(topic, "test-own.u-999999") == {topic: "gone", "test-own.u-999999": "gone"}
    assert mallory.show(forged) == {"test-own.u-1": "gone"}
    declared_topics.push(topic)
    assert mallory.hears_nothing()


def test_a_token_from_another_browser_is_gone_even_for_public_topics(visit):
    bob, mallory = visit(), visit()
    assert mallory.show(bob.token("test-fact.1")) == {"test-fact.1": "gone"}


def test_without_the_session_a_member_is_asked_to_sign_in(visit, member):
    user, page, topic = member(listen=False)
    token = page.token(topic, user.pk)
    assert visit(page.visitor).show(token) == {topic: "sign in"}
    assert page.show(token) == {topic: "stale"}


def test_a_session_that_was_deleted_or_is_out_of_date_is_not_enough(visit, member):
    for spoil in (lambda of: of.delete(), lambda of: of.update(expire_date="2020-01-01T00:00Z")):
        user, page, topic = member(listen=False)
        spoil(Session.objects.filter(pk=page.session_key))
        assert page.listen(topic, user_id=user.pk) == {topic: "sign in"}


def test_a_session_that_no_database_could_hold_is_none(visit, member):
    user, page, topic = member(listen=False)
    thief = visit(page.visitor, '"a key with a \\000 in it"')
    assert thief.show(page.token(topic, user.pk)) == {topic: "sign in"}


def test_another_members_token_with_ones_own_session_is_not_enough(visit, member):
    alice, page, topic = member(listen=False)
    _, mallory, _ = member(listen=False)
    token = page.token(topic, alice.pk)
    thief = visit(page.visitor, mallory.session_key)
    assert thief.show(token) == {topic: "sign in"}


@pytest.mark.parametrize("change", ["password", "deactivation"])
def test_a_recheck_closes_the_sockets_of_sessions_that_ended_and_no_others(member, change):
    user, page, _ = member()
    _, other, others = member()
    if change == "password":
        user.set_password("a new one")
    else:
        user.is_active = False
    user.save()
    live.recheck_sockets(user.pk)
    assert page.close_code(timeout=2) == CUT
    declared_topics.push(others)
    assert other.hear("nudge")


def in_the_admin(user):
    admin = Client(SERVER_NAME="127.0.0.1")
    admin.force_login(User.objects.create_superuser("root@example.com", cast.PASSWORD))
    form = {"usable_password": "true", "password1": "quite another one", "password2": "quite another one"}
    assert admin.post(reverse("admin:auth_user_password_change", args=[user.pk]), form).status_code == 302


@pytest.mark.parametrize("end", [in_the_admin, User.delete])
def test_a_password_set_in_the_admin_and_a_deleted_account_close_the_sockets(member, end):
    user, page, _ = member()
    _, other, others = member()
    end(user)
    assert page.close_code(timeout=2) == CUT
    declared_topics.push(others)
    assert other.hear("nudge")


def test_a_recheck_ends_only_forbidden_subscriptions(member, monkeypatch):
    user, page, topic = member()
    page.listen("test-fact.kept")
    monkeypatch.setattr(declared_topics.own, "allow", lambda subscriber, key: False)
    live.recheck_sockets(user.pk)
    assert page.hear("state", timeout=2)["topics"] == {topic: "gone"}
    declared_topics.push(topic)
    assert page.hears_nothing()


def test_private_topics_are_looked_at_again_by_themselves(visit, member, settings):
    settings.LIVE_RECHECK_SECONDS = 0.2
    _, page, _ = member()
    _, other, others = member()
    Session.objects.filter(pk=page.session_key).delete()
    assert page.close_code(timeout=2) == CUT
    declared_topics.push(others)
    assert other.hear("nudge")


def test_without_the_database_no_private_subscription_is_accepted(visit, member, monkeypatch):
    from config.live import authorization

    def broken(*args):
        raise ConnectionError

    user, page, topic = member(listen=False)
    monkeypatch.setattr(authorization, "_refusals", broken)
    assert page.listen(topic, "test-fact.public", user_id=user.pk) == {
        topic: "try later",
        "test-fact.public": "stale",
    }


def test_signing_out_closes_the_sockets_of_that_session_and_browser_and_no_others(visit):
    user = cast.person("Bob Buyer")
    client, phone = Client(), Client()
    client.force_login(user)
    phone.force_login(user)
    client.get("/robots.txt")
    tab = visit(session_key=client.session.session_key)
    elsewhere = visit(session_key=phone.session.session_key)
    for page in (tab, elsewhere):
        page.listen(f"test-own.u-{user.pk}", user_id=user.pk)
    client.logout()
    assert tab.close_code(timeout=2) == CUT
    declared_topics.own.push(f"u-{user.pk}")
    assert elsewhere.hear("nudge")


def test_a_cut_by_visitor_or_member_reaches_each_of_their_sockets_and_no_other(visit, member):
    user, page, _ = member()
    guest, other = visit(), visit()
    live.cut_sockets(user_id=user.pk)
    live.cut_sockets(visitor=guest.visitor.digest)
    assert page.close_code(timeout=2) == CUT
    assert guest.close_code(timeout=2) == CUT
    other.say("ping")
    assert other.hear("pong")
