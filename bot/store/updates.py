"""Updates in hand: recorded before they are acknowledged, cleared when they are answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.store.database import to_micros
from bot.store.part import Part
from bot.store.rows import to_update

if TYPE_CHECKING:
    from datetime import datetime

    from bot.state import WaitingUpdate


class UpdatesPart(Part):
    """Taken, finished, found again after a restart."""

    async def take_update(self, update: WaitingUpdate) -> bool:
        """Record an update before it is acknowledged; False where it was recorded or answered before."""
        rows = await self._database.fetch(
            "INSERT INTO updates (platform, id, chat, payload, received_at) VALUES ($1, $2, $3, $4, $5)"
            " ON CONFLICT (platform, id) DO NOTHING RETURNING 1",
            update.platform,
            update.id,
            update.chat,
            update.payload,
            to_micros(update.received_at),
        )
        return bool(rows)

    async def finish_update(self, platform: str, update_id: str, at: datetime) -> None:
        """Mark it answered and delete its payload; its id is remembered for a day, against double delivery."""
        await self._database.fetch(
            "INSERT INTO updates (platform, id, chat, payload, received_at, finished_at)"
            " VALUES ($1, $2, '', '', $3, $3) ON CONFLICT (platform, id) DO UPDATE"
            " SET chat = '', payload = '', finished_at = excluded.finished_at",
            platform,
            update_id,
            to_micros(at),
        )

    async def waiting_updates(self, platform: str) -> tuple[WaitingUpdate, ...]:
        """Return updates that were never finished, oldest first; those of one moment by their number."""
        rows = await self._database.fetch(
            "SELECT platform, id, chat, payload, received_at FROM updates"
            " WHERE platform = $1 AND finished_at IS NULL",
            platform,
        )
        # Platforms count their updates, so the longer id is the younger one.
        return tuple(sorted(map(to_update, rows), key=lambda update: (update.received_at, len(update.id), update.id)))
