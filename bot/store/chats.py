"""The life of a chat: it moves, Mop is removed or comes back, it is forgotten."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from bot.store.database import of_chat, statements, to_micros
from bot.store.part import Part
from bot.store.retention import AFTER_LEAVING, RETENTION, UNTOLD

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.store.database import Session

BATCH: Final = 1000
"""Rows that one statement of ``RETENTION`` deletes at the most, so that nobody waits long behind it."""

MOVES: Final = of_chat("""
INSERT INTO chats (chat, mode, language, greeted_at)
    SELECT $2 || substr(chat, length($1) + 1), mode, language, greeted_at FROM chats WHERE OF_CHAT
    ON CONFLICT (chat) DO UPDATE SET
        mode = coalesce(chats.mode, excluded.mode),
        language = coalesce(nullif(chats.language, ''), excluded.language),
        greeted_at = coalesce(chats.greeted_at, excluded.greeted_at);
DELETE FROM chats WHERE OF_CHAT;

DELETE FROM local_ratings AS moved WHERE OF_CHAT AND EXISTS (
    SELECT 1 FROM local_ratings AS kept
    WHERE kept.chat = $2 || substr(moved.chat, length($1) + 1) AND kept.subject_key = moved.subject_key);
UPDATE local_ratings SET chat = $2 || substr(chat, length($1) + 1) WHERE OF_CHAT;

DELETE FROM answers AS moved WHERE OF_CHAT AND EXISTS (
    SELECT 1 FROM answers AS kept
    WHERE kept.chat = $2 || substr(moved.chat, length($1) + 1) AND kept.message = moved.message);
UPDATE answers SET chat = $2 || substr(chat, length($1) + 1) WHERE OF_CHAT;

INSERT INTO counts (chat, day, outcome, checks)
    SELECT $2 || substr(chat, length($1) + 1), day, outcome, checks FROM counts WHERE OF_CHAT
    ON CONFLICT (chat, day, outcome) DO UPDATE SET checks = counts.checks + excluded.checks;
DELETE FROM counts WHERE OF_CHAT;

UPDATE disputes SET chat = $2 || substr(chat, length($1) + 1) WHERE OF_CHAT;
UPDATE audit_log SET chat = $2 || substr(chat, length($1) + 1) WHERE OF_CHAT;
INSERT INTO turns (chat, platform, waiting, news, turn, worker, until, cut_offs, next_at, recent, touched)
    SELECT $2 || substr(chat, length($1) + 1), platform, 1, 1, turn, '', 0, 0, next_at, recent, touched
    FROM turns WHERE OF_CHAT
    ON CONFLICT (chat) DO UPDATE SET waiting = 1, news = turns.news + 1;
UPDATE updates SET chat = $2 || substr(chat, length($1) + 1) WHERE OF_CHAT;
""")
"""From chat ``$1`` to ``$2``. What the new chat has already stays, what only the old one has moves, counts add up.

The old chat's turn stays with whoever is answering it now.
"""

FORGOTTEN_TURNS: Final = of_chat("DELETE FROM turns WHERE OF_CHAT")


class ChatsPart(Part):
    """Moved, left, joined, forgotten, purged."""

    async def move_chat(self, old: str, new: str) -> None:
        """A group became a supergroup: everything of ``old`` is now of ``new``."""
        if old == new:
            return
        async with self._database.transaction() as session:
            for statement in statements(MOVES):
                await session.fetch(statement, *((old, new) if "$2" in statement else (old,)))

    async def chat_left(self, chat: str, at: datetime) -> None:
        """Mop was removed; the chat is forgotten 30 days later unless ``chat_joined`` comes first."""
        await self._database.fetch(
            "INSERT INTO chats (chat, left_at) VALUES ($1, $2)"
            " ON CONFLICT (chat) DO UPDATE SET left_at = excluded.left_at",
            chat,
            to_micros(at),
        )

    async def chat_joined(self, chat: str, at: datetime) -> bool:
        """Mop was added; True the first time, when a word of greeting is due."""
        async with self._database.transaction() as session:
            await session.fetch(
                "INSERT INTO chats (chat) VALUES ($1) ON CONFLICT (chat) DO UPDATE SET left_at = NULL", chat
            )
            first = await session.fetch(
                "UPDATE chats SET greeted_at = $2 WHERE chat = $1 AND greeted_at IS NULL RETURNING 1",
                chat,
                to_micros(at),
            )
        return bool(first)

    async def forget_chat(self, chat: str) -> Mapping[str, int]:
        """Delete everything of a chat now; returns what was deleted: plain name -> rows."""
        async with self._database.transaction() as session:
            gone = await _forget(session, chat)
        await self._database.tidy()
        return gone

    async def purge(self, now: datetime) -> Mapping[str, int]:
        """Delete everything past its time (``RETENTION``); returns plain name -> rows."""
        gone = await self._forget_left(now)
        for table in RETENTION:
            if table.period is not None:
                await self._delete_expired(table.name, table.expired, to_micros(now - table.period), gone)
        await self._database.fetch(
            "UPDATE disputes SET filed_by = '' WHERE filed_by <> '' AND settled_at < $1", to_micros(now - UNTOLD)
        )
        await self._database.tidy()
        return dict(gone)

    async def _forget_left(self, now: datetime) -> Counter[str]:
        before = to_micros(now - AFTER_LEAVING)
        gone: Counter[str] = Counter()
        for (chat,) in await self._database.fetch("SELECT chat FROM chats WHERE left_at < $1", before):
            async with self._database.transaction() as session:
                # Asked again, and the row held: Mop may have been added back since.
                if await session.fetch(
                    "UPDATE chats SET left_at = left_at WHERE chat = $1 AND left_at < $2 RETURNING 1", chat, before
                ):
                    gone.update(await _forget(session, chat))
        return gone

    async def _delete_expired(self, name: str, statement: str, before: int, gone: Counter[str]) -> None:
        """In batches, each a transaction of its own: a purge that is cut off goes on where it was."""
        while True:
            number = len(await self._database.fetch(statement, before))
            gone.update({name: number} if number else {})
            if number < BATCH:
                return


async def _forget(session: Session, chat: str) -> dict[str, int]:
    gone = {
        table.name: len(await session.fetch(of_chat(table.of_chat), chat)) for table in RETENTION if table.of_chat
    }
    # Not told in the count: nobody knows that a chat has a turn.
    await session.fetch(FORGOTTEN_TURNS, chat)
    return {name: rows for name, rows in gone.items() if rows}
