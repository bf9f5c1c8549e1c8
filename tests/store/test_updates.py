"""An update is recorded before it is acknowledged, answered once, and then its words are gone."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.store import open_store
from tests.store.values import DAY, NOW, UPDATE, update

if TYPE_CHECKING:
    from pathlib import Path

    from bot.store import SQLStore


async def test_an_update_is_taken_once(store: SQLStore) -> None:
    """A platform that delivers twice gets one answer, also after the first was given."""
    assert await store.take_update(UPDATE)
    assert not await store.take_update(UPDATE)
    await store.finish_update("telegram", "9001", NOW)
    assert not await store.take_update(UPDATE)
    assert await store.waiting_updates("telegram") == ()


async def test_what_was_not_finished_is_there_after_a_restart(location: Path | str) -> None:
    """A message that was in hand when the process died is answered after the restart."""
    async with open_store(location) as first:
        await first.take_update(UPDATE)
        await first.take_update(update(1))
        await first.finish_update("telegram", "1", NOW)
    async with open_store(location) as second:
        assert await second.waiting_updates("telegram") == (UPDATE,)
        assert await second.waiting_updates("discord") == ()


async def test_waiting_updates_come_in_the_order_of_their_arrival(store: SQLStore) -> None:
    """Oldest first; a batch that came in one moment in the order of the platform's own numbers."""
    late, batch, early = (
        update(5, received_at=NOW + DAY),
        [update(n) for n in (9, 10, 100)],
        update(999, received_at=NOW - DAY),
    )
    for one in (late, batch[2], batch[0], batch[1], early):
        await store.take_update(one)
    assert await store.waiting_updates("telegram") == (early, *batch, late)


async def test_an_update_that_was_never_taken_can_be_finished(store: SQLStore) -> None:
    """Where recording it failed and answering it did not, the answer still counts."""
    await store.finish_update("telegram", "9001", NOW)
    await store.finish_update("telegram", "9001", NOW)
    assert not await store.take_update(UPDATE)


async def test_of_many_tasks_exactly_one_takes_an_update(store: SQLStore) -> None:
    """Two workers never answer the same message."""
    taken = await asyncio.gather(*(store.take_update(UPDATE) for _ in range(30)))
    assert sum(taken) == 1


async def test_the_same_number_on_two_platforms_is_two_updates(store: SQLStore) -> None:
    """Platforms count for themselves."""
    assert await store.take_update(UPDATE)
    assert await store.take_update(update(9001, platform="discord"))
