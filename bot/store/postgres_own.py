"""Connections to PostgreSQL that are held, apart from the pool: one that listens, one that leads.

Neither works through a pooler that shares connections out by transaction (pgbouncer's ``transaction`` mode).
"""

from __future__ import annotations

import asyncio
import zlib
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Final, TypeAlias

import asyncpg

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    Connection: TypeAlias = asyncpg.Connection[asyncpg.Record]

CHANNEL: Final = "mop_updates"

SECONDS: Final = 5.0
"""How long a connection may take to come about, or to answer."""

AGAIN_SECONDS: Final = 2.0
"""Between attempts to listen again; meanwhile whoever listens looks by itself."""

JOBS_KEY: Final = 0x4D6F70
"""First half of the number of each job's advisory lock ("Mop")."""

KEEPALIVE: Final = {
    "application_name": "mop",
    # A machine that lost its power says no goodbye: the server notices in a minute, not in two hours.
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
}

LOST: Final = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError)


class Held:
    """An advisory lock, which the server gives back with the connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def holds(self) -> bool:
        """Tell whether the connection, and with it the lock, is still there."""
        try:
            await self._connection.fetchval("SELECT 1", timeout=SECONDS)
        except LOST:
            return False
        return True

    async def end(self) -> None:
        """Give it back."""
        with suppress(*LOST):
            await self._connection.close(timeout=SECONDS)


async def advisory(url: str, name: str) -> Held | None:
    """Take the lock of ``name``; None where another session has it.

    Raises:
        asyncpg's and the network's exceptions: the server cannot be asked.
    """
    connection = await _connected(url)
    number = zlib.crc32(name.encode()) - 2**31
    try:
        taken = await connection.fetchval("SELECT pg_try_advisory_lock($1, $2)", JOBS_KEY, number)
    except BaseException:
        connection.terminate()
        raise
    if taken:
        return Held(connection)
    await Held(connection).end()
    return None


@asynccontextmanager
async def listening(url: str) -> AsyncIterator[asyncio.Event]:
    """Yield an event that is set whenever somebody notifies."""
    rung = asyncio.Event()
    listener = asyncio.create_task(_listen(url, rung))
    try:
        yield rung
    finally:
        listener.cancel()
        await asyncio.gather(listener, return_exceptions=True)


async def _listen(url: str, rung: asyncio.Event) -> None:
    while True:
        with suppress(*LOST):
            await _listen_once(url, rung)
        await asyncio.sleep(AGAIN_SECONDS)


async def _listen_once(url: str, rung: asyncio.Event) -> None:
    connection = await _connected(url)
    gone = asyncio.Event()
    connection.add_termination_listener(lambda _: gone.set())
    try:
        await connection.add_listener(CHANNEL, lambda *_: rung.set())
        rung.set()
        await gone.wait()
    finally:
        connection.terminate()


async def _connected(url: str) -> Connection:
    return await asyncpg.connect(url, timeout=SECONDS, command_timeout=SECONDS, server_settings=KEEPALIVE)
