"""`FairQueue`: visitors take turns at a limited number of places."""

import asyncio

import pytest

from config.live.fair_queue import FairQueue

NOBODY: list[str] = []


def run(work):
    return asyncio.run(asyncio.wait_for(work(), 5))


async def wanted(turns, whose, done, seconds=0.001):
    async with turns.slot(whose):
        await asyncio.sleep(seconds)
        done.append(whose)


def test_a_small_request_does_not_wait_for_many_large_ones():
    async def work():
        turns, done = FairQueue(2), NOBODY.copy()
        many = [asyncio.create_task(wanted(turns, "mallory", done)) for _ in range(50)]
        await asyncio.sleep(0)
        one = asyncio.create_task(wanted(turns, "bob", done))
        await asyncio.gather(one, *many)
        return done.index("bob"), len(done)

    place, all_of_them = run(work)
    assert place < 4
    assert all_of_them == 51


def test_each_gets_a_turn_before_anybody_gets_another():
    async def work():
        turns, done = FairQueue(1), NOBODY.copy()
        tasks = [asyncio.create_task(wanted(turns, who, done)) for who in ["a"] * 5 + ["b"] * 5 + ["c"] * 5]
        await asyncio.gather(*tasks)
        return "".join(done)

    assert run(work) == "abcabcabcabcabc" or run(work).startswith("aabc")


def test_one_place_is_always_left_for_others():
    async def work():
        turns, done = FairQueue(4), NOBODY.copy()
        slow = [asyncio.create_task(wanted(turns, "mallory", done, 0.5)) for _ in range(8)]
        await asyncio.sleep(0.01)
        await asyncio.wait_for(wanted(turns, "bob", done), 0.2)
        for task in slow:
            task.cancel()
        return done

    assert run(work) == ["bob"]


@pytest.mark.parametrize("moment", ["waiting", "at work", "called"])
def test_a_cancelled_request_leaves_its_place(moment):
    async def work():
        turns, done = FairQueue(1), NOBODY.copy()
        first = asyncio.create_task(wanted(turns, "a", done, 0.05))
        second = asyncio.create_task(wanted(turns, "b", done, 0.05))
        await asyncio.sleep(0.01)
        if moment == "called":
            first.cancel()
            await asyncio.sleep(0)
        (second if moment != "at work" else first).cancel()
        await asyncio.wait([first, second])
        await asyncio.wait_for(wanted(turns, "c", done), 1)
        return done[-1], turns.length

    assert run(work) == ("c", 0)
