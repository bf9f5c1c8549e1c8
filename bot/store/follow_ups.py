"""Answers that knew nothing, and which chats were told since that there is something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.model import Outcome
from bot.store.database import to_micros
from bot.store.part import Part
from bot.store.rows import to_answer

if TYPE_CHECKING:
    from datetime import datetime

    from bot.state import Answer

UNKNOWN = Outcome.NOTHING_FOUND.name


class _TooSoonError(Exception):
    """Undoes a transaction: the chat was told something a short while ago."""


class FollowUpsPart(Part):
    """Told once, and not too often."""

    async def unknown_answers(
        self, platform: str, since: datetime, after: Answer | None, most: int
    ) -> tuple[Answer, ...]:
        """Return answers of a platform that knew nothing of any link, and whose chat was told nothing since.

        Args:
            platform: such as ``telegram``.
            since: those given then or later.
            after: the last one that was returned; None for the first ones, oldest first.
            most: how many at once.
        """
        at, chat, message = (to_micros(after.at), after.chat, after.message) if after else (-1, "", "")
        rows = await self._database.fetch(
            "SELECT chat, message, answer, urls, pattern_ids, outcome, language, at, asked FROM answers"
            " WHERE outcome = $1 AND at >= $2 AND followed_up_at IS NULL AND substr(chat, 1, length($3)) = $3"
            " AND (at, chat, message) > ($4, $5, $6) ORDER BY at, chat, message LIMIT $7",
            UNKNOWN,
            to_micros(since),
            f"{platform}:",
            at,
            chat,
            message,
            most,
        )
        return tuple(map(to_answer, rows))

    async def begin_follow_up(self, answer: Answer, whole: str, at: datetime, quiet_since: datetime) -> bool:
        """Note that a chat is told news of an answer; True in exactly one of any number of processes.

        Args:
            answer: what it is told about; one that was given anew since (its message was edited) is another.
            whole: the chat, without its topics or threads, whose turn it is.
            at: the time now.
            quiet_since: False where the chat was told anything later than that, or where Mop was removed.
        """
        try:
            async with self._database.transaction() as session:
                first = await session.fetch(
                    "UPDATE answers SET followed_up_at = $3 WHERE chat = $1 AND message = $2"
                    " AND outcome = $4 AND at = $5 AND followed_up_at IS NULL RETURNING 1",
                    answer.chat,
                    answer.message,
                    to_micros(at),
                    UNKNOWN,
                    to_micros(answer.at),
                )
                turn = first and await session.fetch(
                    "INSERT INTO chats (chat, followed_up_at) VALUES ($1, $2) ON CONFLICT (chat) DO UPDATE"
                    " SET followed_up_at = excluded.followed_up_at WHERE chats.left_at IS NULL"
                    " AND coalesce(chats.followed_up_at, 0) <= $3 RETURNING 1",
                    whole,
                    to_micros(at),
                    to_micros(quiet_since),
                )
                if first and not turn:
                    raise _TooSoonError
        except _TooSoonError:
            return False
        return bool(first)
