"""PostgreSQL, by asyncpg: a pool that mends itself, and the same queries as SQLite."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import cache, partial
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar
from urllib.parse import urlsplit

import asyncpg

from bot.errors import StoreError
from bot.store.database import fit
from bot.store.postgres_own import CHANNEL, advisory, listening

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from asyncpg.pool import PoolConnectionProxy

    from bot.queue import Leadership
    from bot.store.database import Row, Session, Value

    Connection: TypeAlias = PoolConnectionProxy[asyncpg.Record]
    Pool: TypeAlias = asyncpg.Pool[asyncpg.Record]

T = TypeVar("T")

CONNECTIONS: Final = 10
"""Of one process, at the most."""

CONNECT_SECONDS: Final = 5.0
COMMAND_SECONDS: Final = 10.0
"""How long one statement, or the wait for a free connection, may take."""

UPGRADE_LOCK: Final = 0x4D6F70
"""Number of the advisory lock ("Mop") that one process holds while it upgrades the schema."""

UNREADABLE: Final = "the database's address"
"""Shown in place of a URL that cannot be told apart into host and password."""

NOW_MICROS: Final = "CAST(extract(epoch FROM statement_timestamp()) * 1000000 AS BIGINT)"
"""The same all along one statement."""

REFUSALS: Final = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError)
"""Everything that asyncpg and the network raise."""

LOST: Final = (asyncpg.PostgresConnectionError, asyncpg.InterfaceError, asyncpg.AdminShutdownError, OSError)
"""What a connection that died unnoticed raises when it is used."""


class Postgres:
    """A ``Database`` on a server."""

    def __init__(self, location: str, pool: Pool, url: str) -> None:
        self.location = location
        self._pool = pool
        self._url = url
        """Holds a password."""

    async def fetch(self, sql: str, *values: Value) -> Sequence[Row]:
        """Run one statement as a transaction of its own; a question whose connection had died is asked again.

        A statement that writes goes the longer way with BEGIN, which can be said twice without doing anything twice.
        """
        if not sql.startswith("SELECT"):
            async with self.transaction() as session:
                return await session.fetch(sql, *values)
        with translated(self.location):
            return await self._twice(partial(self._ask, spoken(sql), *map(fit, values)))

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Session]:
        """Run several statements that are kept together or not at all."""
        connection = await self._begin()
        try:
            yield _Session(self.location, connection)
            with translated(self.location):
                await connection.execute("COMMIT")
        except BaseException:
            await asyncio.shield(self._undo(connection))
            raise
        finally:
            await self._pool.release(connection)

    @asynccontextmanager
    async def upgrade(self) -> AsyncIterator[Session]:
        """Do the same while no other process upgrades the schema."""
        async with self.transaction() as session:
            await session.fetch("SELECT pg_advisory_xact_lock($1)", UPGRADE_LOCK)
            yield session

    async def tidy(self) -> None:
        """Leave it to the server, which vacuums by itself."""

    async def backup(self, path: Path) -> None:
        """Refuse: a server has a better tool.

        Raises:
            StoreError: always.
        """
        raise StoreError(self.location, f"pg_dump makes backups of PostgreSQL, {path} was not written")

    async def ring(self) -> None:
        """Notify every process that listens."""
        await self.fetch("SELECT pg_notify($1, '')", CHANNEL)

    def bell(self) -> AbstractAsyncContextManager[asyncio.Event]:
        """Listen for as long as the block runs, again and again where the connection is lost."""
        return listening(self._url)

    @asynccontextmanager
    async def alone(self, name: str) -> AsyncIterator[Leadership | None]:
        """Be the only one by an advisory lock of a connection of its own."""
        with translated(self.location):
            held = await advisory(self._url, name)
        try:
            yield held
        finally:
            if held:
                await held.end()

    async def _begin(self) -> Connection:
        """Return a connection in a transaction, a fresh one where the first had died since it was last used."""
        with translated(self.location):
            return await self._twice(self._started)

    async def _twice(self, ask: Callable[[], Awaitable[T]]) -> T:
        try:
            return await ask()
        except TimeoutError:  # an OSError, but no sign that a second try would be any faster
            raise
        except LOST:
            await self._pool.expire_connections()
            return await ask()

    async def _ask(self, sql: str, *values: Value) -> Sequence[Row]:
        async with self._pool.acquire(timeout=COMMAND_SECONDS) as connection:
            return await connection.fetch(sql, *values)

    async def _started(self) -> Connection:
        connection = await self._pool.acquire(timeout=COMMAND_SECONDS)
        try:
            await connection.execute("BEGIN")
        except BaseException:
            await self._pool.release(connection)
            raise
        return connection

    async def _undo(self, connection: Connection) -> None:
        """The server undoes by itself where the connection is gone; the exception on its way says what happened."""
        with suppress(*REFUSALS):
            if connection.is_in_transaction():
                await connection.execute("ROLLBACK")


class _Session:
    def __init__(self, location: str, connection: Connection) -> None:
        self._location = location
        self._connection = connection

    async def fetch(self, sql: str, *values: Value) -> Sequence[Row]:
        """Run one statement and return its rows."""
        with translated(self._location):
            return await self._connection.fetch(spoken(sql), *(fit(value) for value in values))


@cache
def spoken(sql: str) -> str:
    """Write out what each make has its own words for."""
    return sql.replace("NOW_MICROS", NOW_MICROS).replace("SKIP_LOCKED", "FOR UPDATE SKIP LOCKED")


@asynccontextmanager
async def open_postgres(url: str) -> AsyncIterator[Postgres]:
    """Open a pool of connections to the database of a URL.

    Raises:
        StoreError: the server cannot be reached, or refuses.
    """
    location = without_password(url)
    with translated(location):
        pool = await _pool(url, location)
    try:
        yield Postgres(location, pool, url)
    finally:
        await _closed(pool)


def without_password(url: str) -> str:
    """Return what a fault may show of a database's URL: its host and database, nothing secret.

    A URL can hold a password before the host and among the parameters; a slip in writing it (a bare ``/`` or ``?``
    in the password) makes part of it look like the host, and then nothing is shown.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return UNREADABLE
    if parts.scheme not in {"postgres", "postgresql"} or ("@" in url and "@" not in parts.netloc):
        return UNREADABLE
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


