"""`{% live_topic %}` prints a token for the browser that asked, costs no query, and nothing without a request."""

from typing import Any

import pytest
from django.template import engines
from django.test import Client

from config.live import tokens
from tests import cast
from tests.sockets import declared_topics  # noqa: F401


def request_of(client: Client) -> Any:
    return client.get("/cart/").wsgi_request


def printed(source, request=None, **context):
    return engines["django"].from_string("{% load live %}" + source).render(context, request)


@pytest.mark.django_db
def test_a_members_token_names_the_member_and_the_session(django_assert_num_queries):
    client, user = Client(), cast.person("Bob Buyer")
    client.force_login(user)
    request = request_of(client)
    assert request.user.pk == user.pk
    with django_assert_num_queries(0):
        html = printed('{% live_topic "test-own" "u-1" src="/x/" version=3 quiet=True %}', request)
    assert html.endswith('src="/x/" version="3" quiet></live-topic>')
    claim = tokens.read_token(html.split('"')[1], request.visitor.digest)
    assert (claim.address, claim.subscriber.user_id) == ("test-own.u-1", user.pk)
    assert claim.subscriber.session_hash == tokens.fingerprint(client.session.session_key or "")


@pytest.mark.django_db
def test_a_guests_token_has_no_user():
    request = request_of(Client())
    claim = tokens.read_token(printed('{% live_topic "test-fact" %}', request).split('"')[1], request.visitor.digest)
    assert (claim.address, claim.subscriber.user_id, claim.subscriber.session_hash) == ("test-fact", None, None)


def test_a_push_has_no_browser_and_prints_nothing():
    assert printed('{% live_topic "test-fact" 1 %}') == ""


@pytest.mark.django_db
def test_an_undeclared_topic_is_an_error_of_the_template():
    request = request_of(Client())
    with pytest.raises(LookupError):
        printed('{% live_topic "unheard-of" 1 %}', request)
