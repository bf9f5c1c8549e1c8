"""A platform's limits, counted in the database: they hold over any number of programs, and over their ends.

A place is taken before a message is sent, so that two programs never take the same one; the chat's own window is set
anew when the call has come back, since the platform counts from its arrival.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.store.part import Part

if TYPE_CHECKING:
    from bot.queue import Pace
    from bot.store.database import Session

MILLION: Final = 1_000_000

PLACE: Final = """
INSERT INTO turns (chat, platform, waiting, news, turn, worker, until, cut_offs, next_at, recent, touched)
    VALUES ($1, $2, 0, 0, 0, '', 0, 0, NOW_MICROS + $3, '', NOW_MICROS)
    ON CONFLICT (chat) DO UPDATE SET touched = excluded.touched,
        next_at = CASE WHEN turns.next_at + $3 > excluded.next_at THEN turns.next_at + $3 ELSE excluded.next_at END
    RETURNING next_at - $3, NOW_MICROS, recent
"""
"""The next free place: now, or so long after the last one. The row's lock makes two programs take two places."""


class PacePart(Part):
    """``bot.queue.Ledger``."""

    async def reserve(self, chat: str, pace: Pace) -> float:
        """Take the next free place to write to a chat, and return the seconds until then."""
        async with self._database.transaction() as session:
            at, now = await self._in_chat(session, chat, pace)
        async with self._database.transaction() as session:
            # The row of the whole platform, "telegram:", beside those of its chats. By itself: everybody passes it.
            overall = await _place(session, f"{pace.platform}:", pace.platform, pace.overall_seconds)
        return max(at - now, overall[0] - overall[1], 0) / MILLION

    async def wrote(self, chat: str, pace: Pace) -> None:
        """Count from now that something was written to a chat: the call has come back."""
        await self._database.fetch(
            "UPDATE turns SET next_at = CASE WHEN next_at > NOW_MICROS + $2 THEN next_at ELSE NOW_MICROS + $2 END,"
            " touched = NOW_MICROS WHERE chat = $1",
            chat,
            round(pace.chat_seconds * MILLION),
        )

    async def _in_chat(self, session: Session, chat: str, pace: Pace) -> tuple[int, int]:
        at, now, recent = await _place(session, chat, pace.platform, pace.chat_seconds)
        if not pace.most:
            return at, now
        window = round(pace.window_seconds * MILLION)
        times = [int(text) for text in recent.split()][-pace.most :]
        if len(times) == pace.most:
            at = max(at, times[0] + window)
        await session.fetch(
            "UPDATE turns SET recent = $2, next_at = $3 WHERE chat = $1",
            chat,
            " ".join(str(time) for time in [*times, at][-pace.most :]),
            at + round(pace.chat_seconds * MILLION),
        )
        return at, now


async def _place(session: Session, chat: str, platform: str, seconds: float) -> tuple[int, int, str]:
    ((at, now, recent),) = await session.fetch(PLACE, chat, platform, round(seconds * MILLION))
    return at, now, recent
