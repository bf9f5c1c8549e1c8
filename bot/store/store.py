"""The whole store, and how it is opened."""

from __future__ import annotations

from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import StoreError
from bot.store import schema
from bot.store.answers import AnswersPart
from bot.store.chats import ChatsPart
from bot.store.disputes import DisputesPart
from bot.store.export import ExportPart
from bot.store.follow_ups import FollowUpsPart
from bot.store.pace import PacePart
from bot.store.queue import QueuePart
from bot.store.settings import SettingsPart
from bot.store.sqlite import open_sqlite
from bot.store.updates import UpdatesPart

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from contextlib import AbstractAsyncContextManager

    from bot.store.database import Database


class SQLStore(
    SettingsPart,
    AnswersPart,
    FollowUpsPart,
    DisputesPart,
    UpdatesPart,
    QueuePart,
    PacePart,
    ChatsPart,
    ExportPart,
):
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
async def open_store(location: Path | str) -> AsyncIterator[SQLStore]:
    """Open the store for as long as the block runs, its schema brought to the newest.

    Args:
        location: the data folder, for SQLite; or the URL of a PostgreSQL database, ``postgresql://...``.

    Raises:
        StoreError: the database cannot be used, or a newer Mop wrote it.
    """
    opened = open_sqlite(location) if isinstance(location, Path) else _open_postgres(location)
    async with opened as database:
        await schema.upgrade(database)
        yield SQLStore(database)


def _open_postgres(url: str) -> AbstractAsyncContextManager[Database]:
    try:
        from bot.store.postgres import open_postgres  # noqa: PLC0415 - asyncpg is an extra
    except ImportError as error:
        raise StoreError("PostgreSQL", "asyncpg is not installed (pip install 'mop-bot[postgres]')") from error
    return open_postgres(url)
