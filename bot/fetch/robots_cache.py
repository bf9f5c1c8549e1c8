"""Each site's robots.txt, kept for an hour, asked for once however many pages want it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from cachetools import TTLCache
from yarl import URL

from bot.errors import FetchError
from bot.fetch.robots import Robots, parse
from bot.model import Gap, GapReason, GapStep

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

KEPT_SECONDS = 3_600
KEPT_CHARACTERS = 4 * 1024 * 1024
"""Rules of all sites together; a strange site's file cannot fill the memory."""
_CHARACTERS_BESIDES = 200


class RobotsCache:
    """Says whether a page may be asked for.

    Args:
        fetch: gives a site's robots.txt, b"" for a site without one; raises FetchError.
        clock: aware time now.
    """

    def __init__(self, fetch: Callable[[URL], Awaitable[bytes]], clock: Callable[[], datetime]) -> None:
        self._fetch = fetch
        self._kept: TTLCache[URL, Robots] = TTLCache(
            KEPT_CHARACTERS, KEPT_SECONDS, timer=lambda: clock().timestamp(), getsizeof=_weight
        )
        self._locks: WeakValueDictionary[URL, asyncio.Lock] = WeakValueDictionary()

    async def permit(self, url: URL) -> None:
        """Return if the site lets programs read this page.

        Raises:
            FetchError: ROBOTS when it does not; else what kept its robots.txt from being read, which RFC 9309
                2.3.1.4 has us take for a no.
        """
        origin = url.origin()
        robots = self._kept.get(origin) or await self._of(origin)
        if not robots.permits(url.raw_path_qs):
            raise FetchError(str(url), Gap(GapStep.FETCH, GapReason.ROBOTS))

    async def _of(self, origin: URL) -> Robots:
        async with self._locks.setdefault(origin, asyncio.Lock()):
            robots = self._kept.get(origin)
            if robots is None:
                robots = parse(await self._fetch(origin.with_path("/robots.txt")))
                self._kept[origin] = robots
            return robots


def _weight(robots: Robots) -> int:
    return _CHARACTERS_BESIDES + sum(_CHARACTERS_BESIDES + rule.length for rule in robots.rules)