@contextmanager
def translated(location: str) -> Iterator[None]:
    """Turn what asyncpg and the network raise into StoreError.

    Raises:
        StoreError: from the exception that came first.
    """
    try:
        yield
    except (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InvalidCatalogNameError) as error:
        raise StoreError(location, f"PostgreSQL does not let Mop in ({error})") from error
    except asyncpg.PostgresConnectionError as error:
        raise StoreError(location, f"the connection to PostgreSQL was lost ({error})") from error
    except asyncpg.PostgresError as error:
        raise StoreError(location, f"PostgreSQL refused ({type(error).__name__}: {error})") from error
    except TimeoutError as error:
        raise StoreError(location, "PostgreSQL did not answer in time") from error
    except REFUSALS as error:
        raise StoreError(location, f"PostgreSQL cannot be reached ({error})") from error


async def _pool(url: str, location: str) -> Pool:
    try:
        return await asyncpg.create_pool(
            url,
            min_size=1,
            max_size=CONNECTIONS,
            timeout=CONNECT_SECONDS,
            command_timeout=COMMAND_SECONDS,
            server_settings={"application_name": "mop"},
            reset=_nothing_to_reset,
        )
    except ValueError as error:  # its text is not shown: it may quote a piece of a password
        raise StoreError(location, "this is no URL of the form postgresql://user:password@host/database") from error


async def _nothing_to_reset(_connection: object) -> None:
    """Every transaction is ended here and nothing else is set, so a round trip to reset a session buys nothing."""


async def _closed(pool: Pool) -> None:
    try:
        await asyncio.wait_for(pool.close(), COMMAND_SECONDS)
    except REFUSALS:
        pool.terminate()
