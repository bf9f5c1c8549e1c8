"""Answers that were given, and counts of checks."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from bot.store.database import to_micros
from bot.store.part import Part
from bot.store.rows import key_of, of_answer, to_answer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from bot.state import Answer


class AnswersPart(Part):
    """Answers and counts."""

    async def keep_answer(self, answer: Answer) -> None:
        """Keep an answer, in place of an earlier one to the same message."""
        async with self._database.transaction() as session:
            # The answer's own row first: it is the lock that keeps two processes from mixing their links.
            await session.fetch(
                "INSERT INTO answers (chat, message, answer, urls, pattern_ids, outcome, language, at, asked)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (chat, message) DO UPDATE"
                " SET answer = excluded.answer, urls = excluded.urls, pattern_ids = excluded.pattern_ids,"
                " outcome = excluded.outcome, language = excluded.language, at = excluded.at, asked = excluded.asked",
                *of_answer(answer),
            )
            await session.fetch(
                "DELETE FROM answer_links WHERE chat = $1 AND message = $2", answer.chat, answer.message
            )
            for key in sorted(set(map(key_of, answer.urls))):
                await session.fetch(
                    "INSERT INTO answer_links (chat, url_key, message) VALUES ($1, $2, $3)",
                    answer.chat,
                    key,
                    answer.message,
                )

    async def answer_to(self, chat: str, message: str) -> Answer | None:
        """Return the answer to a message."""
        rows = await self._database.fetch(
            "SELECT chat, message, answer, urls, pattern_ids, outcome, language, at, asked"
            " FROM answers WHERE chat = $1 AND message = $2",
            chat,
            message,
        )
        return to_answer(rows[0]) if rows else None

    async def answer_with_id(self, chat: str, answer: str) -> Answer | None:
        """Return an answer by its own id, the newest where one answer serves several messages."""
        rows = await self._database.fetch(
            "SELECT chat, message, answer, urls, pattern_ids, outcome, language, at, asked"
            " FROM answers WHERE chat = $1 AND answer = $2"
            " ORDER BY at DESC, length(message) DESC, message DESC LIMIT 1",
            chat,
            answer,
        )
        return to_answer(rows[0]) if rows else None

    async def answer_about(self, chat: str, url: str, since: datetime) -> Answer | None:
        """Return the newest answer in a chat, given at ``since`` or later, that speaks of this canonical link."""
        rows = await self._database.fetch(
            "SELECT a.chat, a.message, a.answer, a.urls, a.pattern_ids, a.outcome, a.language, a.at, a.asked"
            " FROM answer_links AS l JOIN answers AS a ON a.chat = l.chat AND a.message = l.message"
            " WHERE l.chat = $1 AND l.url_key = $2 AND a.at >= $3"
            " ORDER BY a.at DESC, length(a.message) DESC, a.message DESC LIMIT 1",
            chat,
            key_of(url),
            to_micros(since),
        )
        return to_answer(rows[0]) if rows else None

    async def drop_answer(self, chat: str, message: str) -> None:
        """Forget an answer (it was dismissed, or its message deleted)."""
        await self._database.fetch("DELETE FROM answers WHERE chat = $1 AND message = $2", chat, message)

    async def count(self, chat: str, day: date, outcome: str) -> None:
        """Count one check."""
        await self._database.fetch(
            "INSERT INTO counts (chat, day, outcome, checks) VALUES ($1, $2, $3, 1)"
            " ON CONFLICT (chat, day, outcome) DO UPDATE SET checks = counts.checks + 1",
            chat,
            to_micros(datetime.combine(day, time(), UTC)),
            outcome,
        )

    async def counts(self, chat: str) -> Mapping[str, int]:
        """Return checks by outcome name, all days."""
        rows = await self._database.fetch(
            "SELECT outcome, CAST(sum(checks) AS BIGINT) FROM counts WHERE chat = $1 GROUP BY outcome", chat
        )
        return dict(sorted((outcome, checks) for outcome, checks in rows))
