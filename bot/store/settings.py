"""What a chat's admins chose, and what they say of sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.model import ChatSettings, Mode
from bot.store.part import Part, write_audit
from bot.store.rows import key_of, of_rating, to_rating

if TYPE_CHECKING:
    from datetime import datetime

    from bot.model import SourceRating


class SettingsPart(Part):
    """Settings and local ratings."""

    async def chat_settings(self, chat: str, default_mode: Mode = Mode.WARN) -> ChatSettings | None:
        """Return what the chat's admins chose, with their ``local_ratings``; None where they chose nothing."""
        rows = await self._database.fetch("SELECT mode, language FROM chats WHERE chat = $1", chat)
        mode, language = rows[0] if rows else (None, None)
        ratings = await self.local_ratings(chat)
        if not (mode or language or ratings):
            return None
        return ChatSettings(Mode(mode or default_mode), language or "", ratings, mode_chosen=bool(mode))

    async def set_mode(self, chat: str, mode: Mode, at: datetime) -> None:
        """Keep when to speak in a chat."""
        async with self._database.transaction() as session:
            await session.fetch(
                "INSERT INTO chats (chat, mode) VALUES ($1, $2)"
                " ON CONFLICT (chat) DO UPDATE SET mode = excluded.mode",
                chat,
                mode.value,
            )
            await write_audit(session, chat, "mode", mode.value, at)

    async def set_language(self, chat: str, language: str, at: datetime) -> None:
        """Keep the language of a chat; "" follows the reader's own."""
        async with self._database.transaction() as session:
            await session.fetch(
                "INSERT INTO chats (chat, language) VALUES ($1, $2)"
                " ON CONFLICT (chat) DO UPDATE SET language = excluded.language",
                chat,
                language,
            )
            await write_audit(session, chat, "language", language, at)

    async def rate_locally(self, chat: str, rating: SourceRating, at: datetime) -> None:
        """Keep what a chat's admins (or the operator) say of a host or path, in place of what they said before."""
        async with self._database.transaction() as session:
            await session.fetch(
                "INSERT INTO local_ratings (chat, subject_key, subject, rater, rating, reliability, kind, url, as_of,"
                " name, voice, origin) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
                " ON CONFLICT (chat, subject_key) DO UPDATE SET rater = excluded.rater, rating = excluded.rating,"
                " reliability = excluded.reliability, kind = excluded.kind, url = excluded.url,"
                " as_of = excluded.as_of, name = excluded.name, voice = excluded.voice, origin = excluded.origin",
                chat,
                key_of(rating.subject),
                *of_rating(rating),
            )
            await write_audit(session, chat, "rating", f"{rating.subject}: {_word(rating)}", at)

    async def unrate_locally(self, chat: str, subject: str, at: datetime) -> bool:
        """Take that back; False where they had said nothing."""
        async with self._database.transaction() as session:
            gone = await session.fetch(
                "DELETE FROM local_ratings WHERE chat = $1 AND subject_key = $2 RETURNING 1", chat, key_of(subject)
            )
            if gone:
                await write_audit(session, chat, "rating taken back", subject, at)
        return bool(gone)

    async def local_ratings(self, chat: str) -> tuple[SourceRating, ...]:
        """Return all that a chat's admins (or the operator) say, by subject."""
        rows = await self._database.fetch(
            "SELECT subject, rater, rating, reliability, kind, url, as_of, name, voice, origin"
            " FROM local_ratings WHERE chat = $1",
            chat,
        )
        # Sorted here: the two makes order text differently.
        return tuple(sorted(map(to_rating, rows), key=lambda rating: rating.subject))


def _word(rating: SourceRating) -> str:
    return rating.rating or (rating.kind.value if rating.kind else "")
