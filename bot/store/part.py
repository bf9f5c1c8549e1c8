"""What every part of the store stands on: the database, and the audit log that several parts write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.store.database import to_micros

if TYPE_CHECKING:
    from datetime import datetime

    from bot.store.database import Database, Session


class Part:
    """Some of the methods of ``bot.state.Store``."""

    def __init__(self, database: Database) -> None:
        self._database = database


async def next_number(session: Session, name: str) -> int:
    """Return a number that was never given out under this name, in one row's lock on either make."""
    rows = await session.fetch("UPDATE numbers SET last = last + 1 WHERE name = $1 RETURNING last", name)
    return int(rows[0][0])


async def write_audit(session: Session, chat: str, what: str, detail: str, at: datetime) -> None:
    """Keep what was changed, and when; who changed it is not kept."""
    number = await next_number(session, "audit_log")
    await session.fetch(
        "INSERT INTO audit_log (number, at, chat, what, detail) VALUES ($1, $2, $3, $4, $5)",
        number,
        to_micros(at),
        chat,
        what,
        detail,
    )
