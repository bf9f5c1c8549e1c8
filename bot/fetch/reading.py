"""Bytes to a page, without stopping the loop for a large one."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from bot import pages
from bot.errors import FetchError
from bot.fetch.trail import Hop, is_web, seen
from bot.fetch.urls import join
from bot.model import StepKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.model import Link, Page

READ_IN_LOOP_BYTES = 32 * 1024
"""What there is to read of a page up to this is read where it is, in a millisecond or two: the whole of a short page,
the head of one that says enough in its head. More is read in a thread, which costs as much as a head does."""
_THREADS = 2


class PageReader:
    """Parses bodies.

    Args:
        clock: aware time now, for ``Page.fetched_at``.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="mop-page")

    async def read(self, link: Link, content_type: str, body: bytes) -> Page | Hop:
        """Parse a body; a page whose meta refresh leads elsewhere is only a hop."""
        if len(body) <= READ_IN_LOOP_BYTES:
            return self._read(link, content_type, body)
        found = self._read_head(link, content_type, body)
        if found is not None:
            return found
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._read, link, content_type, body)

    def _read(self, link: Link, content_type: str, body: bytes) -> Page | Hop:
        parsed = pages.parse(body, content_type)
        return refresh_hop(link.url, parsed.refresh) or pages.read(parsed, link, self._clock(), text_too=False)

    def _read_head(self, link: Link, content_type: str, body: bytes) -> Page | Hop | None:
        """Read a page whose head is short and says enough; None for others."""
        parsed = pages.parse_head(body, content_type, READ_IN_LOOP_BYTES)
        if parsed is None:
            return None
        return refresh_hop(link.url, parsed.refresh) or pages.read_head(parsed, link, self._clock())

    def close(self) -> None:
        """Leave unfinished parsing to end by itself; it is linear in the body."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def refresh_hop(url: str, refresh: str) -> Hop | None:
    """Where a refresh leads; None for none, for a page that reloads itself, and for what is no web address.

    A browser stays on the page when a refresh names an app or a script, so the page is what there is to read.
    """
    if not refresh:
        return None
    try:
        target = join(url, refresh)
    except FetchError:
        return None
    return Hop(target, StepKind.META_REFRESH) if is_web(target) and seen(target) != seen(url) else None
