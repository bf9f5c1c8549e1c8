"""Writes that come at once are committed at once: one flush to the disk serves them all.

SQLite flushes once a commit, and a disk takes some hundred flushes a second. While one is under way, what else is to
be written gathers, and goes into the next transaction as a whole. Each write is still done whole or not at all, and
its caller is told only after the flush.
"""

from __future__ import annotations

import asyncio
import sqlite3
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    import aiosqlite

    from bot.store.database import Value

_WRITES = ("INSERT", "UPDATE", "DELETE")


class Write:
    """One statement, and what became of it."""

    def __init__(self, sql: str, values: Sequence[Value]) -> None:
        self.sql = sql
        self.values = values
        self.batch: asyncio.Task[None] | None = None
        """What does it; None while it waits."""
        self.rows: list[Any] = []
        self.error: Exception | None = None

    def do(self, connection: sqlite3.Connection) -> None:
        """Run the statement; what goes wrong is kept for the caller."""
        try:
            self.rows = connection.execute(self.sql, self.values).fetchall()
            self.error = None
        except Exception as error:
            self.error = error


class Together:
    """Gathers the writes of one connection.

    Args:
        connection: open, committing each statement by itself.
        lock: held by whoever uses the connection.
    """

    def __init__(self, connection: aiosqlite.Connection, lock: asyncio.Lock) -> None:
        self._connection = connection
        self._lock = lock
        self._waiting: list[Write] = []

    async def write(self, sql: str, values: Sequence[Value]) -> list[Any]:
        """Do one write, with whatever else is waiting to be written.

        Raises:
            sqlite3.Error: this one failed.
            ValueError: the connection is closed.
        """
        write = Write(sql, values)
        self._waiting.append(write)
        try:
            async with self._lock:
                if write.batch is None:
                    self._begin()
                assert write.batch is not None  # noqa: S101 - begun here, or by whoever held the lock before
                # Shielded: whoever is cancelled leaves the batch to the others whose writes are in it.
                await asyncio.shield(write.batch)
        finally:
            if write.batch is None:
                self._waiting.remove(write)
        if write.error:
            raise write.error
        return write.rows

    def _begin(self) -> None:
        batch, self._waiting = self._waiting, []
        task = asyncio.create_task(self._do(batch))
        for write in batch:
            write.batch = task

    async def _do(self, batch: list[Write]) -> None:
        # In one piece on the connection's own thread, which aiosqlite offers only by this name; a statement a turn
        # would cost two changes of thread each.
        await self._connection._execute(do_all, self._connection._conn, batch)  # type: ignore[no-untyped-call]  # private


def is_write(sql: str) -> bool:
    """Tell whether a statement changes rows; anything else is done by itself."""
    return sql.startswith(_WRITES)


def do_all(connection: sqlite3.Connection, batch: Sequence[Write]) -> None:
    """Do all in one transaction; where one of them fails, each in one of its own, so that it harms no other."""
    if len(batch) == 1:
        batch[0].do(connection)
        return
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.Error as error:
        for write in batch:
            write.error = error
        return
    for write in batch:
        write.do(connection)
        if write.error:
            break
    if not any(write.error for write in batch) and _committed(connection):
        return
    connection.rollback()
    for write in batch:
        write.do(connection)


def _committed(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("COMMIT")
    except sqlite3.Error:
        return False
    return True
