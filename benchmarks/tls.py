"""The first fetch of an https site that nobody asked for before: name, guard, handshake, robots.txt, page."""

from __future__ import annotations

import asyncio
import socket
import ssl
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from benchmarks.harness import Figure, Goal, Scale, Workload, in_turn, right
from benchmarks.page import news_page
from benchmarks.serving import served
from bot.fetch import Fetcher
from bot.fetch.settings import FetchSettings, parse_allow, parse_resolve
from bot.links import Rules, canonical
from bot.startup import clock

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = "page.html"


def measure(scale: Scale) -> Iterator[Figure]:
    """Fetch one page of each of many sites, one after the other; no connection is there from before."""
    sites = 2 if scale is Scale.TINY else 30
    with TemporaryDirectory() as name:
        folder = Path(name)
        body, title = news_page(20)
        (folder / PAGE).write_bytes(body)
        trusts = _certified(folder / "server.pem")
        with served(folder / PAGE, folder / "server.pem") as port, asyncio.Runner() as runner:
            clients = runner.run(_opened(port, trusts))
            try:
                right(runner.run(clients.by_us(1)), title, "the page's title")
                ours, bare, with_robots = in_turn(
                    scale.rounds,
                    lambda: runner.run(clients.by_us(sites)),
                    lambda: runner.run(clients.by_aiohttp(sites)),
                    lambda: runner.run(clients.by_aiohttp(sites, robots=True)),
                )
            finally:
                runner.run(clients.close())
    ours_ms = 1000 * ours / sites
    yield Figure("an unseen https site, 20 KB of page", ours_ms, "ms", 1000 * bare / sites, Goal(1.3, 1.1))
    yield Figure("beside aiohttp that asks robots.txt too", ours_ms, "ms", 1000 * with_robots / sites)


def _certified(path: Path) -> ssl.SSLContext:
    """Write a certificate for every name under ``sites.example`` and return a context that trusts it and no other."""
    import trustme  # noqa: PLC0415 - the other rows need none

    authority = trustme.CA()
    certificate = authority.issue_cert("*.sites.example")
    path.write_bytes(certificate.private_key_and_cert_chain_pem.bytes())
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


class _Here(AbstractResolver):
    """Every name is at one port of this machine."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Answer at once."""
        del port, family
        found = ResolveResult(
            hostname=host, host="127.0.0.1", port=self._port, family=socket.AF_INET, proto=0, flags=0
        )
        return [found]

    async def close(self) -> None:
        """Hold nothing."""


class _Clients:
    """Our fetcher and a bare session, both open."""

    def __init__(self, fetcher: Fetcher, session: aiohttp.ClientSession, stack: AsyncExitStack) -> None:
        self._fetcher = fetcher
        self._session = session
        self._stack = stack
        self._number = 0

    async def by_us(self, sites: int) -> str:
        """Read one page of each of so many new sites; return the last one's title."""
        title = ""
        for _ in range(sites):
            page = await self._fetcher.page(canonical(f"{self._new_site()}/story", Rules()), 8.0)
            title = page.title
        return title

    async def by_aiohttp(self, sites: int, *, robots: bool = False) -> None:
        """Do the same with no look at what came."""
        for _ in range(sites):
            site = self._new_site()
            for path in ("/robots.txt", "/story") if robots else ("/story",):
                async with self._session.get(f"{site}{path}") as answer:
                    await answer.read()

    def _new_site(self) -> str:
        self._number += 1
        return f"https://site{self._number}.sites.example"

    async def close(self) -> None:
        """Close both."""
        await self._stack.aclose()


async def _opened(port: int, trusts: ssl.SSLContext) -> _Clients:
    stack = AsyncExitStack()
    settings = FetchSettings(parse_allow(f"127.0.0.1:{port}"), parse_resolve(f"*=127.0.0.1:{port}"))
    fetcher = await stack.enter_async_context(Fetcher(settings, Rules(), clock, ssl_context=trusts))
    connector = aiohttp.TCPConnector(resolver=_Here(port), ssl=trusts)
    session = await stack.enter_async_context(aiohttp.ClientSession(connector=connector))
    return _Clients(fetcher, session, stack)


WORKLOAD = Workload(
    "tls", "the first fetch of an https site, robots.txt and page", "aiohttp GET", measure, ("trustme",)
)
