"""SQLite: one file in the data folder, one connection, WAL.

Every statement of this process goes through one connection and one lock: SQLite has a single writer anyway, and
a reader on the same connection would see another task's half of a transaction.
"""

from __future__ import annotations

import asyncio
import functools
import os
import re
import sqlite3
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import aiosqlite

from bot.alone import only_one
from bot.errors import StoreError
from bot.store.database import fit
from bot.store.together import Together, is_write

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from bot.queue import Leadership
    from bot.store.database import Row, Session, Value

FILE_NAME: Final = "mop.sqlite3"

BUSY_SECONDS: Final = 5.0
"""How long to wait for another process that is writing."""

OLDEST: Final = (3, 35, 0)
"""The first SQLite with RETURNING."""

NOW_MICROS: Final = "CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)"
"""To the millisecond, which is what SQLite's clock gives; the same all along one statement."""

PROBLEMS: Final = {
    "SQLITE_FULL": "the disk is full",
    "SQLITE_READONLY": "the database cannot be written (read-only file, folder or disk)",
    "SQLITE_BUSY": "another program holds the database",
    "SQLITE_LOCKED": "another program holds the database",
    "SQLITE_CORRUPT": "the database is damaged, restore a backup",
    "SQLITE_NOTADB": "this is no database of Mop, or it is damaged: restore a backup",
    "SQLITE_CANTOPEN": "the database cannot be opened",
    "SQLITE_IOERR": "the disk could not be read or written",
    "SQLITE_PERM": "the database cannot be opened",
    "SQLITE_AUTH": "the database cannot be opened",
}
"""SQLite's primary result codes (sqlite.org/rescode.html) in words for the operator."""

PRAGMAS: Final = (
    "PRAGMA journal_mode = WAL",
    # A commit survives a power cut, not only the process: an update is recorded before it is acknowledged, and
    # the platform never sends an acknowledged one again. docs/state.md has the price in figures.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # Deleted means overwritten: otherwise the words of answered messages stay readable in free pages of the file.
    "PRAGMA secure_delete = ON",
    "PRAGMA journal_size_limit = 1048576",
)


class SQLite:
    """A ``Database`` in one file."""

    def __init__(self, path: Path, connection: aiosqlite.Connection) -> None:
        self.location = str(path)
        self._path = path
        self._connection = connection
        self._lock = asyncio.Lock()
        self._together = Together(connection, self._lock)

    async def fetch(self, sql: str, *values: Value) -> Sequence[Row]:
        """Run one statement, kept or not by itself; writes that wait at the same time share a commit."""
        if is_write(sql):
            with translated(self.location):
                return await self._together.write(_numbered(sql), [fit(value) for value in values])
        async with self._lock:
            return await self._fetch(sql, *values)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Session]:
        """Run several statements that are kept together or not at all."""
        async with self._lock:
            try:
                # IMMEDIATE: a transaction that reads first and writes later would fail where another process
                # wrote in between, without waiting (SQLITE_BUSY_SNAPSHOT).
                await self._fetch("BEGIN IMMEDIATE")
                yield _Session(self._fetch)
                await self._fetch("COMMIT")
            except BaseException:
                # Shielded: a task cancelled twice must not leave its transaction open for the next task.
                await asyncio.shield(self._undo())
                raise

    upgrade = transaction

    async def tidy(self) -> None:
        """Empty the write-ahead log, which still holds what was deleted."""
        await self.fetch("PRAGMA wal_checkpoint(TRUNCATE)")

    async def backup(self, path: Path) -> None:
        """Write a whole, checked copy to ``path`` by SQLite's backup interface, in place of an older copy."""
        with translated(str(path)):
            await asyncio.to_thread(_copy, self._path, path)

    async def ring(self) -> None:
        """Leave it to whoever listens to look by itself."""

    @asynccontextmanager
    async def bell(self) -> AsyncIterator[asyncio.Event]:
        """Yield an event that nobody sets."""
        yield asyncio.Event()

    @asynccontextmanager
    async def alone(self, name: str) -> AsyncIterator[Leadership | None]:
        """Be the only one by a lock on a file beside the database, which the system takes back from the dead."""
        with only_one(self._path.with_name(f"{name}.lock")) as leadership:
            yield leadership

    async def _fetch(self, sql: str, *values: Value) -> Sequence[Row]:
        with translated(self.location):
            rows = await self._connection.execute_fetchall(_numbered(sql), [fit(value) for value in values])
        return list(rows)

    async def _undo(self) -> None:
        with translated(self.location):
            await self._connection.rollback()


