"""Work in hand, served fairly: per-chat order kept, chats in turn, a bound on everything that waits."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict, deque
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cachetools import TTLCache

from bot.giving_way import Road, give_way
from bot.logs import begin_check

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import TracebackType

AT_ONCE: Final = 32
"""Chats answered side by side; checks mostly wait for other people's servers."""

MOST_WAITING: Final = 20_000
"""Messages that may wait in memory; past it the oldest unasked ones are dropped."""

KEPT_FOR_OWED: Final = 4
"""Of so many places side by side one is kept for what is owed: unasked checks of slow sites may hold the others."""

UNASKED_EVERY: Final = 8
"""Of so many that begin, one is unasked if any waits, however much is owed."""

LATELY_SECONDS: Final = 1.0
"""A chat that was served so short a while ago is in no hurry: it has had its turn."""

REMEMBERED_CHATS: Final = 10_000

_log = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class _Job:
    chat: str
    work: Callable[[], Awaitable[None]]
    owed: bool
    dropped: Callable[[], Awaitable[None]] | None
    since: float
    """When it was submitted, by the loop's clock."""


class Turns:
    """A queue in which one flooding chat never delays another.

    Each chat's work is done in order and one at a time; chats take turns, those that are owed an answer before those
    that are not. Past ``most_waiting`` the oldest work that nobody asked for is dropped first and counted; work that
    is owed is never dropped.
    """

    def __init__(self, at_once: int = AT_ONCE, most_waiting: int = MOST_WAITING) -> None:
        self._at_once = at_once
        self._most_waiting = most_waiting
        self._waiting: dict[str, deque[_Job]] = {}
        self._lines: dict[bool, deque[str]] = {True: deque(), False: deque()}
        """Chats whose oldest work is owed, and chats whose is not."""
        self._begun = 0
        self._running_unasked = 0
        self._unasked: OrderedDict[_Job, None] = OrderedDict()
        self._running: set[asyncio.Task[None]] = set()
        self._notices: set[asyncio.Task[None]] = set()
        self._road = Road()
        self._served: TTLCache[str, bool] = TTLCache(
            REMEMBERED_CHATS, LATELY_SECONDS, timer=lambda: asyncio.get_running_loop().time()
        )
        self._count = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._closed = False
        self.dropped = 0
        """How many were dropped so far."""

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return self._count

    @property
    def oldest_seconds(self) -> float:
        """How long the oldest work has been waiting; 0 when nothing waits."""
        oldest = min((queue[0].since for queue in self._waiting.values() if queue), default=None)
        return 0.0 if oldest is None else asyncio.get_running_loop().time() - oldest

    def submit(
        self,
        chat: str,
        work: Callable[[], Awaitable[None]],
        *,
        owed: bool,
        dropped: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """Put work in its chat's queue.

        Args:
            chat: whose order is kept.
            work: what to do; what it raises is logged and harms nobody else.
            owed: somebody asked, so it is never dropped.
            dropped: told when it was dropped.
        """
        job = _Job(chat, work, owed, dropped, asyncio.get_running_loop().time())
        queue = self._waiting.get(chat)
        if queue is None:
            self._waiting[chat] = queue = deque()
            self._lines[owed].append(chat)
        queue.append(job)
        self._count += 1
        self._idle.clear()
        if not owed:
            self._unasked[job] = None
        if self._count > self._most_waiting and self._unasked:
            self._drop(next(iter(self._unasked)))
        self._start_some()

    async def drain(self, seconds: float) -> bool:
        """Finish what is in hand and begin nothing new; False where the time was not enough.

        What was waiting and not begun stays undone: its updates are recorded and come back after the restart.
        """
        self._closed = True
        if self._running:
            await asyncio.wait(self._running, timeout=seconds)
        unfinished = [task for task in self._running if not task.done()]
        for task in unfinished:
            task.cancel()
        for task in unfinished:
            with suppress(asyncio.CancelledError):
                await task
        return not unfinished

    async def done(self) -> None:
        """Wait until nothing waits and nothing runs."""
        await self._idle.wait()

    async def __aenter__(self) -> Turns:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.drain(0)

    def _start_some(self) -> None:
        while len(self._running) < self._at_once and not self._closed and (line := self._next_line()):
            self._run(self._take(line.popleft()))

    def _next_line(self) -> deque[str] | None:
        """Return the line whose first chat has its turn; None while nobody may begin."""
        owed, unasked = self._lines[True], self._lines[False]
        has_room = self._running_unasked < self._at_once - self._at_once // KEPT_FOR_OWED
        if unasked and has_room and (not owed or self._begun % UNASKED_EVERY == UNASKED_EVERY - 1):
            return unasked
        return owed or None

    def _take(self, chat: str) -> _Job:
        """Take a chat's oldest work; the chat stands in no queue until that work is done, which keeps its order."""
        job = self._waiting[chat].popleft()
        self._unasked.pop(job, None)
        self._count -= 1
        return job

    def _run(self, job: _Job) -> None:
        self._begun += 1
        self._running_unasked += not job.owed
        hurries = job.owed and job.chat not in self._served
        self._served[job.chat] = True
        task = asyncio.create_task(self._on_its_way(job, hurries=hurries))
        self._running.add(task)
        task.add_done_callback(lambda task: self._finished(task, job))

    async def _on_its_way(self, job: _Job, *, hurries: bool) -> None:
        with self._road.taken(hurries=hurries):
            if not hurries:
                await give_way()
            await _safely(job.work)

    def _finished(self, task: asyncio.Task[None], job: _Job) -> None:
        self._running.discard(task)
        self._running_unasked -= not job.owed
        waiting = self._waiting[job.chat]
        if waiting:
            self._lines[waiting[0].owed].append(job.chat)
        else:
            del self._waiting[job.chat]
        self._start_some()
        if not self._running and not self._count:
            self._idle.set()

    def _drop(self, job: _Job) -> None:
        queue, line = self._waiting[job.chat], self._lines[False]
        is_next = queue[0] is job and job.chat in line
        queue.remove(job)
        del self._unasked[job]
        self._count -= 1
        self.dropped += 1
        if is_next and not queue:
            line.remove(job.chat)
            del self._waiting[job.chat]
        elif is_next and queue[0].owed:
            line.remove(job.chat)
            self._lines[True].append(job.chat)
        if job.dropped is not None:
            task = asyncio.create_task(_safely(job.dropped))
            self._notices.add(task)
            task.add_done_callback(self._notices.discard)


async def _safely(work: Callable[[], Awaitable[None]]) -> None:
    begin_check()
    try:
        await work()
    except Exception:
        _log.exception("work for a chat failed")
