"""Fairness between chats."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.turns import Turns


def _note(done: list[str], name: str) -> Callable[[], Awaitable[None]]:
    async def work() -> None:
        await asyncio.sleep(0)
        done.append(name)

    return work


async def test_chats_take_turns() -> None:
    """A chat that floods is served once, then the others, then again."""
    done: list[str] = []
    async with Turns(at_once=1) as turns:
        for number in range(4):
            turns.submit("flood", _note(done, f"flood{number}"), owed=False)
        turns.submit("quiet", _note(done, "quiet"), owed=False)
        await turns.done()
    assert done == ["flood0", "quiet", "flood1", "flood2", "flood3"]


async def test_one_chats_order_is_kept_with_many_workers() -> None:
    """Two messages of one chat are never answered side by side."""
    done: list[str] = []
    first_may_end = asyncio.Event()

    async def slow() -> None:
        await first_may_end.wait()
        done.append("first")

    async with Turns(at_once=8) as turns:
        turns.submit("a", slow, owed=True)
        turns.submit("a", _note(done, "second"), owed=True)
        turns.submit("b", _note(done, "other"), owed=True)
        for _ in range(5):
            await asyncio.sleep(0)
        first_may_end.set()
        await turns.done()
    assert done == ["other", "first", "second"]


async def test_the_oldest_unasked_is_dropped_first() -> None:
    """Past the bound the oldest unasked work goes and is counted; what is owed always comes."""
    done: list[str] = []
    gone: list[str] = []
    async with Turns(at_once=1, most_waiting=3) as turns:
        turns.submit("x", _note(done, "running"), owed=True)
        turns.submit("a", _note(done, "a1"), owed=True)
        for number in range(4):
            name = f"b{number}"
            turns.submit("b", _note(done, name), owed=False, dropped=_note(gone, name))
        await turns.done()
        await asyncio.sleep(0.01)
    assert done == ["running", "a1", "b2", "b3"]
    assert gone == ["b0", "b1"]
    assert turns.dropped == 2


async def test_who_is_owed_an_answer_goes_before_who_is_not() -> None:
    """People who asked come first; of every eight that begin one is unasked all the same."""
    done: list[str] = []
    async with Turns(at_once=1) as turns:
        turns.submit("x", _note(done, "running"), owed=True)
        for number in range(10):
            turns.submit(f"group{number}", _note(done, "unasked"), owed=False)
            turns.submit(f"person{number}", _note(done, "owed"), owed=True)
        await turns.done()
    assert done[1:] == ["owed"] * 6 + ["unasked"] + ["owed"] * 4 + ["unasked"] * 9


async def test_a_place_is_kept_for_who_is_owed_an_answer() -> None:
    """However many unasked checks wait for slow sites, somebody who asks is answered beside them."""
    done: list[str] = []
    gate = asyncio.Event()
    async with Turns(at_once=4) as turns:
        for number in range(8):
            turns.submit(f"group{number}", _waiter(gate), owed=False)
        turns.submit("person", _note(done, "owed"), owed=True)
        for _ in range(10):
            await asyncio.sleep(0)
        assert done == ["owed"]
        assert turns.waiting == 5
        gate.set()
        await turns.done()


async def test_a_chat_goes_to_the_other_line_where_its_first_work_is_dropped() -> None:
    """What is left of it is owed, and goes before what is not."""
    done: list[str] = []
    async with Turns(at_once=1, most_waiting=4) as turns:
        turns.submit("x", _note(done, "running"), owed=True)
        turns.submit("a", _note(done, "dropped"), owed=False)
        turns.submit("a", _note(done, "owed"), owed=True)
        for number in range(3):
            turns.submit("b", _note(done, f"b{number}"), owed=False)
        await turns.done()
    assert turns.dropped == 1
    assert done == ["running", "owed", "b0", "b1", "b2"]


async def test_what_fails_harms_nobody_else(caplog: pytest.LogCaptureFixture) -> None:
    """An exception in one chat's work is logged, and the next work is done."""
    done: list[str] = []

    async def fail() -> None:
        raise RuntimeError("boom")

    async with Turns(at_once=1) as turns:
        turns.submit("a", fail, owed=True)
        turns.submit("a", _note(done, "next"), owed=True)
        await turns.done()
    assert done == ["next"]
    assert "work for a chat failed" in caplog.text


async def test_draining_finishes_what_is_in_hand() -> None:
    """On the way out running work is finished, waiting work is left for after the restart."""
    done: list[str] = []
    turns = Turns(at_once=1)
    turns.submit("a", _note(done, "running"), owed=True)
    turns.submit("a", _note(done, "waiting"), owed=True)
    assert await turns.drain(5)
    assert done == ["running"]
    assert turns.waiting == 1


async def test_draining_gives_up_in_time() -> None:
    """Work that does not end is cancelled when the time is over."""
    turns = Turns()
    turns.submit("a", asyncio.Event().wait, owed=True)  # type: ignore[arg-type]
    assert not await turns.drain(0.01)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=40), st.integers(1, 4), st.integers(1, 10))
@settings(max_examples=60)
def test_nothing_is_lost_or_reordered(jobs: list[tuple[str, bool]], at_once: int, most: int) -> None:
    """Whatever arrives: all that is owed is done, each chat's order is kept, and the rest is counted as dropped."""

    async def scenario() -> None:
        done: list[str] = []
        async with Turns(at_once, most) as turns:
            for number, (chat, owed) in enumerate(jobs):
                turns.submit(chat, _note(done, f"{chat}{number:03}"), owed=owed)
            await turns.done()
        expected = {f"{chat}{number:03}" for number, (chat, owed) in enumerate(jobs) if owed}
        assert expected <= set(done)
        assert len(done) + turns.dropped == len(jobs)
        for chat in "abc":
            own = [name for name in done if name[0] == chat]
            assert own == sorted(own)

    asyncio.run(scenario())


async def test_the_age_of_the_oldest_work_is_told() -> None:
    """Who watches Mop sees how long the longest wait is; nothing waiting is no wait at all."""
    gate = asyncio.Event()
    async with Turns(at_once=1) as turns:
        assert turns.oldest_seconds == 0
        for chat in ("a", "b", "b"):
            turns.submit(chat, _waiter(gate), owed=True)
        await asyncio.sleep(0.01)
        assert turns.waiting == 2
        assert turns.oldest_seconds > 0
        gate.set()
        await turns.done()
        assert turns.oldest_seconds == 0


def _waiter(gate: asyncio.Event) -> Callable[[], Awaitable[None]]:
    async def wait() -> None:
        await gate.wait()

    return wait
