"""How long the line of waiting updates is, for all workers together: shown, and kept in bounds."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from adapters.telegram.to_message import PLATFORM
from bot.errors import StoreError
from bot.queue import Depth
from bot.turns import MOST_WAITING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.metrics import Metrics
    from bot.queue import Queue

MOST_RECORDED: Final = 10 * MOST_WAITING
"""Updates that may wait in the database; past it the oldest that nobody asked for are dropped."""

WATCH_SECONDS: Final = 5.0


class Line:
    """The line of one platform, as last looked at."""

    def __init__(self, queue: Queue, clock: Callable[[], datetime], most: int = MOST_RECORDED) -> None:
        self._queue = queue
        self._clock = clock
        self._most = most
        self.depth = Depth(0, 0.0)
        self.dropped = 0
        """How many this program dropped."""

    @property
    def is_full(self) -> bool:
        """Whether no more are taken in: what is owed is never dropped, so past this Telegram keeps what it has."""
        return self.depth.waiting > 2 * self._most

    def show(self, metrics: Metrics) -> None:
        """Show the line among the figures, under the names that a single process has for its own."""
        metrics.watch("mop_waiting", "Work that waits for its turn", self._of(lambda: self.depth.waiting), "platform")
        metrics.watch(
            "mop_oldest_waiting_seconds",
            "Age of the oldest that waits",
            self._of(lambda: self.depth.oldest_seconds),
            "platform",
        )
        metrics.watch(
            "mop_dropped_total", "Unasked work dropped under load", self._of(lambda: self.dropped), "platform"
        )

    async def watch(self) -> None:
        """Look again and again."""
        while True:
            await self.look()
            await asyncio.sleep(WATCH_SECONDS)

    async def look(self) -> None:
        """Look once; a database that is away leaves what was seen last."""
        try:
            self.depth = await self._queue.depth(PLATFORM)
        except StoreError:
            return

    async def keep_in_bounds(self) -> None:
        """Drop the oldest that nobody asked for, where too many wait.

        Raises:
            StoreError: the database is away.
        """
        self.dropped += await self._queue.drop_unasked(PLATFORM, self._most, self._clock())

    def _of(self, read: Callable[[], float]) -> Callable[[], dict[str, float]]:
        return lambda: {PLATFORM: read()}
