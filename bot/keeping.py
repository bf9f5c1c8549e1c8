"""The store, for work that goes on without it: faults are told once, and what could not be written waits in memory.

Reading and writing fail apart: on a full disk everything that was kept can still be read. A store that is slow to
fail (another program holds the file, the server does not answer) is left alone for some seconds, so that no chat
waits for it more than once.
"""

from __future__ import annotations

import asyncio
import enum
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Hashable
from typing import Any, Final, TypeVar

from cachetools import LRUCache

from bot.errors import StoreError

T = TypeVar("T")

PATIENCE_SECONDS: Final = 3.0
"""How long an answer waits for what only makes it better."""

SLOW_SECONDS: Final = 1.0
"""A fault that took longer to come lets the store rest."""

REST_SECONDS: Final = 5.0

TOLD_SECONDS: Final = 600.0
"""For so long the same fault is not told again."""

AGAIN_SECONDS: Final = 2.0
"""Between attempts to write what waits."""

MOST_WAITING: Final = 10_000
"""Writes in memory; past it the oldest is lost."""

REMEMBERED: Final = 20_000
"""Answers of the store that are remembered, for when it is away."""

READS: Final = frozenset(
    {
        "chat_settings",
        "local_ratings",
        "answer_to",
        "answer_with_id",
        "answer_about",
        "counts",
        "disputes",
        "waiting_updates",
        "unknown_answers",
    }
)
"""Methods of the store that change nothing."""

_log = logging.getLogger("bot.desk")


class Kind(enum.Enum):
    """What is done with the store."""

    READ = "read"
    WRITE = "write"


_TOLD: Final = {
    Kind.READ: "going on without the database: %s",
    Kind.WRITE: "going on without writing to the database: %s",
}


class _Missing:
    """In place of an answer."""


class Keeping:
    """Asks the store and bears its absence; one for all chats of one process."""

    def __init__(self) -> None:
        self._faults: set[Kind] = set()
        self._rest_until = dict.fromkeys(Kind, 0.0)
        self._waiting: deque[Callable[[], Awaitable[object]]] = deque()
        self._writing: asyncio.Task[None] | None = None
        self._write_after = 0.0
        self._last: LRUCache[Hashable, Any] = LRUCache(REMEMBERED)
        self._told_again: LRUCache[str, float] = LRUCache(100)
        self._has_told = False
        self.lost = 0
        """Writes that did not fit in memory."""

    @property
    def is_away(self) -> bool:
        """Whether the last use of the store failed, to read or to write."""
        return bool(self._faults)

    @property
    def fault(self) -> str:
        """What is wrong, in a few words for health; "" where nothing is."""
        if Kind.READ in self._faults:
            return "away: answers go on without it"
        return f"cannot be written: answers go on, {len(self._waiting)} writes wait" if self._faults else ""

    @property
    def waiting(self) -> int:
        """How many writes wait in memory."""
        return len(self._waiting)

    async def kept(self, work: Awaitable[T], default: T) -> T:
        """Return what the store answers, or ``default`` while it is away; told in the log once."""
        kind = Kind.READ if getattr(work, "__name__", "") in READS else Kind.WRITE
        answer = await self._answer(work, kind)
        return default if isinstance(answer, _Missing) else answer

    async def recalled(self, key: Hashable, work: Awaitable[T], default: T) -> T:
        """Return what the store has, or while it is away what it had when the same was asked last."""
        answer = await self._answer(work, Kind.READ)
        if isinstance(answer, _Missing):
            last: T = self._last.get(key, default)
            return last
        self._last[key] = answer
        return answer

    async def write(self, make: Callable[[], Awaitable[object]]) -> None:
        """Write something now, or when the store can be written again, in order; lost only with the process."""
        if not self._waiting and await self._is_written(make):
            return
        if len(self._waiting) >= MOST_WAITING:
            self._waiting.popleft()
            self.lost += 1
        self._waiting.append(make)
        self._write_soon()

    # --- how ------------------------------------------------------------------------------------------

    async def _answer(self, work: Awaitable[T], kind: Kind) -> T | _Missing:
        began = asyncio.get_running_loop().time()
        if began < self._rest_until[kind]:
            if isinstance(work, Coroutine):
                work.close()
            return _Missing()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS if kind is Kind.READ else None):
                answer = await work
        except TimeoutError:
            self._failed(kind, "it does not answer in time", began)
            return _Missing()
        except StoreError as error:
            self._failed(kind, str(error), began)
            return _Missing()
        self._worked(kind)
        return answer

    def _failed(self, kind: Kind, reason: str, began: float) -> None:
        now = asyncio.get_running_loop().time()
        if now - began >= SLOW_SECONDS:
            self._rest_until[kind] = now + REST_SECONDS
        # What cannot be read cannot be written either: that is one fault.
        if not self._faults & {kind, Kind.READ}:
            self._faults.add(kind)
            self._tell(kind, reason, now)

    def _tell(self, kind: Kind, reason: str, now: float) -> None:
        """A file damaged in places fails and works by turns: that is told once in a while, not each time."""
        if now >= self._told_again.get(reason, 0.0):
            self._told_again[reason] = now + TOLD_SECONDS
            self._has_told = True
            _log.error(_TOLD[kind], reason)

    def _worked(self, kind: Kind) -> None:
        # What can be written can be read.
        left = self._faults - ({kind} if kind is Kind.READ else set(Kind))
        if self._has_told and not left:
            self._has_told = False
            _log.warning("the database is back")
        self._faults = left
        self._write_soon()

    def _write_soon(self) -> None:
        now = asyncio.get_running_loop().time()
        if self._waiting and self._writing is None and now >= self._write_after:
            self._write_after = now + AGAIN_SECONDS
            self._writing = asyncio.create_task(self._write_waiting())
            self._writing.add_done_callback(lambda _: setattr(self, "_writing", None))

    async def _write_waiting(self) -> None:
        while self._waiting:
            if await self._is_written(self._waiting[0]):
                self._waiting.popleft()
            elif len(self._waiting) > 1 and await self._is_written(self._waiting[1]):
                # Not the store is at fault but this one write: it must not hold up all others for ever.
                self._waiting.popleft()
                self._waiting.popleft()
                self.lost += 1
            else:
                return

    async def _is_written(self, make: Callable[[], Awaitable[object]]) -> bool:
        return not isinstance(await self._answer(make(), Kind.WRITE), _Missing)
