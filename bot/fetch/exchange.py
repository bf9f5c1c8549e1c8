"""One request and its answer, bounded in every direction, with foreign exceptions translated."""

from __future__ import annotations

import asyncio
import functools
import ssl
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

import aiohttp

from bot import __version__
from bot.errors import FetchError
from bot.fetch.answers import redirect_target
from bot.fetch.decoding import ACCEPT_ENCODING, Decoder, DecodingError, codings_of
from bot.fetch.failures import translated
from bot.fetch.resolver import GuardedResolver
from bot.fetch.urls import join, request_url
from bot.fetch.wire import MAX_HEAD_BYTES, READ_AT_ONCE, GuardedConnector, meter_of
from bot.model import Gap, GapReason, GapStep

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    from aiohttp.abc import AbstractResolver
    from yarl import URL

    from bot.fetch.addresses import Guard
    from bot.fetch.settings import FetchSettings

_MAX_HEADER_BYTES = 64 * 1024
"""One header; content security policies of real sites pass 8 KB."""
_MAX_HEADERS = 512


def user_agent(contact_url: str) -> str:
    """Say who asks, and where to complain (``FetchSettings.contact``); "" for nowhere."""
    contact = f"; +{contact_url}" if contact_url else ""
    return f"Mozilla/5.0 (compatible; Mop/{__version__}; checks links that people forward{contact})"


@functools.cache
def tls_context() -> ssl.SSLContext:
    """Verify certificates against the system's authorities; blocks for some milliseconds while reading them."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    context.options |= ssl.OP_NO_RENEGOTIATION  # a server could ask for handshakes without end
    return context


class Exchange:
    """Sends requests for strangers' URLs; nothing else in Mop does."""

    def __init__(
        self,
        settings: FetchSettings,
        guard: Guard,
        upstream: Callable[[], AbstractResolver],
        ssl_context: ssl.SSLContext,
    ) -> None:
        self._guard = guard
        self._contact = settings.contact
        self._max_redirects = settings.max_redirects
        self._per_host = settings.connections_per_host
        self._gates: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._resolver = GuardedResolver(settings, guard, upstream)
        self._session = aiohttp.ClientSession(
            connector=GuardedConnector(
                guard,
                self._resolver,
                connections_per_host=settings.connections_per_host,
                ssl_context=ssl_context,
            ),
            # Nothing of one site or chat goes to another, and nothing of this machine: no cookies, no proxy and
            # no .netrc from the environment; aiohttp sends no referrer. "*" asks for the site's own language.
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            headers={
                "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5",
                "Accept-Language": "*",
                "Accept-Encoding": ACCEPT_ENCODING,
            },
            timeout=aiohttp.ClientTimeout(
                total=None, connect=settings.connect_seconds, sock_read=settings.read_seconds
            ),
            auto_decompress=False,
            raise_for_status=False,
            read_bufsize=READ_AT_ONCE,
            max_line_size=_MAX_HEADER_BYTES,
            max_field_size=min(_MAX_HEADER_BYTES, MAX_HEAD_BYTES),
            max_headers=_MAX_HEADERS,
        )

    @asynccontextmanager
    async def reach(
        self, url: URL, method: str = "GET", headers: Mapping[str, str] | None = None
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """As ``ask``, following redirects as they stand, for what is no stranger's page: robots.txt, lists.

        Raises:
            FetchError: as for ``ask``; TOO_MANY_REDIRECTS.
        """
        for _ in range(self._max_redirects + 1):
            async with self.ask(url, method, headers) as answer:
                target = redirect_target(str(url), answer.status, answer.headers)
                if not target:
                    yield answer
                    return
            url = request_url(join(str(url), target), None, self._guard)
        raise FetchError(str(url), Gap(GapStep.FETCH, GapReason.TOO_MANY_REDIRECTS))

    @asynccontextmanager
    async def ask(
        self, url: URL, method: str = "GET", headers: Mapping[str, str] | None = None
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """Send one request and hand out the answer before its body is read; redirects are not followed.

        Raises:
            FetchError: the request failed, or reading within the block did.
        """
        # Said anew each time: a bot learns its own page from its platform, perhaps after the first request.
        named = {"User-Agent": user_agent(self._contact()), **(headers or {})}
        with translated(str(url)):
            async with (
                self._gate(str(url.raw_host)),
                self._session.request(method, url, headers=named, allow_redirects=False) as answer,
            ):
                yield answer

    def _gate(self, host: str) -> asyncio.Semaphore:
        """At most so many requests to one host at once, on whichever scheme and port."""
        return self._gates.get(host) or self._gates.setdefault(host, asyncio.Semaphore(self._per_host))

    async def close(self) -> None:
        """Close every connection."""
        await self._session.close()
        await self._resolver.close()


async def chunks(answer: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    """Yield a body as it comes, letting the loop turn after each piece; it may be arbitrarily long."""
    meter = meter_of(answer)
    taken = 0
    while chunk := await _next_chunk(answer):
        yield chunk
        taken += len(chunk)
        if meter is not None:
            meter.delivered(taken)
        if not answer.content.at_eof():
            await asyncio.sleep(0)


async def _next_chunk(answer: aiohttp.ClientResponse) -> bytes:
    try:
        return await answer.content.readany()
    except RuntimeError as exc:  # how aiohttp says that the connection was gone before the body was asked for
        raise aiohttp.ClientPayloadError("connection closed") from exc


async def read_body(answer: aiohttp.ClientResponse, limit_bytes: int) -> bytes:
    """Read and decode a body up to a limit; the rest is left.

    A body that breaks off is taken as far as it came, as browsers do: wrong lengths are common. Silence is not.

    Raises:
        DecodingError, aiohttp.ClientError, OSError: nothing of it could be read, or the server fell silent.
    """
    output: list[bytes] = []
    try:
        await _read_into(output, answer, limit_bytes)
    except (aiohttp.ClientError, OSError, DecodingError) as exc:
        if isinstance(exc, TimeoutError) or not any(output):
            raise
    return b"".join(output)


async def _read_into(output: list[bytes], answer: aiohttp.ClientResponse, limit_bytes: int) -> None:
    decoder = Decoder(codings_of(answer.headers.getall("Content-Encoding", ())))
    taken, room = 0, limit_bytes
    async for chunk in chunks(answer):
        taken += len(chunk)
        for piece in decoder.pieces(chunk):
            output.append(piece if len(piece) <= room else piece[:room])
            room -= len(piece)
            if room <= 0:
                return
        if taken > limit_bytes:  # a coding that gives less than it takes is no page
            return