class _Session:
    def __init__(self, fetch: Fetch) -> None:
        self.fetch = fetch


@asynccontextmanager
async def open_sqlite(folder: Path) -> AsyncIterator[SQLite]:
    """Open the database file in a data folder, made where missing, readable by this user only.

    Raises:
        StoreError: the folder or the file cannot be used.
    """
    path = folder / FILE_NAME
    if sqlite3.sqlite_version_info < OLDEST:
        raise StoreError(str(path), f"SQLite 3.35 or newer is needed, and this Python has {sqlite3.sqlite_version}")
    with translated(str(path)):
        await asyncio.to_thread(_make_private, path)
        connection = await aiosqlite.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        with translated(str(path)):
            await _set_up(connection)
        yield SQLite(path, connection)
    finally:
        await connection.close()


async def _set_up(connection: aiosqlite.Connection) -> None:
    """Say every pragma, again where another process has just opened the same fresh file.

    SQLite does not wait for the lock that the switch to WAL needs: it fails at once, whatever the timeout.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + BUSY_SECONDS
    while True:
        try:
            for pragma in PRAGMAS:
                await connection.execute_fetchall(pragma)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or loop.time() > deadline:
                raise
            await asyncio.sleep(BUSY_SECONDS / 100)
        else:
            return


@contextmanager
def translated(location: str) -> Iterator[None]:
    """Turn what SQLite, aiosqlite and the file system raise into StoreError.

    Raises:
        StoreError: from the exception that came first.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(location, problem_of(error)) from error
    except OSError as error:
        raise StoreError(location, f"the data folder cannot be used ({error.strerror or error})") from error
    except ValueError as error:  # aiosqlite's word for a closed connection
        raise StoreError(location, f"the database is not open ({error})") from error


def problem_of(error: sqlite3.Error) -> str:
    """Return what went wrong, in words for the operator."""
    name = getattr(error, "sqlite_errorname", "")
    primary = "_".join(name.split("_")[:2])
    words = PROBLEMS.get(primary, "the database refused")
    return f"{words} ({name or type(error).__name__}: {error})"


@functools.cache
def _numbered(sql: str) -> str:
    """Write ``$1`` as SQLite's ``?1``: its own ``$1`` is a name, which Python binds by name only."""
    spoken = sql.replace("NOW_MICROS", NOW_MICROS).replace("SKIP_LOCKED", "")
    spoken = spoken.replace("CREATE UNLOGGED TABLE", "CREATE TABLE")
    return re.sub(r"\$(\d+)", r"?\1", spoken)


def _make_private(path: Path) -> None:
    """A stolen or shared folder is one reader less: chats' settings are nobody else's business."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _copy(source: Path, target: Path) -> None:
    if target.exists() and target.samefile(source):
        raise StoreError(str(target), "a backup cannot take the place of the database itself")
    waiting = target.with_name(f"{target.name}.new")
    waiting.unlink(missing_ok=True)
    try:
        _make_private(waiting)
        with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(waiting)) as copy:
            live.backup(copy)
            # One file, whole by itself: a copy in WAL mode would ask for companions wherever it is opened.
            copy.execute("PRAGMA journal_mode = DELETE")
            _check(copy)
        waiting.replace(target)
    finally:
        waiting.unlink(missing_ok=True)


def _check(copy: sqlite3.Connection) -> None:
    (answer,) = copy.execute("PRAGMA quick_check(1)").fetchone()
    if answer != "ok":
        raise sqlite3.DatabaseError(f"the copy is damaged: {answer}")


if TYPE_CHECKING:
    from typing import Protocol

    class Fetch(Protocol):
        """``SQLite._fetch``."""

        async def __call__(self, sql: str, *values: Value) -> Sequence[Row]:
            """Run one statement."""
