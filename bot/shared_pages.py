"""Pages shared by all programs on one PostgreSQL: the same link in a thousand groups is fetched by one of them.

Around a fetcher, with the same Protocol, inside ``CachedPages``. Who fetches a link holds an advisory lock on a hash
of it, which the server gives back with the connection should that program die; the others wait, and read what it put
into the table ``shared_pages``. Kept is what the page says of itself in public, by the canonical link, for ten
minutes.

It only ever saves work: while the server is away, slow, or not yet migrated, each program fetches for itself.
"""

from __future__ import annotations

import asyncio
import enum
import logging
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final, Self, TypeAlias

import asyncpg

from bot.errors import FetchError
from bot.model import Gap, GapReason, GapStep, Page
from bot.report_cache import READ_SECONDS, seconds_of_gap
from bot.shared_rows import from_json, to_json
from bot.store.database import to_micros
from bot.store.postgres import without_password

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from types import TracebackType

    from bot.core import Pages
    from bot.model import Link

    Connection: TypeAlias = asyncpg.Connection[asyncpg.Record]

SECONDS: Final = 1.0
"""How long the server may take to answer: a page is worth more than who fetched it."""

AWAY_SECONDS: Final = 5.0
"""Between attempts to use a server that was away."""

LOOK_SECONDS: Final = 0.1
"""How often whoever waits looks whether the page has come."""

WAIT_SHARE: Final = 0.5
"""Of its deadline a program waits for another's fetch; then it fetches itself. A dead one's lock is gone at once, a
hung one's is not."""

LOST: Final = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)

_log = logging.getLogger(__name__)


class SharedUse(enum.Enum):
    """How a page was come by."""

    SHARED = "shared"
    """Another program had fetched it, or did while this one waited."""
    FETCHED = "fetched"
    ALONE = "alone"
    """Fetched without the server, which is away."""


class SharedPages:
    """Pages, each fetched by one program of several. Open it with ``async with``.

    Args:
        pages: fetches.
        url: of the PostgreSQL database that the programs share.
        clock: aware time now.
        told: hears of each page how it was come by.
    """

    def __init__(
        self,
        pages: Pages,
        url: str,
        clock: Callable[[], datetime],
        *,
        told: Callable[[SharedUse], None] = lambda use: None,
    ) -> None:
        self._pages = pages
        self._url = url
        self._clock = clock
        self._told = told
        self._connection: Connection | None = None
        self._turn = asyncio.Lock()
        self._away_until = 0.0
        self._is_away = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            with suppress(*LOST):
                await self._connection.close(timeout=SECONDS)

    async def page(self, link: Link, deadline_seconds: float) -> Page:
        """Return the page: kept by the server, being fetched by another program, or fetched now.

        Raises:
            FetchError: with the gap that says why not.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + deadline_seconds
        lock = _number_of(link.url)
        wait_until = loop.time() + deadline_seconds * WAIT_SHARE
        while True:
            found = await self._found(link)
            if found is not None:
                self._told(SharedUse.SHARED)
                return _as_asked(found, link)
            taken = await self._asked("SELECT pg_try_advisory_lock($1)", lock)
            if taken is not False or loop.time() >= wait_until:
                break
            await asyncio.sleep(LOOK_SECONDS)
        try:
            # Between the look and the lock the one before may have finished.
            found = await self._found(link) if taken else None
            if found is not None:
                self._told(SharedUse.SHARED)
                return _as_asked(found, link)
            self._told(SharedUse.ALONE if taken is None else SharedUse.FETCHED)
            return await self._fetched(link, end - loop.time())
        finally:
            if taken:
                # Shielded: a lock that is forgotten here would hold up the others for half of their time.
                await asyncio.shield(self._asked("SELECT pg_advisory_unlock($1)", lock))

    async def _fetched(self, link: Link, seconds: float) -> Page:
        if seconds <= 0:
            raise FetchError(link.url, Gap(GapStep.FETCH, GapReason.TIMED_OUT))
        found: Page | FetchError
        try:
            found = await self._pages.page(link, seconds)
        except FetchError as error:
            await self._put(link, error)
            raise
        await self._put(link, found)
        return found

    # --- the table ----------------------------------------------------------------------------------------

    async def _found(self, link: Link) -> Page | FetchError | None:
        text = await self._asked(
            "SELECT found FROM shared_pages WHERE url_key = $1 AND kept_until > $2",
            _key_of(link.url),
            to_micros(self._clock()),
        )
        return from_json(text) if isinstance(text, str) else None

    async def _put(self, link: Link, found: Page | FetchError) -> None:
        """Share what was found, where it says more than how little time this program had."""
        if isinstance(found, FetchError) and found.gap.reason is GapReason.TIMED_OUT:
            return
        now = self._clock()
        seconds = READ_SECONDS if isinstance(found, Page) else seconds_of_gap(found.gap)
        await self._asked(
            "WITH old AS (DELETE FROM shared_pages WHERE kept_until < $3 AND url_key <> $1)"
            " INSERT INTO shared_pages (url_key, found, fetched_at, kept_until) VALUES ($1, $2, $3, $4)"
            " ON CONFLICT (url_key) DO UPDATE SET found = excluded.found, fetched_at = excluded.fetched_at,"
            " kept_until = excluded.kept_until RETURNING 1",
            _key_of(link.url),
            to_json(found),
            to_micros(now),
            to_micros(now + timedelta(seconds=seconds)),
        )

    # --- the server ---------------------------------------------------------------------------------------

    async def _asked(self, sql: str, *values: str | int) -> object:
        """Return the one value that a statement gives; None while the server is away.

        All that this program asks goes over one connection, to which its advisory locks belong.
        """
        async with self._turn:
            loop = asyncio.get_running_loop()
            if loop.time() < self._away_until:
                return None
            try:
                connection = self._connection
                if connection is None:
                    connection = self._connection = await asyncio.wait_for(self._connected(), SECONDS)
                value: object = await connection.fetchval(sql, *values, timeout=SECONDS)
            except LOST as error:
                self._lost(error)
                return None
            except asyncio.CancelledError:
                # Whether a lock was taken is not known: it goes with the connection.
                self._drop()
                raise
            if self._is_away:
                self._is_away = False
                _log.warning("pages are shared between programs again")
            return value

    async def _connected(self) -> Connection:
        return await asyncpg.connect(self._url, server_settings={"application_name": "mop-pages"})

    def _lost(self, error: BaseException) -> None:
        self._away_until = asyncio.get_running_loop().time() + AWAY_SECONDS
        self._drop()
        if not self._is_away:
            self._is_away = True
            reason = type(error).__name__
            _log.warning("each program fetches pages for itself: %s, %s", without_password(self._url), reason)

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None


def _as_asked(found: Page | FetchError, link: Link) -> Page:
    if isinstance(found, FetchError):
        raise FetchError(found.url, found.gap, found.link and replace(found.link, forwarded=link.forwarded))
    return replace(found, link=replace(found.link, forwarded=link.forwarded))


def _key_of(url: str) -> str:
    return sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:40]


def _number_of(url: str) -> int:
    """Return what a link's advisory lock is: the first 63 bits of its hash."""
    return int(_key_of(url)[:16], 16) >> 1
