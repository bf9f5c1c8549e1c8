"""Everything that is kept of one chat, for its admins to read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.store.database import from_micros, of_chat
from bot.store.part import Part

if TYPE_CHECKING:
    from bot.store.database import Row

TIMES: Final = frozenset({"at", "day", "followed_up_at", "greeted_at", "left_at", "received_at", "settled_at"})
LISTS: Final = frozenset({"urls", "pattern_ids"})


@dataclass(frozen=True, slots=True)
class Exported:
    """One kind of thing in an export."""

    name: str
    """The plain name in ``RETENTION``."""
    columns: tuple[str, ...]
    sql: str


EXPORTS: Final = (
    Exported(
        "chat settings",
        ("chat", "mode", "language", "greeted_at", "left_at", "followed_up_at"),
        "SELECT chat, mode, language, greeted_at, left_at, followed_up_at FROM chats WHERE OF_CHAT ORDER BY chat",
    ),
    Exported(
        "local ratings",
        ("chat", "subject", "rater", "rating", "url", "as_of", "name"),
        "SELECT chat, subject, rater, rating, url, as_of, name FROM local_ratings WHERE OF_CHAT"
        " ORDER BY chat, subject",
    ),
    Exported(
        "answers given",
        ("chat", "message", "answer", "urls", "pattern_ids", "outcome", "language", "at", "followed_up_at"),
        "SELECT chat, message, answer, urls, pattern_ids, outcome, language, at, followed_up_at FROM answers"
        " WHERE OF_CHAT ORDER BY at, length(message), message",
    ),
    Exported(
        "counts",
        ("chat", "day", "outcome", "checks"),
        "SELECT chat, day, outcome, checks FROM counts WHERE OF_CHAT ORDER BY day, outcome",
    ),
    Exported(
        "disputes",
        # Not who filed it: an export is read by a chat's admins, and whoever files a dispute tells Mop, not them.
        (
            "number",
            "chat",
            "urls",
            "outcome",
            "what_was_said",
            "what_should_be_said",
            "link",
            "at",
            "state",
            "reason",
        ),
        "SELECT number, chat, urls, outcome, what_was_said, what_should_be_said, link, at, state, reason"
        " FROM disputes WHERE OF_CHAT ORDER BY number",
    ),
    Exported(
        "audit log",
        ("at", "chat", "what", "detail"),
        "SELECT at, chat, what, detail FROM audit_log WHERE OF_CHAT ORDER BY number",
    ),
    Exported(
        "updates in hand",
        ("platform", "id", "chat", "payload", "received_at"),
        "SELECT platform, id, chat, payload, received_at FROM updates WHERE finished_at IS NULL AND OF_CHAT"
        " ORDER BY received_at, length(id), id",
    ),
)


class ExportPart(Part):
    """What ``mop export`` prints."""

    async def export_chat(self, chat: str) -> dict[str, list[dict[str, object]]]:
        """Return everything that is kept of a chat and its parts: plain name -> rows, ready for JSON.

        Raises:
            StoreError: the database cannot be read.
        """
        found = {}
        async with self._database.transaction() as session:
            for table in EXPORTS:
                rows = await session.fetch(of_chat(table.sql), chat)
                found[table.name] = [_readable(table.columns, row) for row in rows]
        return found


def _readable(columns: tuple[str, ...], row: Row) -> dict[str, object]:
    return {name: _value(name, value) for name, value in zip(columns, row, strict=True)}


def _value(column: str, value: str | int | None) -> object:
    if column in TIMES and isinstance(value, int):
        return from_micros(value).isoformat()
    if column in LISTS and isinstance(value, str):
        return json.loads(value)
    return value
