"""Updates shared out to any number of workers: one table of chats and one query that claims, on both makes.

``SKIP_LOCKED`` and ``NOW_MICROS`` are written out by each make (``bot.store.database.Database``): SQLite has a single
writer and needs no ``FOR UPDATE SKIP LOCKED``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.queue import Claim, Depth
from bot.store.database import to_micros
from bot.store.part import Part
from bot.store.rows import to_update

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Collection
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from bot.queue import Leadership
    from bot.state import WaitingUpdate

MILLION: Final = 1_000_000

IN_LINE: Final = """
INSERT INTO turns (chat, platform, waiting, news, turn, worker, until, cut_offs, next_at, recent, touched)
    VALUES ($1, $2, 1, 1, NOW_MICROS, '', 0, 0, 0, '', NOW_MICROS)
    ON CONFLICT (chat) DO UPDATE SET waiting = 1, news = turns.news + 1, touched = excluded.touched,
        turn = CASE WHEN turns.waiting = 1 THEN turns.turn ELSE excluded.turn END
"""
"""A chat that stands in line already keeps its place. ``news`` makes a release see what came since its claim."""

CLAIM: Final = """
WITH ready AS MATERIALIZED (
    SELECT chat FROM turns WHERE platform = $1 AND waiting = 1 AND until < NOW_MICROS
    ORDER BY turn LIMIT $2 SKIP_LOCKED)
UPDATE turns SET worker = $3, until = NOW_MICROS + $4, turn = NOW_MICROS + 1000,
    cut_offs = CASE WHEN worker = '' THEN 0 ELSE cut_offs + 1 END
    WHERE chat IN (SELECT chat FROM ready) RETURNING chat, news, cut_offs
"""
"""The chats that were served longest ago and that nobody holds. A name still in ``worker`` is one that was killed.

Whoever is served goes behind all that stand in line by then: SQLite's clock counts milliseconds, in one of which
another chat may have come.
"""

ADOPT: Final = """
INSERT INTO turns (chat, platform, waiting, news, turn, worker, until, cut_offs, next_at, recent, touched)
    SELECT DISTINCT chat, platform, 1, 1, NOW_MICROS, '', 0, 0, 0, '', NOW_MICROS FROM updates
    WHERE platform = $1 AND finished_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM turns WHERE turns.chat = updates.chat AND turns.waiting = 1)
    ON CONFLICT (chat) DO UPDATE SET waiting = 1, news = turns.news + 1 RETURNING 1
"""

DROP: Final = """
UPDATE updates SET chat = '', payload = '', finished_at = $3 WHERE platform = $1 AND id IN (
    SELECT id FROM updates WHERE platform = $1 AND finished_at IS NULL AND owed = 0
    ORDER BY received_at LIMIT $2) RETURNING 1
"""


class QueuePart(Part):
    """``bot.queue.Queue``."""

    async def enqueue(self, update: WaitingUpdate, *, owed: bool) -> bool:
        """Record an update before it is acknowledged and put its chat in line; False where it is known already."""
        async with self._database.transaction() as session:
            new = await session.fetch(
                "INSERT INTO updates (platform, id, chat, payload, received_at, owed) VALUES ($1, $2, $3, $4, $5, $6)"
                " ON CONFLICT (platform, id) DO NOTHING RETURNING 1",
                update.platform,
                update.id,
                update.chat,
                update.payload,
                to_micros(update.received_at),
                int(owed),
            )
            if new:
                await session.fetch(IN_LINE, update.chat, update.platform)
        return bool(new)

    async def claim(self, platform: str, worker: str, most: int, lease_seconds: float) -> tuple[Claim, ...]:
        """Take the chats that have waited longest for their turn, ``most`` at the most."""
        rows = await self._database.fetch(CLAIM, platform, most, worker, _micros(lease_seconds))
        return tuple(Claim(chat, news, cut_offs) for chat, news, cut_offs in rows)

    async def updates_of(self, chat: str, most: int) -> tuple[WaitingUpdate, ...]:
        """Return what waits in a chat in the platform's own order, the first ``most``."""
        rows = await self._database.fetch(
            "SELECT platform, id, chat, payload, received_at FROM updates WHERE chat = $1 AND finished_at IS NULL"
            " ORDER BY length(id), id LIMIT $2",
            chat,
            most,
        )
        return tuple(map(to_update, rows))

    async def release(self, claim: Claim, worker: str, *, emptied: bool, pause_seconds: float) -> None:
        """Give a chat back, to the end of the line."""
        await self._database.fetch(
            "UPDATE turns SET worker = '', cut_offs = 0, until = NOW_MICROS + $4,"
            " waiting = CASE WHEN $5 = 1 AND news = $3 THEN 0 ELSE 1 END WHERE chat = $1 AND worker = $2",
            claim.chat,
            worker,
            claim.news,
            # -1: another worker may look in the same microsecond
            _micros(pause_seconds) - 1,
            int(emptied),
        )

    async def renew(self, worker: str, lease_seconds: float) -> frozenset[str]:
        """Hold on to all of a worker's chats, and return them."""
        rows = await self._database.fetch(
            "UPDATE turns SET until = NOW_MICROS + $2 WHERE worker = $1 RETURNING chat",
            worker,
            _micros(lease_seconds),
        )
        return frozenset(chat for (chat,) in rows)

    async def held_by_others(self, chats: Collection[str], worker: str) -> frozenset[str]:
        """Return those of ``chats`` that another worker has taken over."""
        found = set()
        for chat in chats:
            rows = await self._database.fetch("SELECT worker FROM turns WHERE chat = $1", chat)
            if rows and rows[0][0] not in {"", worker}:
                found.add(chat)
        return frozenset(found)

    async def let_go(self, worker: str, chats: Collection[str]) -> None:
        """Give a worker's chats to whoever wants them at once, as if it had been killed."""
        for chat in chats:
            await self._database.fetch("UPDATE turns SET until = 0 WHERE worker = $1 AND chat = $2", worker, chat)

    async def adopt(self, platform: str) -> int:
        """Put chats in line that have updates and stand in none; returns how many."""
        return len(await self._database.fetch(ADOPT, platform))

    async def drop_unasked(self, platform: str, most_waiting: int, at: datetime) -> int:
        """Drop the oldest updates that nobody asked for, until ``most_waiting`` wait; returns how many."""
        over = (await self.depth(platform)).waiting - most_waiting
        return len(await self._database.fetch(DROP, platform, over, to_micros(at))) if over > 0 else 0

    async def depth(self, platform: str) -> Depth:
        """Tell how much waits."""
        ((waiting, micros),) = await self._database.fetch(
            "SELECT count(*), NOW_MICROS - min(received_at) FROM updates WHERE platform = $1 AND finished_at IS NULL",
            platform,
        )
        return Depth(waiting, max(0.0, (micros or 0) / MILLION))

    async def ring(self) -> None:
        """Wake workers that have nothing to do."""
        await self._database.ring()

    def bell(self) -> AbstractAsyncContextManager[asyncio.Event]:
        """Yield an event that is set when somebody rings; where the database cannot tell, it never is."""
        return self._database.bell()

    def alone(self, name: str) -> AbstractAsyncContextManager[Leadership | None]:
        """Be the only program on this database that does ``name``, for as long as the block runs; None where one is.

        The database ends it with the connection, so that a program that was killed leaves nothing locked.

        Raises:
            StoreError: the database is away.
        """
        return self._database.alone(name)


def _micros(seconds: float) -> int:
    return round(seconds * MILLION)
