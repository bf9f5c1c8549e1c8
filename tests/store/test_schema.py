"""A database of any age is brought to the newest schema whole, or left as it was."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.errors import StoreError
from bot.store import open_store
from bot.store.schema import MIGRATIONS, Migration, upgrade
from tests.store.values import ANSWER, CHAT

if TYPE_CHECKING:
    from pathlib import Path

    from bot.store import SQLStore

NEWEST = MIGRATIONS[-1].version
SECOND = Migration(NEWEST + 1, "ALTER TABLE chats ADD COLUMN mood TEXT; UPDATE chats SET mood = 'calm';")
BROKEN = Migration(
    NEWEST + 2, "CREATE TABLE moods (mood TEXT NOT NULL PRIMARY KEY); UPDATE no_such_table SET mood = '';"
)


async def test_a_fresh_database_has_the_newest_schema(store: SQLStore) -> None:
    """Nobody has to prepare anything."""
    assert await store.schema_version() == MIGRATIONS[-1].version


def test_steps_are_numbered_without_gaps() -> None:
    """Each step leads to the next number."""
    assert [migration.version for migration in MIGRATIONS] == list(range(1, len(MIGRATIONS) + 1))


async def test_opening_again_changes_nothing(location: Path | str) -> None:
    """What was kept is there, and no step is done twice."""
    async with open_store(location) as first:
        await first.keep_answer(ANSWER)
    async with open_store(location) as second:
        assert await second.answer_to(CHAT, "41") == ANSWER


async def test_an_older_mop_refuses_a_newer_schema(location: Path | str) -> None:
    """One clear sentence, and the newer database is left alone."""
    async with open_store(location) as newer:
        await upgrade(newer._database, (*MIGRATIONS, SECOND))
        assert await newer.schema_version() == NEWEST + 1
    said = rf"a newer Mop wrote .* \(its schema is {NEWEST + 1}, this Mop knows up to {NEWEST}\)"
    with pytest.raises(StoreError, match=said):
        async with open_store(location):
            pass


async def test_a_step_that_fails_midway_leaves_the_old_schema(store: SQLStore) -> None:
    """An upgrade is done whole or not at all, and can be tried again."""
    with pytest.raises(StoreError):
        await upgrade(store._database, (*MIGRATIONS, SECOND, BROKEN))
    assert await store.schema_version() == NEWEST
    await upgrade(store._database, (*MIGRATIONS, SECOND))
    assert await store.schema_version() == NEWEST + 1


async def test_many_processes_may_start_at_once(location: Path | str) -> None:
    """Only one of them makes the tables; all of them find them."""

    async def start() -> int:
        async with open_store(location) as store:
            return await store.schema_version()

    assert await asyncio.gather(*(start() for _ in range(6))) == [NEWEST] * 6
