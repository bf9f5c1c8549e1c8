"""Any number of workers share out what waits: each chat in order and by one worker at a time, chats in turn."""

from __future__ import annotations

import asyncio
import itertools
from typing import TYPE_CHECKING

import asyncpg
import pytest

from bot.store import open_store
from tests.store.values import DAY, NOW, update

if TYPE_CHECKING:
    from pathlib import Path

    from bot.store import SQLStore

A, B, C = "telegram:1", "telegram:2", "telegram:3"
LONG = 60.0
NUMBERS = itertools.count(1)


async def put(store: SQLStore, chat: str, number: int = 0, *, owed: bool = True) -> str:
    """Enqueue an update and return its number."""
    one = update(number or next(NUMBERS), chat=chat)
    assert await store.enqueue(one, owed=owed)
    return one.id


async def claimed(store: SQLStore, worker: str, most: int = 10, lease: float = LONG) -> list[str]:
    """Return the chats that a worker gets."""
    return [claim.chat for claim in await store.claim("telegram", worker, most, lease)]


async def serve(store: SQLStore, worker: str, most: int = 1) -> list[str]:
    """Answer one turn of one chat, and return the numbers of what was answered."""
    done = []
    for claim in await store.claim("telegram", worker, 1, LONG):
        updates = await store.updates_of(claim.chat, most)
        for one in updates:
            await store.finish_update("telegram", one.id, NOW)
            done.append(one.id)
        await store.release(claim, worker, emptied=len(updates) < most, pause_seconds=0)
    return done


async def test_a_chat_that_floods_waits_its_turn(store: SQLStore) -> None:
    """Ten messages of one chat and then one of another: the other's is answered second."""
    flood = [await put(store, A) for _ in range(10)]
    quiet = await put(store, B)
    served = [number for _ in range(30) for number in await serve(store, "w")]
    assert served == [flood[0], quiet, *flood[1:]]
    assert (await store.depth("telegram")).waiting == 0
    assert await claimed(store, "w") == []


async def test_a_chat_is_answered_in_the_platforms_order(store: SQLStore) -> None:
    """What was delivered out of order is answered in order, by number and not by spelling."""
    for number in (1010, 999, 1002):
        await put(store, A, number)
    assert [one.id for one in await store.updates_of(A, 10)] == ["999", "1002", "1010"]
    assert [one.id for one in await store.updates_of(A, 2)] == ["999", "1002"]


async def test_no_two_workers_get_the_same_chat(store: SQLStore) -> None:
    """Workers that ask at the same moment share the chats out; nobody gets more than they asked for."""
    chats = [f"telegram:{number}" for number in range(40)]
    for chat in chats:
        await put(store, chat)
    shares = await asyncio.gather(*(claimed(store, f"w{number}", 8) for number in range(6)))
    assert all(len(share) <= 8 for share in shares)
    rest = await claimed(store, "late", 100)
    assert sorted([*itertools.chain(*shares), *rest]) == sorted(chats)


async def test_what_comes_while_a_chat_is_answered_is_not_forgotten(store: SQLStore) -> None:
    """A message that comes between the last look and the release puts the chat in line again."""
    await put(store, A)
    (claim,) = await store.claim("telegram", "w", 1, LONG)
    (one,) = await store.updates_of(A, 5)
    late = await put(store, A)
    await store.finish_update("telegram", one.id, NOW)
    assert await claimed(store, "other") == []
    await store.release(claim, "w", emptied=True, pause_seconds=0)
    assert await serve(store, "other") == [late]


async def test_a_killed_workers_chats_are_taken_over(store: SQLStore) -> None:
    """When a lease has run out the chat is anybody's, who is told that its message may be half answered."""
    await put(store, A)
    assert await claimed(store, "killed", lease=-1) == [A]
    (claim,) = await store.claim("telegram", "second", 1, -1)
    assert claim.cut_offs == 1
    (claim,) = await store.claim("telegram", "third", 1, LONG)
    assert claim.cut_offs == 2
    assert await store.held_by_others([A, B], "second") == {A}
    assert await store.held_by_others([A, B], "third") == frozenset()
    await store.release(claim, "third", emptied=False, pause_seconds=0)
    (claim,) = await store.claim("telegram", "fourth", 1, LONG)
    assert claim.cut_offs == 0


async def test_who_comes_back_from_the_dead_takes_nothing_away(store: SQLStore) -> None:
    """A worker whose lease ran out cannot release, or renew, what another holds by now."""
    await put(store, A)
    (old,) = await store.claim("telegram", "slow", 1, -1)
    await store.claim("telegram", "new", 1, LONG)
    await store.release(old, "slow", emptied=True, pause_seconds=0)
    assert await store.renew("slow", LONG) == frozenset()
    assert await store.renew("new", LONG) == {A}
    assert await claimed(store, "third") == []


async def test_leases_are_renewed_and_let_go(store: SQLStore) -> None:
    """A worker that lives keeps its chats; one that ends in a hurry gives them to the next at once."""
    await put(store, A)
    assert await claimed(store, "w", lease=-1) == [A]
    await store.renew("w", LONG)
    assert await claimed(store, "other") == []
    await store.let_go("w", [B])
    assert await claimed(store, "other") == []
    await store.let_go("w", [A])
    assert await claimed(store, "other") == [A]


