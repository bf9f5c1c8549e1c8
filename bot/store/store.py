"""The whole store, and how it is opened."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.store import schema
from bot.store.answers import AnswersPart
from bot.store.chats import ChatsPart
from bot.store.disputes import DisputesPart
from bot.store.settings import SettingsPart
from bot.store.sqlite import open_sqlite
from bot.store.updates import UpdatesPart

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


class SQLStore(SettingsPart, AnswersPart, DisputesPart, UpdatesPart, ChatsPart):
    """``bot.state.Store`` in SQLite or PostgreSQL."""

    @property
    def location(self) -> str:
        """The file or the address, without a password."""
        return self._database.location

    async def schema_version(self) -> int:
        """Return the number of the schema.

        Raises:
            StoreError: the database cannot be read.
        """
        return await schema.version(self._database)

    async def backup(self, path: Path) -> None:
        """Write a whole copy to ``path`` while others read and write, in place of an older copy.

        Raises:
            StoreError: it could not be written; an older copy is still there.
        """
        await self._database.backup(path)


@asynccontextmanager
async def open_store(location: Path) -> AsyncIterator[SQLStore]:
    """Open the store for as long as the block runs, its schema brought to the newest.

    Args:
        location: the data folder, for SQLite.

    Raises:
        StoreError: the database cannot be used, or a newer Mop wrote it.
    """
    async with open_sqlite(location) as database:
        await schema.upgrade(database)
        yield SQLStore(database)
