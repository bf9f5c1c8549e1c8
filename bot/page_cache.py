"""Pages read a short while ago: the same link in a thousand groups at once is fetched once.

Around a fetcher, with the same Protocol. What is kept holds nothing of any chat: a page is fetched as the bare
canonical link, and each caller's own way to it is put back in front. Kept in memory only, for minutes.
"""

from __future__ import annotations

import asyncio
import enum
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Self

from cachetools import TLRUCache

from bot.errors import FetchError
from bot.model import Gap, GapReason, GapStep, Page
from bot.report_cache import READ_SECONDS, bytes_of, seconds_of_gap

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from types import TracebackType

    from bot.core import Pages
    from bot.model import Link

MOST_ENTRIES: Final = 4_096
MOST_BYTES: Final = 64 * 1024 * 1024
"""Of memory, for all that is kept."""

_ENOUGH: Final = 0.9
"""A fetch that had this share of a caller's own deadline had as long as the caller would have given it."""


class CacheUse(enum.Enum):
    """How a page was come by."""

    KEPT = "kept"
    JOINED = "joined"
    """Another caller was already fetching it."""
    FETCHED = "fetched"


@dataclass(frozen=True, slots=True)
class _Failed:
    """A page that was not read: what is needed to raise the same error anew for each caller."""

    url: str
    gap: Gap
    link: Link | None
    seconds: float
    """How long was tried at most."""


@dataclass(frozen=True, slots=True)
class _Flight:
    """One fetch that any number of callers wait for."""

    task: asyncio.Task[Page | _Failed]
    seconds: float


class CachedPages:
    """Pages, each fetched once for all who ask within minutes. Open it with ``async with``, inside the fetcher.

    A fetch belongs to nobody: a caller that is cancelled, or whose deadline passes, leaves it to the others and to
    the cache. It ends at the deadline of whoever began it.

    Args:
        pages: fetches.
        clock: aware time now; what is kept grows old by it.
        most_entries: pages and failures kept at most.
        most_bytes: memory that they may take together.
        told: hears of each page how it was come by.
    """

    def __init__(
        self,
        pages: Pages,
        clock: Callable[[], datetime],
        *,
        most_entries: int = MOST_ENTRIES,
        most_bytes: int = MOST_BYTES,
        told: Callable[[CacheUse], None] = lambda use: None,
    ) -> None:
        self._pages = pages
        self._told = told
        # Each entry counts as its even share at least, so that one bound holds for the number and for the bytes.
        share = max(1, most_bytes // max(1, most_entries))
        self._kept: TLRUCache[str, Page | _Failed] = TLRUCache(
            most_bytes,
            ttu=lambda key, found, now: now + lifetime_seconds(found),
            timer=lambda: clock().timestamp(),
            getsizeof=lambda found: max(share, bytes_of(found)),
        )
        self._flights: dict[str, _Flight] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        tasks = [flight.task for flight in self._flights.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    @property
    def entries(self) -> int:
        """How many pages and failures are kept now."""
        self._kept.expire()
        return len(self._kept)

    @property
    def bytes(self) -> int:
        """How much memory they count for, at most ``most_bytes``."""
        return int(self._kept.currsize)

    async def page(self, link: Link, deadline_seconds: float) -> Page:
        """Return the page: kept, being fetched already, or fetched now.

        Raises:
            FetchError: with the gap that says why not; TIMED_OUT where this caller's own deadline came first.
        """
        found = self._kept.get(link.url)
        if found is None or _was_hasty(found, deadline_seconds):
            found = await self._waited_for(link, deadline_seconds)
        else:
            self._told(CacheUse.KEPT)
        return _as_asked(found, link)

    async def _waited_for(self, link: Link, deadline_seconds: float) -> Page | _Failed:
        """Join the fetch in hand; where that one had been given less time than this caller has, fetch once more."""
        loop = asyncio.get_running_loop()
        end = loop.time() + deadline_seconds
        left = deadline_seconds
        for _ in range(2):
            flight = self._joined_or_begun(link, left)
            # wait() leaves the task alone when this caller is cancelled or late: it is the others' too.
            done, _ = await asyncio.wait({flight.task}, timeout=left)
            if not done or flight.task.cancelled():
                break
            found = flight.task.result()
            if not _was_hasty(found, deadline_seconds):
                return found
            left = max(0, end - loop.time())
        return _Failed(link.url, Gap(GapStep.FETCH, GapReason.TIMED_OUT), None, deadline_seconds)

    def _joined_or_begun(self, link: Link, seconds: float) -> _Flight:
        flight = self._flights.get(link.url)
        self._told(CacheUse.FETCHED if flight is None else CacheUse.JOINED)
        if flight is None:
            task = asyncio.create_task(self._fetched(link, seconds))
            flight = self._flights[link.url] = _Flight(task, seconds)
            task.add_done_callback(lambda _: self._flights.pop(link.url))
        return flight

    async def _fetched(self, link: Link, seconds: float) -> Page | _Failed:
        found: Page | _Failed
        try:
            found = await self._pages.page(replace(link, forwarded=link.url, steps=()), seconds)
        except FetchError as error:
            found = _Failed(error.url, error.gap, error.link, seconds)
        with suppress(ValueError):  # larger than the whole cache, which is told before anything is pushed out
            self._kept[link.url] = found
        return found


def lifetime_seconds(found: Page | _Failed) -> float:
    """Return for how long a page, or a failure to read it, stands.

    A site that wants to be left alone (RATE_LIMITED) is not asked for at least this long; the fetcher itself
    remembers for how long the site said, and asks nothing before.
    """
    return READ_SECONDS if isinstance(found, Page) else seconds_of_gap(found.gap)


def _was_hasty(found: Page | _Failed, deadline_seconds: float) -> bool:
    """Tell whether a fetch ran out of a time much shorter than this caller has: no answer for this caller."""
    if isinstance(found, Page) or found.gap.reason is not GapReason.TIMED_OUT:
        return False
    return found.seconds < deadline_seconds * _ENOUGH


def _as_asked(found: Page | _Failed, asked: Link) -> Page:
    if isinstance(found, Page):
        return replace(found, link=_on_the_way(found.link, asked))
    reached = found.link and _on_the_way(found.link, asked)
    raise FetchError(found.url, found.gap, reached)


def _on_the_way(reached: Link, asked: Link) -> Link:
    return replace(reached, forwarded=asked.forwarded, steps=(*asked.steps, *reached.steps))