async def test_a_chat_that_must_pause_is_passed_over(store: SQLStore) -> None:
    """A chat that the platform takes nothing for holds up no worker, and is in line all the while."""
    await put(store, A)
    (claim,) = await store.claim("telegram", "w", 1, LONG)
    await store.release(claim, "w", emptied=False, pause_seconds=LONG)
    assert await claimed(store, "w") == []
    await put(store, B)
    assert await claimed(store, "w") == [B]
    assert (await store.depth("telegram")).waiting == 2


async def test_the_same_update_is_enqueued_once(store: SQLStore) -> None:
    """Two web processes that are handed the same update record it once; also after it was answered."""
    one = update(7000, chat=A)
    assert sorted(await asyncio.gather(*(store.enqueue(one, owed=True) for _ in range(6)))) == [False] * 5 + [True]
    assert await serve(store, "w") == ["7000"]
    assert not await store.enqueue(one, owed=True)
    assert await serve(store, "w") == []


async def test_what_another_program_recorded_is_adopted(store: SQLStore) -> None:
    """What `mop telegram` left behind is answered by workers, once they are used in its place."""
    await store.take_update(update(1, chat=A))
    await store.take_update(update(2, chat=A))
    await put(store, B)
    assert await store.adopt("telegram") == 1
    assert await store.adopt("telegram") == 0
    assert sorted(await claimed(store, "w")) == [A, B]


async def test_the_oldest_unasked_are_dropped_first(store: SQLStore) -> None:
    """Over the bound what nobody asked for goes, oldest first; what somebody asked for never does."""
    for number in range(1, 7):
        await store.enqueue(update(number, chat=A, received_at=NOW + number * DAY), owed=number in {1, 2})
    assert await store.drop_unasked("telegram", 6, NOW) == 0
    assert await store.drop_unasked("telegram", 4, NOW) == 2
    assert [one.id for one in await store.updates_of(A, 9)] == ["1", "2", "5", "6"]
    assert await store.drop_unasked("telegram", 0, NOW) == 2
    assert [one.id for one in await store.updates_of(A, 9)] == ["1", "2"]
    assert not await store.enqueue(update(3, chat=A), owed=False)
    assert (await store.depth("telegram")).waiting == 2


async def test_the_depth_tells_the_oldest(store: SQLStore) -> None:
    """Whoever watches sees how many wait on one platform, and for how long."""
    assert (await store.depth("telegram")).oldest_seconds == 0
    await store.enqueue(update(1, chat=A, received_at=NOW - 1000 * DAY), owed=True)
    await store.enqueue(update(1, chat="discord:1", platform="discord"), owed=True)
    depth = await store.depth("telegram")
    assert depth.waiting == 1
    assert depth.oldest_seconds > 0


async def test_a_moved_chat_stands_in_line_under_its_new_name(store: SQLStore) -> None:
    """When a group becomes a supergroup, what waits is answered there."""
    await put(store, A, 1)
    await put(store, f"{A}/7", 2)
    await store.move_chat(A, C)
    served = {number for _ in range(6) for number in await serve(store, "w")}
    assert served == {"1", "2"}


async def test_a_forgotten_chat_has_no_turn(store: SQLStore) -> None:
    """After /forget nothing tells that the chat was ever there; a day after its last message nothing does either."""
    await put(store, A)
    await store.forget_chat(A)
    rows = "SELECT chat FROM turns"
    assert list(await store._database.fetch(rows)) == []
    await put(store, B)
    await store.purge(NOW + 20_000 * DAY)
    assert list(await store._database.fetch(rows)) == []


async def test_one_program_does_a_job_alone(location: Path | str) -> None:
    """Of several that want to lead one does; the next takes over when it ends."""
    async with open_store(location) as one, open_store(location) as two:
        async with one.alone("jobs") as first, two.alone("jobs") as second, two.alone("other") as third:
            assert first
            assert await first.holds()
            assert second is None
            assert third
        async with two.alone("jobs") as second:
            assert second


async def test_a_lost_connection_ends_leadership_and_not_the_bell(postgres_location: str) -> None:
    """Who lost the database leads no more, and hears again when it is back."""
    async with (
        open_store(postgres_location) as one,
        open_store(postgres_location) as two,
        one.alone("jobs") as first,
        one.bell() as bell,
    ):
        assert first
        await asyncio.wait_for(bell.wait(), 30)
        await cut_all(postgres_location)
        assert not await first.holds()
        async with two.alone("jobs") as second:
            assert second
        bell.clear()
        await asyncio.wait_for(bell.wait(), 30)
        bell.clear()
        await two.ring()
        await asyncio.wait_for(bell.wait(), 30)


async def cut_all(location: str) -> None:
    """End every connection to the database but the one that says so."""
    connection = await asyncpg.connect(location)
    await connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    await connection.close()


async def test_sqlite_rings_no_bell(sqlite_store: SQLStore) -> None:
    """Where nobody can be woken, ringing harms nothing."""
    async with sqlite_store.bell() as bell:
        await sqlite_store.ring()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(bell.wait(), 0.01)
