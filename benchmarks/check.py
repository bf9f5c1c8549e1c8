"""The whole check: a message with a link in, its page fetched over loopback, the answer composed."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import aiohttp

from benchmarks import data_folder
from benchmarks.harness import Figure, Goal, Scale, Workload, in_turn, installed, right
from benchmarks.page import news_page
from benchmarks.serving import served
from bot.locales import localizer
from bot.model import Conversation, ConversationKind, Message, Reply, Report
from bot.reply import compose
from bot.settings import read_settings
from bot.startup import open_checker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.core import Checker

HOST = "news.example"
PAGE = "page.html"
PEERS = ("requests", "bs4")


def measure(scale: Scale) -> Iterator[Figure]:
    """Check links that are all different, one after the other, so that nothing is answered from memory."""
    claims, at_once, kilobytes = (50, 2, 20) if scale is Scale.TINY else (200_000, 30, 200)
    with TemporaryDirectory() as name:
        folder = Path(name)
        data_folder.make(folder, hosts=1_000, claims=claims, short=scale is Scale.TINY)
        body, title = news_page(kilobytes)
        (folder / PAGE).write_bytes(body)
        with served(folder / PAGE) as port, asyncio.Runner() as runner:
            yield from _measured(scale, runner, runner.run(_opened(folder, port)), _Links(port), title, at_once)


def _measured(
    scale: Scale, runner: asyncio.Runner, opened: _Opened, links: _Links, title: str, at_once: int
) -> Iterator[Figure]:
    try:
        _is_right(*runner.run(opened.answer(links.next())), title)
        sides: list[Callable[[], object]] = [
            lambda: runner.run(opened.answers([links.next() for _ in range(at_once)])),
            lambda: runner.run(opened.gets([links.there() for _ in range(at_once)])),
        ]
        if installed(*PEERS):
            sides.append(lambda: [_by_soup(links.there()) for _ in range(max(1, at_once // 6))])
        ours, bare, *soup = in_turn(scale.rounds, *sides)
    finally:
        runner.run(opened.close())
    ours_ms, bare_ms = 1000 * ours / at_once, 1000 * bare / at_once
    soup_ms = 1000 * soup[0] / max(1, at_once // 6) if soup else None
    yield Figure("a check, its page fetched | aiohttp GET alone", ours_ms, "ms", bare_ms, Goal(6, 3))
    yield Figure("the same | requests + BeautifulSoup", ours_ms, "ms", soup_ms, Goal(1 / 20, 1 / 60))


class _Links:
    """Links that nobody asked for before."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._number = 0

    def next(self) -> str:
        """Return one as people send it."""
        self._number += 1
        return f"http://{HOST}/story/{self._number}"

    def there(self) -> str:
        """Return one with the server's own address, for a peer that asks no table of names."""
        return self.next().replace(HOST, f"127.0.0.1:{self._port}")


class _Opened:
    """A checker and a bare session, both open."""

    def __init__(self, checker: Checker, session: aiohttp.ClientSession, stack: AsyncExitStack) -> None:
        self._checker = checker
        self._session = session
        self._stack = stack

    async def answer(self, link: str) -> tuple[Report, Reply]:
        """Check one link, whole."""
        message = Message(f"Is this true? {link}", conversation=Conversation("terminal:1"))
        report = await self._checker.check(message)
        return report, compose(report, localizer("en"), ConversationKind.DIRECT)

    async def answers(self, links: list[str]) -> None:
        """Check one after the other."""
        for link in links:
            await self.answer(link)

    async def gets(self, links: list[str]) -> None:
        """Ask for the pages, and do nothing with them."""
        for link in links:
            async with self._session.get(link) as answer:
                await answer.read()

    async def close(self) -> None:
        """Close both."""
        await self._stack.aclose()


async def _opened(folder: Path, port: int) -> _Opened:
    stack = AsyncExitStack()
    settings = read_settings(data_folder.environment(folder, port))
    checker = await stack.enter_async_context(open_checker(settings))
    session = await stack.enter_async_context(aiohttp.ClientSession())
    return _Opened(checker, session, stack)


def _is_right(report: Report, reply: Reply, title: str) -> None:
    """The page was read, and the answer speaks of where it stands."""
    page = report.verdicts[0].evidence.page
    right(page and page.title, title, "the page's title")
    right(HOST in reply.headline, True, reply.headline)


def _by_soup(url: str) -> dict[str, str]:
    """Read what a page says of itself, as a first draft of such a bot would."""
    import bs4  # noqa: PLC0415 - only where the peers are installed
    import requests  # noqa: PLC0415

    soup = bs4.BeautifulSoup(requests.get(url, timeout=10).text, "html.parser")
    found = {str(meta.get("property") or meta.get("name")): str(meta.get("content")) for meta in soup("meta")}
    return {"title": soup.title.get_text() if soup.title else "", **found}


WORKLOAD = Workload(
    "check", "a message with a link, its page fetched, 200,000 fact-checks", "aiohttp; requests + bs4", measure, PEERS
)
