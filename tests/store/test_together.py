"""Writes that come at once share a commit, and share nothing else."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, cast

import pytest

from bot.errors import StoreError
from bot.store import open_store, sqlite
from tests.store.values import CHAT, NOW, update

if TYPE_CHECKING:
    from pathlib import Path

    from bot.store import SQLStore
    from bot.store.sqlite import SQLite

WRONG = "INSERT INTO updates (platform, id, chat, payload, received_at) VALUES ('telegram', 'x', NULL, '', 0)"


def database_of(store: SQLStore) -> SQLite:
    """Return the make behind the store."""
    return cast("SQLite", store._database)


async def ids(store: SQLStore) -> list[str]:
    """Return the numbers of the updates that are recorded."""
    return [each.id for each in await store.waiting_updates("telegram")]


async def test_fifty_updates_at_once_are_recorded_with_few_flushes(sqlite_store: SQLStore) -> None:
    """Each caller is told of its own update, and most of them share one commit."""
    said: list[str] = []
    await database_of(sqlite_store)._connection.set_trace_callback(said.append)
    taken = await asyncio.gather(*(sqlite_store.take_update(update(number % 40)) for number in range(50)))
    assert taken == [True] * 40 + [False] * 10
    assert len(await ids(sqlite_store)) == 40
    assert said.count("COMMIT") < 5


async def test_a_write_that_fails_harms_no_other(sqlite_store: SQLStore) -> None:
    """One statement that the database refuses is refused alone."""
    found = await asyncio.gather(
        sqlite_store.take_update(update(1)),
        sqlite_store.take_update(update(2)),
        database_of(sqlite_store).fetch(WRONG),
        sqlite_store.take_update(update(3)),
        return_exceptions=True,
    )
    assert isinstance(found[2], StoreError)
    assert [found[0], found[1], found[3]] == [True, True, True]
    assert await ids(sqlite_store) == ["1", "2", "3"]


@pytest.mark.parametrize("turns", range(4))
async def test_whoever_is_cancelled_leaves_the_others_their_writes(sqlite_store: SQLStore, turns: int) -> None:
    """A task that ends while its write waits or is under way takes nobody else's with it."""
    tasks = [asyncio.create_task(sqlite_store.take_update(update(number))) for number in range(6)]
    for _ in range(turns):
        await asyncio.sleep(0)
    tasks[0].cancel()
    tasks[3].cancel()
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert [found[number] for number in (1, 2, 4, 5)] == [True] * 4
    assert {"1", "2", "4", "5"} <= set(await ids(sqlite_store))
    assert await sqlite_store.take_update(update(9))


async def test_while_another_program_holds_the_file_each_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits once for every other's write, and all are told who is in the way."""
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    async with open_store(tmp_path) as store:
        with closing(sqlite3.connect(tmp_path / sqlite.FILE_NAME, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            writes = (store.take_update(update(number)) for number in range(5))
            found = await asyncio.gather(*writes, return_exceptions=True)
            assert ["another program holds" in str(each) for each in found] == [True] * 5
            other.execute("COMMIT")
        assert await store.take_update(update(1))


async def test_on_a_full_disk_what_fits_is_kept(sqlite_store: SQLStore) -> None:
    """Writes that do not fit are refused; what came with them and fits is not."""
    database = database_of(sqlite_store)
    ((pages,),) = await database.fetch("PRAGMA page_count")
    await database.fetch(f"PRAGMA max_page_count = {pages}")
    large = update(1, payload="x" * 100_000)
    found = await asyncio.gather(
        sqlite_store.take_update(large),
        sqlite_store.count(CHAT, NOW.date(), "SATIRE"),
        sqlite_store.take_update(update(2)),
        return_exceptions=True,
    )
    assert isinstance(found[0], StoreError)
    assert "the disk is full" in str(found[0])
    assert found[2] is True
    assert await ids(sqlite_store) == ["2"]


async def test_a_commit_that_fails_is_done_again_one_by_one(
    sqlite_store: SQLStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A transaction that cannot end is taken back, and each write has its own."""
    monkeypatch.setattr("bot.store.together._committed", lambda connection: False)
    taken = await asyncio.gather(*(sqlite_store.take_update(update(number)) for number in range(5)))
    assert taken == [True] * 5
    assert await ids(sqlite_store) == ["0", "1", "2", "3", "4"]
