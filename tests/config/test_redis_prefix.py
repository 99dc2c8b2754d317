"""Sites that share one Redis hear only their own pushes, and keep their cache and their tasks apart."""

import asyncio
from typing import Any

import pytest
from celery import Celery
from django.conf import settings
from django.test import override_settings
from environs.exceptions import EnvError
from redis import Redis

from config import servers
from config.live.layers import new_layer


def layer_of(read: dict[str, Any]) -> Any:
    """Return the channel layer of a site with these settings, on the servers of the tests."""
    with override_settings(CHANNEL_LAYERS=read["CHANNEL_LAYERS"]):
        return new_layer()


async def hears(sender: dict[str, Any], listener: dict[str, Any]) -> bool:
    """Return whether a push of one site reaches a socket of the other."""
    sending, listening = layer_of(sender), layer_of(listener)
    channel = await listening.new_channel()
    try:
        await listening.group_add("toasts", channel)
        await sending.group_send("toasts", {"type": "frame"})
        async with asyncio.timeout(1):
            return bool(await listening.receive(channel))
    except TimeoutError:
        return False
    finally:
        await sending.flush()
        await listening.flush()


@pytest.fixture
def one_and_other(settings_of):
    return settings_of(REDIS_PREFIX="one"), settings_of(REDIS_PREFIX="other")


def test_sites_in_one_redis_do_not_hear_each_other(one_and_other):
    one, other = one_and_other
    assert asyncio.run(hears(one, one))
    assert not asyncio.run(hears(one, other))


def test_entries_of_sites_in_one_redis_are_kept_apart(one_and_other):
    assert [read["CACHES"]["default"]["KEY_PREFIX"] for read in one_and_other] == ["one", "other"]


def test_tasks_of_sites_in_one_redis_are_kept_apart(one_and_other):
    names = []
    for read in one_and_other:
        app = Celery(broker=servers.broker_url(4))
        app.conf.broker_transport_options = read["CELERY_BROKER_TRANSPORT_OPTIONS"]
        app.send_task("prefix.nothing", queue=f"prefix-{read['REDIS_PREFIX']}")
        names.append(f"{read['REDIS_PREFIX']}:prefix-{read['REDIS_PREFIX']}")
    redis = Redis.from_url(servers.redis_url(4))
    assert [redis.delete(name) for name in names] == [1, 1]


def test_processes_of_the_release_before_hear_the_default(settings_of, monkeypatch):
    monkeypatch.delenv("REDIS_PREFIX")
    read = settings_of()
    assert read["CHANNEL_LAYERS"]["default"]["CONFIG"]["prefix"] == "livestall"
    assert read["CACHES"]["default"]["KEY_PREFIX"] == "livestall"
    assert read["CELERY_BROKER_TRANSPORT_OPTIONS"]["global_keyprefix"] == ""


def test_tests_do_not_reach_a_demo_that_runs_beside_them(settings_of, monkeypatch):
    ours: Any = settings.CHANNEL_LAYERS
    broker: Any = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    monkeypatch.delenv("REDIS_PREFIX")
    demo = settings_of()
    assert not asyncio.run(hears({"CHANNEL_LAYERS": ours}, demo))
    assert broker["global_keyprefix"] not in ("", demo["CELERY_BROKER_TRANSPORT_OPTIONS"]["global_keyprefix"])


@pytest.mark.parametrize("value", ["", "a b", "x" * 41, "*", "shop:one", "shop\n"])
def test_a_prefix_is_a_short_word(settings_of, value):
    with pytest.raises(EnvError, match="REDIS_PREFIX"):
        settings_of(REDIS_PREFIX=value)
