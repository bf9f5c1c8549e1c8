"""Long work lets short work go first, and comes to its end all the same."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest

from bot import giving_way as module
from bot.giving_way import Road, give_way, reading
from bot.turns import Turns

FOREVER = 1_000.0


async def _soon() -> None:
    """Let all others do what they can do now."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_long_work_waits_while_short_work_is_in_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """A flood goes on only when the person who asked has the answer."""
    monkeypatch.setattr(module, "HURRY_SECONDS", FOREVER)
    monkeypatch.setattr(module, "PATIENCE_SECONDS", FOREVER)
    road, done, answer = Road(), list[str](), asyncio.Event()

    async def person() -> None:
        with road.taken(hurries=True):
            await answer.wait()
            done.append("person")

    async def flood() -> None:
        with road.taken(hurries=False):
            await give_way()
            done.append("flood")

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(person())
        tasks.create_task(flood())
        await _soon()
        assert done == []
        answer.set()
    assert done == ["person", "flood"]


@pytest.mark.parametrize("constant", ["HURRY_SECONDS", "PATIENCE_SECONDS"])
async def test_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch, constant: str) -> None:
    """Whoever takes long is no longer waited for, and whoever waits has had enough of it in the end."""
    monkeypatch.setattr(module, "HURRY_SECONDS", FOREVER)
    monkeypatch.setattr(module, "PATIENCE_SECONDS", FOREVER)
    monkeypatch.setattr(module, constant, 0.01)
    road, going_on = Road(), asyncio.Event()

    async def flood() -> None:
        with road.taken(hurries=False):
            for _ in range(3):
                await give_way()
            going_on.set()

    async def never_answered() -> None:
        with road.taken(hurries=True):
            await going_on.wait()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(never_answered())
        tasks.create_task(flood())


async def test_many_links_are_long_work_whoever_sent_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who asks about a hundred links waits for somebody who asks about one."""
    monkeypatch.setattr(module, "HURRY_SECONDS", FOREVER)
    monkeypatch.setattr(module, "PATIENCE_SECONDS", FOREVER)
    road, answer, done = Road(), asyncio.Event(), list[str]()

    async def many() -> None:
        with road.taken(hurries=True):
            for _ in range(100):
                await give_way()
            done.append("many")

    async def one() -> None:
        with road.taken(hurries=True):
            await answer.wait()
            done.append("one")

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(many())
        tasks.create_task(one())
        await _soon()
        answer.set()
    assert done == ["one", "many"]


async def _most_at_once(road: Road, pages: int, *, hurries: bool) -> int:
    """Begin to read so many pages that do not end, and return how many were begun."""
    begun, may_end = 0, asyncio.Event()

    async def read() -> None:
        nonlocal begun
        async with reading():
            begun += 1
            await may_end.wait()

    with road.taken(hurries=hurries):
        async with asyncio.TaskGroup() as tasks:
            for _ in range(pages):
                tasks.create_task(read())
            await _soon()
            found = begun
            may_end.set()
    return found


async def test_pages_of_long_work_are_read_one_by_one_where_others_were_about() -> None:
    """All at once where nobody else is there, or somebody waits; one at a time a moment after somebody did."""
    road = Road()
    assert await _most_at_once(road, 8, hurries=False) == 8
    assert await _most_at_once(road, 8, hurries=True) == 8
    assert await _most_at_once(road, 8, hurries=False) == module.PAGES_LATELY


async def test_slow_sites_hold_up_no_other_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page whose server takes its time is left to it, so that a message loses none to its deadline."""
    monkeypatch.setattr(module, "SLOW_PAGE_SECONDS", 0.0)
    road, begun, all_begun = Road(), 0, asyncio.Event()
    with road.taken(hurries=True):
        pass

    async def read() -> None:
        nonlocal begun
        async with reading():
            begun += 1
            if begun == 8:
                all_begun.set()
            await all_begun.wait()

    with road.taken(hurries=False):
        await asyncio.gather(*(read() for _ in range(8)))
    assert begun == 8


async def test_outside_of_any_turn_pages_are_read_at_once() -> None:
    """One message in a terminal waits for nobody."""
    await give_way()
    async with reading():
        pass


async def test_turns_know_who_is_in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who waits for one answer goes before what nobody asked for, and a chat that had one just now."""
    monkeypatch.setattr(module, "HURRY_SECONDS", FOREVER)
    monkeypatch.setattr(module, "PATIENCE_SECONDS", FOREVER)
    done, answer = list[str](), asyncio.Event()

    async def person() -> None:
        await answer.wait()
        done.append("person")

    async def note(name: str) -> None:
        done.append(name)

    async with Turns() as turns:
        turns.submit("person", person, owed=True)
        turns.submit("unasked", partial(note, "unasked"), owed=False)
        turns.submit("talkative", partial(note, "first"), owed=True)
        turns.submit("talkative", partial(note, "second"), owed=True)
        await _soon()
        assert done == ["first"]
        answer.set()
        await turns.done()
    assert done[:2] == ["first", "person"]
    assert sorted(done) == ["first", "person", "second", "unasked"]
