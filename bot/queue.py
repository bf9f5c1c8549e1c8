"""Work in hand of several programs on one database, as values and as the Protocols that bot/store fulfils. No I/O.

A chat is the unit: whoever holds its lease answers it alone and in order; a lease that is not renewed in time is
anybody's. Chats that wait stand in a line; a chat that was served goes to its end. Every time is the database's own,
so that no two machines' clocks need to agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Collection, Sequence
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from bot.state import WaitingUpdate


@dataclass(frozen=True, slots=True)
class Claim:
    """One chat that a worker has a lease on."""

    chat: str
    news: int
    """How many updates it ever had; what comes meanwhile makes it differ."""
    cut_offs: int
    """How many workers in a row left it without a word; above 0 its first update may have been answered in part."""


@dataclass(frozen=True, slots=True)
class Depth:
    """What waits for all workers together."""

    waiting: int
    oldest_seconds: float
    """0 when nothing waits."""


class Queue(Protocol):
    """Updates of one platform, shared out to workers. Every method may raise StoreError."""

    async def enqueue(self, update: WaitingUpdate, *, owed: bool) -> bool:
        """Record an update before it is acknowledged and put its chat in line; False where it is known already."""

    async def claim(self, platform: str, worker: str, most: int, lease_seconds: float) -> tuple[Claim, ...]:
        """Take the chats that have waited longest for their turn, ``most`` at the most."""

    async def updates_of(self, chat: str, most: int) -> tuple[WaitingUpdate, ...]:
        """Return what waits in a chat in the platform's own order, the first ``most``."""

    async def finish_update(self, platform: str, update_id: str, at: datetime) -> None:
        """Mark it answered and delete its payload."""

    async def release(self, claim: Claim, worker: str, *, emptied: bool, pause_seconds: float) -> None:
        """Give a chat back, to the end of the line.

        Args:
            claim: as it was claimed.
            worker: who holds it; nothing happens where somebody else does.
            emptied: nothing was left in it; where something came since it stays in line all the same.
            pause_seconds: how long nobody need look at it, since the platform takes nothing for it.
        """

    async def renew(self, worker: str, lease_seconds: float) -> frozenset[str]:
        """Hold on to all of a worker's chats, and return them."""

    async def held_by_others(self, chats: Collection[str], worker: str) -> frozenset[str]:
        """Return those of ``chats`` that another worker has taken over."""

    async def let_go(self, worker: str, chats: Collection[str]) -> None:
        """Give a worker's chats to whoever wants them at once, as if it had been killed."""

    async def adopt(self, platform: str) -> int:
        """Put chats in line that have updates and stand in none; returns how many."""

    async def drop_unasked(self, platform: str, most_waiting: int, at: datetime) -> int:
        """Drop the oldest updates that nobody asked for, until ``most_waiting`` wait; returns how many."""

    async def depth(self, platform: str) -> Depth:
        """Tell how much waits."""

    async def ring(self) -> None:
        """Wake workers that have nothing to do."""

    def bell(self) -> AbstractAsyncContextManager[asyncio.Event]:
        """Yield an event that is set when somebody rings, as far as the database can tell; it never fails."""


class Ledger(Protocol):
    """When each chat may be written to next, over all programs. Every method may raise StoreError."""

    async def reserve(self, chat: str, pace: Pace) -> float:
        """Take the next free place to write to a chat, and return the seconds until then."""

    async def wrote(self, chat: str, pace: Pace) -> None:
        """Count from now that something was written to a chat: the call has come back."""


@dataclass(frozen=True, slots=True)
class Pace:
    """A platform's limits."""

    platform: str
    overall_seconds: float
    """Between two messages to any chats."""
    chat_seconds: float = 1.0
    """Between two messages to one chat."""
    most: int = 0
    """In one chat within ``window_seconds``; 0 for no such limit."""
    window_seconds: float = 60.0


class Leadership(Protocol):
    """That one program does something alone."""

    async def holds(self) -> bool:
        """Tell whether it is still so; False from the moment on in which another may do it."""


def ordered(updates: Sequence[WaitingUpdate]) -> tuple[WaitingUpdate, ...]:
    """Return updates in the order of the platform's own numbers: the longer number is the younger one."""
    return tuple(sorted(updates, key=lambda update: (len(update.id), update.id)))
