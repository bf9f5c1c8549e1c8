"""Who goes first on the one thread that all checks share: long work gives way to short. No I/O.

A check mostly waits for other people's servers, and what it does in between is short, but for messages of many links.
Such work is cut in steps, and between two of them it calls ``give_way``: while somebody's short work is in hand, it
waits. Short is what an answer is owed for, with nothing more of its chat waiting behind it, for its first moments and
its first links. What gives way does so for ``PATIENCE_SECONDS`` in all, so that it always comes to its end.
"""

from __future__ import annotations

import asyncio
from contextlib import ExitStack, asynccontextmanager, contextmanager, nullcontext, suppress
from contextvars import ContextVar
from math import inf
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from contextlib import AbstractAsyncContextManager

HURRY_SECONDS: Final = 0.05
"""How long work goes first; what takes longer waits for a server, and needs the thread again only at its end."""

SHORT_STEPS: Final = 8
"""A message of more links than this is long work, whoever sent it."""

PATIENCE_SECONDS: Final = 1.0
"""How long one message waits for others in all, of the eight seconds that it has."""

LATELY_SECONDS: Final = 2.0
"""Where somebody was in a hurry so short a while ago, the next one may come at any moment."""

PAGES_LATELY: Final = 1
"""Pages that long work then reads side by side: each is a step that cannot be cut."""

SLOW_PAGE_SECONDS: Final = 0.2
"""A page that takes longer waits for its server, and holds up no other: a message of slow sites loses none."""

_place: ContextVar[_Place | None] = ContextVar("place", default=None)


class Road:
    """All work that shares a thread, and who of them is in a hurry."""

    def __init__(self) -> None:
        self._hurrying: dict[_Place, asyncio.TimerHandle] = {}
        self._is_clear = asyncio.Event()
        self._is_clear.set()
        self._hurried_at = -inf

    @contextmanager
    def taken(self, *, hurries: bool) -> Iterator[None]:
        """Count what is done within the block, and in the tasks that it starts, as one piece of work.

        Args:
            hurries: somebody waits for it, and it seems short.
        """
        place = _Place(self)
        before = _place.set(place)
        if hurries:
            self._hurrying[place] = asyncio.get_running_loop().call_later(HURRY_SECONDS, self.slow_down, place)
            self._is_clear.clear()
        try:
            yield
        finally:
            self.slow_down(place)
            _place.reset(before)

    def slow_down(self, place: _Place) -> None:
        """Let a piece of work hurry no longer."""
        timer = self._hurrying.pop(place, None)
        if timer is None:
            return
        timer.cancel()
        self._hurried_at = asyncio.get_running_loop().time()
        if not self._hurrying:
            self._is_clear.set()

    def hurries(self, place: _Place) -> bool:
        """Tell whether a piece of work goes first."""
        return place in self._hurrying

    def is_busy_lately(self) -> bool:
        """Tell whether somebody is in a hurry, or was a short while ago."""
        return bool(self._hurrying) or self._hurried_at + LATELY_SECONDS > asyncio.get_running_loop().time()

    async def clear(self, seconds: float) -> None:
        """Wait until nobody is in a hurry, at most so long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._is_clear.wait()


class _Place:
    """One piece of work on the road."""

    def __init__(self, road: Road) -> None:
        self._road = road
        self._steps = 0
        self._patience = PATIENCE_SECONDS
        self._pages = asyncio.Semaphore(PAGES_LATELY)

    async def give_way(self) -> None:
        self._steps += 1
        if self._road.hurries(self):
            if self._steps <= SHORT_STEPS:
                return
            self._road.slow_down(self)
        loop = asyncio.get_running_loop()
        await asyncio.sleep(0)
        start = loop.time()
        if self._patience > 0:
            await self._road.clear(self._patience)
            self._patience -= loop.time() - start

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[None]:
        if self._road.hurries(self) or not self._road.is_busy_lately():
            yield
            return
        await self._pages.acquire()
        held = ExitStack()
        held.callback(self._pages.release)
        slow = asyncio.get_running_loop().call_later(SLOW_PAGE_SECONDS, held.close)
        try:
            await self.give_way()
            yield
        finally:
            slow.cancel()
            held.close()


async def give_way() -> None:
    """Let others have their turn, and those in a hurry all theirs: called between steps of what may be long."""
    place = _place.get()
    if place is None:
        await asyncio.sleep(0)
    else:
        await place.give_way()


def reading() -> AbstractAsyncContextManager[None]:
    """Return a block in which one page of a message is read, few side by side where that could hold others up."""
    place = _place.get()
    return nullcontext() if place is None else place.reading()
