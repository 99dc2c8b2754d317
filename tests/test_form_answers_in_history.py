"""A page that answers a form takes the form's place in the browser's history: every route, every role."""

import pytest
from django.test import Client

from tests.test_access import ACCESS, ROLES, Stage

pytestmark = pytest.mark.django_db
PAGE = b"<!doctype html>"
SCRIPT = "js/form-response-history"


@pytest.mark.parametrize("role", ROLES)
def test_every_page_that_answers_a_form_can_be_come_back_to(role):
    stage, missing, pages = Stage(), [], 0
    client = stage.client(role)
    for name in ACCESS:
        answer = client.post(stage.url(name))
        if answer.status_code >= 500 or answer.content[:15].lower() != PAGE:
            continue
        pages += 1
        if SCRIPT not in answer.content.decode():
            missing.append((name, answer.status_code))
    assert pages
    assert missing == []


def test_pages_that_are_only_looked_at_leave_the_history_alone():
    assert SCRIPT not in Client().get("/").content.decode()


def test_a_form_without_its_token_is_answered_by_such_a_page():
    answer = Client(enforce_csrf_checks=True).post("/cart/add/")
    assert answer.status_code == 403
    assert SCRIPT in answer.content.decode()
