"""What the tests of fetching share: a loop that dials nothing, and fetchers that wait for nothing."""

from __future__ import annotations

import asyncio
import errno
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from bot.fetch import Fetcher, FetchSettings
from bot.links import Rules
from tests.fetch.site import Site

if TYPE_CHECKING:
    import socket
    from collections.abc import AsyncIterator, Callable

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


class Dialled(list[str]):
    """Addresses that a connection was begun to, in order; each attempt then fails as refused."""

    async def connect(self, sock: socket.socket, address: tuple[Any, ...]) -> None:
        """Stand in for the loop's ``sock_connect``."""
        del sock
        self.append(str(address[0]))
        raise ConnectionRefusedError(errno.ECONNREFUSED, "refused by the test")


@pytest.fixture
async def dialled(monkeypatch: pytest.MonkeyPatch) -> Dialled:
    """A loop on which nothing is ever connected, and that notes what would have been."""
    found = Dialled()
    monkeypatch.setattr(asyncio.get_running_loop(), "sock_connect", found.connect)
    return found


class Naps(list[float]):
    """Seconds that a fetcher wanted to wait."""

    async def sleep(self, seconds: float) -> None:
        """Stand in for ``asyncio.sleep``."""
        self.append(seconds)


@pytest.fixture
def naps() -> Naps:
    """A sleep that takes no time and is noted."""
    return Naps()


@pytest.fixture
async def fetcher_for(naps: Naps) -> AsyncIterator[Callable[..., Any]]:
    """Open fetchers, closed when the test ends."""
    opened: list[Fetcher] = []

    def open_fetcher(
        settings: FetchSettings | None = None,
        rules: Rules | None = None,
        clock: Callable[[], datetime] = lambda: NOW,
        **parts: object,
    ) -> Fetcher:
        parts = {"sleep": naps.sleep, **parts}
        fetcher = Fetcher(settings or FetchSettings(), rules or Rules(), clock, **parts)  # type: ignore[arg-type]  # the tests' own names
        opened.append(fetcher)
        return fetcher

    yield open_fetcher
    for fetcher in opened:
        await fetcher.__aexit__(None, None, None)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """A server on loopback without any page yet."""
    async with opened(Site()) as running:
        yield running


@asynccontextmanager
async def opened(site: Site) -> AsyncIterator[Site]:
    """Run a site for as long as the block."""
    await site.start()
    try:
        yield site
    finally:
        await site.stop()
