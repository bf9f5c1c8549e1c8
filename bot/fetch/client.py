"""The guarded client: the only code that opens a stranger's URL."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self

from bot.errors import FetchError
from bot.fetch.answers import gap_of_status, redirect_target
from bot.fetch.content import SNIFF_BYTES, Content, content_type_of, is_page, promised
from bot.fetch.downloads import Download, NotModified, conditions, save
from bot.fetch.exchange import Exchange, read_body, tls_context
from bot.fetch.patience import Patience
from bot.fetch.reading import PageReader, refresh_hop
from bot.fetch.resolver import system_resolver
from bot.fetch.robots import MAX_ROBOTS_BYTES
from bot.fetch.robots_cache import RobotsCache
from bot.fetch.timing import deadline, levelled
from bot.fetch.trail import Hop, follow, seen
from bot.fetch.urls import join, request_url
from bot.model import Gap, GapReason, GapStep, Page, StepKind
from bot.pages.head import refresh_target

if TYPE_CHECKING:
    import ssl
    from collections.abc import Awaitable, Callable
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType

    from aiohttp import ClientResponse
    from aiohttp.abc import AbstractResolver
    from yarl import URL

    from bot.fetch.settings import FetchSettings
    from bot.links import Rules
    from bot.model import Link

DOWNLOAD_SECONDS = 120.0
"""Default deadline of one download."""


class Fetcher:
    """Reads strangers' pages. Open it with ``async with``; one for the whole process.

    Args:
        settings: limits, and what the operator has opened.
        rules: what counts as shortener, wrapper and tracking on the way.
        clock: aware time now, for ``Page.fetched_at``, Retry-After and the robots.txt cache.
        sleep: waits some seconds; how refused, closed and filtered are made to take the same time.
        resolver: makes the DNS client for names that ``settings.resolve`` does not hold.
        ssl_context: verifies certificates; None for the system's authorities.
    """

    def __init__(
        self,
        settings: FetchSettings,
        rules: Rules,
        clock: Callable[[], datetime],
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        resolver: Callable[[], AbstractResolver] = system_resolver,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self._settings = settings
        self._guard = settings.guard()
        self._rules = rules
        self._sleep = sleep
        self._make_resolver = resolver
        self._ssl_context = ssl_context
        self._patience = Patience(clock)
        self._robots = RobotsCache(self._robots_body, clock)
        self._reader = PageReader(clock)
        self._opening = asyncio.Lock()
        self._opened: Exchange | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._opened is not None:
            await self._opened.close()
        self._reader.close()

    def slots(self) -> asyncio.Semaphore:
        """A fresh semaphore for one message, with as many places as pages may be read at once."""
        return asyncio.Semaphore(self._settings.pages_at_once)

    async def page(self, link: Link, deadline_seconds: float) -> Page:
        """Read the page behind a link, wherever its redirects lead.

        Args:
            link: canonical.
            deadline_seconds: for everything together: robots.txt, redirects, reading and parsing.

        Returns:
            The page; its ``link`` is where the redirects ended, with the steps there.

        Raises:
            FetchError: with the gap that says why not, and the link as far as the redirects got.
        """
        trail = [link]
        try:
            async with deadline(link.url, deadline_seconds):
                return await self._walk(trail)
        except FetchError as exc:
            if exc.link is not None:
                raise
            reached = trail[-1]  # not the address of its robots.txt, which is what may have failed
            raise FetchError(reached.url, exc.gap, reached) from exc

    async def status(self, url: str, deadline_seconds: float) -> int:
        """Ask whether a page of our own citing still answers, without reading it.

        Returns:
            The final HTTP status: of HEAD, or of GET where HEAD did not succeed, as many servers get it wrong.

        Raises:
            FetchError: there was no answer.
        """
        asked = request_url(url, None, self._guard)
        async with deadline(url, deadline_seconds):
            exchange = await self._exchange()
            async with exchange.reach(asked, "HEAD") as answer:
                status = answer.status
            if status < 400:
                return status
            async with exchange.reach(asked) as answer:
                return answer.status

    async def download(
        self,
        url: str,
        path: Path,
        *,
        max_bytes: int,
        etag: str = "",
        last_modified: str = "",
        deadline_seconds: float = DOWNLOAD_SECONDS,
    ) -> Download | NotModified:
        """Save a file that the operator subscribes to.

        Args:
            url: absolute address.
            path: where the file goes, replaced only by a whole new one.
            max_bytes: most that is written.
            etag: of the file at hand; "" for none.
            last_modified: of the file at hand; "" for none.
            deadline_seconds: for the whole.

        Raises:
            FetchError: it could not be had.
            StoreError: it could not be written.
        """
        asked = request_url(url, None, self._guard)
        self._respect_wait(asked)
        async with deadline(url, deadline_seconds):
            exchange = await self._exchange()
            async with exchange.reach(asked, headers=conditions(etag, last_modified)) as answer:
                if answer.status == 304:
                    return NotModified(str(answer.url))
                self._judge(answer)
                size = await save(answer, path, max_bytes)
                given = answer.headers
                return Download(path, str(answer.url), size, given.get("ETag", ""), given.get("Last-Modified", ""))

    async def file(self, url: str, *, max_bytes: int, deadline_seconds: float) -> bytes:
        """Read a file from a place that the caller trusts to hold it; no redirect leads elsewhere.

        Args:
            url: absolute address.
            max_bytes: most that is read.
            deadline_seconds: for the whole.

        Raises:
            FetchError: it could not be had; TOO_LARGE.
        """
        asked = request_url(url, None, self._guard)
        self._respect_wait(asked)
        async with deadline(url, deadline_seconds):
            exchange = await self._exchange()
            async with exchange.ask(asked, headers={"Accept": "*/*"}) as answer:
                self._judge(answer)
                if answer.status != 200:
                    raise _failure(url, GapReason.HTTP_STATUS, str(answer.status))
                data = await read_body(answer, max_bytes + 1)
        if len(data) > max_bytes:
            raise _failure(url, GapReason.TOO_LARGE, str(max_bytes))
        return data

    # --- one page -----------------------------------------------------------------------------------------

    async def _walk(self, trail: list[Link]) -> Page:
        visited: frozenset[str] = frozenset()
        await self._exchange()  # before any clock of levelled() runs: opening takes time only once
        for _ in range(self._settings.max_redirects + 1):
            link = trail[-1]
            visited |= {seen(link.url)}
            async with levelled(self._settings.connect_seconds, self._sleep):
                found = await self._visit(link)
            if isinstance(found, Page):
                return found
            trail.append(follow(link, found, self._rules, visited))
        raise _failure(trail[-1].url, GapReason.TOO_MANY_REDIRECTS, str(self._settings.max_redirects))

    async def _visit(self, link: Link) -> Page | Hop:
        url = request_url(link.url, link.host, self._guard)
        self._respect_wait(url)
        # A shortener is asked only where its link points; robots.txt speaks of its pages, and counts for those.
        if self._rules.is_shortener(link.host):
            async with (await self._exchange()).ask(url) as answer:
                hop = self._hop(link, answer)
            if hop:
                return hop
        await self._robots.permit(url)
        async with (await self._exchange()).ask(url) as answer:
            hop = self._hop(link, answer)
            if hop:
                return hop
            content_type, body = await self._body(answer)
        return await self._reader.read(link, content_type, body)

    def _hop(self, link: Link, answer: ClientResponse) -> Hop | None:
        """Where an answer's headers lead; None when its body is to be read.

        Raises:
            FetchError: what the status says.
        """
        target = redirect_target(link.url, answer.status, answer.headers)
        if target:
            return Hop(join(link.url, target), StepKind.REDIRECT)
        self._judge(answer)
        return refresh_hop(link.url, refresh_target(answer.headers.get("Refresh", "")))

    async def _body(self, answer: ClientResponse) -> tuple[str, bytes]:
        content_type = content_type_of(answer.headers.getall("Content-Type", ()))
        if promised(content_type) is Content.OTHER:
            essence = content_type.partition(";")[0].strip()[:100]
            raise _failure(str(answer.url), GapReason.NOT_A_PAGE, essence)
        body = await read_body(answer, self._settings.max_bytes)
        if not is_page(body[:SNIFF_BYTES], content_type):
            raise _failure(str(answer.url), GapReason.NOT_A_PAGE, "content")
        return content_type, body

    # --- what every request does --------------------------------------------------------------------------

    async def _exchange(self) -> Exchange:
        """Open the session at the first request: reading the certificate authorities takes 30 ms."""
        async with self._opening:
            if self._opened is None:
                if self._ssl_context is None:
                    self._ssl_context = await asyncio.to_thread(tls_context)
                self._opened = Exchange(self._settings, self._guard, self._make_resolver, self._ssl_context)
            return self._opened

    def _respect_wait(self, url: URL) -> None:
        seconds = self._patience.seconds_left(str(url.raw_host))
        if seconds:
            raise _failure(str(url), GapReason.RATE_LIMITED, str(seconds))

    def _judge(self, answer: ClientResponse) -> None:
        """Go on only with success, and remember a site that wants to be left alone.

        Raises:
            FetchError: what the status says.
        """
        gap = gap_of_status(answer.status, answer.headers)
        if gap is None:
            return
        if gap.reason is GapReason.RATE_LIMITED:
            self._patience.note(str(answer.url.raw_host), answer.headers.get("Retry-After", ""))
        raise FetchError(str(answer.url), gap)

    async def _robots_body(self, url: URL) -> bytes:
        """Ask for a robots.txt; b"" where there is none (RFC 9309 2.3.1.3: 4xx, or more hops than five).

        Raises:
            FetchError: the site failed, wants to be left alone, or cannot be reached.
        """
        try:
            async with (await self._exchange()).reach(url) as answer:
                if 400 <= answer.status < 500 and answer.status != 429:
                    return b""
                self._judge(answer)
                return await read_body(answer, MAX_ROBOTS_BYTES)
        except FetchError as exc:
            if exc.gap.reason is GapReason.TOO_MANY_REDIRECTS:
                return b""
            raise


def _failure(url: str, reason: GapReason, detail: str) -> FetchError:
    return FetchError(url, Gap(GapStep.FETCH, reason, detail))
