"""What waits in a chat, put together to what is answered at once: an update, or the pictures of an album. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from adapters.telegram.ordinary import Ordinary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    import telegram

    from adapters.telegram.ordinary import AnyUpdate

PAUSE_SECONDS: Final = 0.5
"""An album is whole when nothing more of it came for this long."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Updates that get one answer."""

    updates: tuple[AnyUpdate, ...]
    """One; or all of an album, in order."""
    newest_at: datetime
    """When the last of them was recorded."""

    @property
    def album(self) -> str:
        """The album's id; "" for a single update."""
        return _album_of(self.updates[0])

    def wait(self, now: datetime) -> float:
        """Return for how many seconds more pictures may come."""
        return max(0.0, PAUSE_SECONDS - (now - self.newest_at).total_seconds()) if self.album else 0.0


def batches(waiting: Iterable[tuple[AnyUpdate, datetime]]) -> tuple[Batch, ...]:
    """Return updates in their order, those of an album together at the place of its first.

    Args:
        waiting: each update, and when it was recorded.
    """
    found: dict[str, list[tuple[AnyUpdate, datetime]]] = {}
    for update, at in waiting:
        found.setdefault(_album_of(update) or f"update {update.update_id}", []).append((update, at))
    return tuple(_batch(members) for members in found.values())


def _batch(members: Sequence[tuple[AnyUpdate, datetime]]) -> Batch:
    return Batch(tuple(update for update, _ in members), max(at for _, at in members))


def messages_of(updates: Iterable[AnyUpdate]) -> list[telegram.Message]:
    """Return the new messages among updates, ordinary ones apart: those of an album are its pictures."""
    return [update.message for update in updates if not isinstance(update, Ordinary) and update.message]


def _album_of(update: AnyUpdate) -> str:
    return next((message.media_group_id or "" for message in messages_of([update])), "")
