"""Fixtures of the activity tests: a cache of their own, and the collected pushes."""

import secrets
from typing import NamedTuple

import pytest
from django.template.loader import render_to_string

from config.live import Topic


class Pushed(NamedTuple):
    """A push with its rendered HTML."""

    topic: str
    name: str
    html: str


@pytest.fixture(autouse=True)
def _cache_of_its_own(settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": secrets.token_hex(4)}}


@pytest.fixture
def pushes(monkeypatch):
    """Collect the pushes of activity in the order they were made."""
    made: list[Pushed] = []

    def note(topic, key="", template=None, context=None, **options):
        if template and template.startswith("activity/"):
            name = template.removeprefix("activity/live/").removesuffix(".html")
            made.append(Pushed(topic.address(key), name, render_to_string(template, context)))

    monkeypatch.setattr(Topic, "push", note)
    return made
