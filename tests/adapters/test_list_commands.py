"""``mop lists``, with an upstream on loopback."""

from __future__ import annotations

import asyncio
import operator
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters import list_commands
from bot import refresh
from bot.catalogue.lists.held import Held
from bot.catalogue.lists.parsed import Parsed
from bot.catalogue.lists.record import Row
from bot.catalogue.lists.subscription import Use
from bot.core import Checker
from bot.errors import ListError
from bot.fetch import FetchSettings, parse_allow
from bot.model import Message, Outcome
from bot.refresh import kept_current
from bot.settings import Settings
from bot.startup import clock, load_knowledge, shelf_of
from tests.conftest import SMALL

ROWS = "site,word\n" + "".join(f"bad{number}.example,bad\n" for number in range(30))
LISTS = """
lists:
  - id: small-list
    rater: editors
    title: A small list
    url: {url}
    format: csv
    host: site
    rating: word
    licence: CC0
    attribution: The Editors
    every: 1 day
"""

Answer = Callable[[web.Request], Awaitable[web.Response]]


@asynccontextmanager
async def upstream(answer: Answer, folder: Path) -> AsyncIterator[Settings]:
    """Serve one list and yield settings that subscribe to it."""
    app = web.Application()
    app.router.add_get("/list.csv", answer)
    async with TestServer(app) as server:
        url = f"http://127.0.0.1:{server.port}/list.csv"
        sources = folder / "sources.yaml"
        sources.write_text(SMALL.read_text("utf-8") + LISTS.format(url=url), "utf-8")
        fetch = FetchSettings(allow=parse_allow(f"127.0.0.1:{server.port}"))
        yield Settings(folder, sources, fetch=fetch)


async def _rows(request: web.Request) -> web.Response:
    return web.Response(text=ROWS)


async def _rows_with_gossip(request: web.Request) -> web.Response:
    return web.Response(text=f"{ROWS}gossip.example,bad\n")


async def _error_page(request: web.Request) -> web.Response:
    return web.Response(text="<html><body>Try again later</body></html>")


async def test_a_list_is_brought_in_and_speaks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """After an update the list's hosts are known, with who says so, and the status tells its rows."""
    async with upstream(_rows, tmp_path) as settings:
        await list_commands.status(settings)
        assert await list_commands.update(settings, "") == 0
        await list_commands.status(settings)
    await list_commands.explain(settings, "www.bad7.example/story")
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("small-list: not at hand yet; CC0")
    assert told[1] == "small-list: updated, 30 rows, 30 hosts"
    assert told[2].startswith("small-list: 30 rows, 30 hosts, as of ")
    assert told[3].startswith("bad7.example: The Editors: “bad”")
    assert "[small-list; closest]" in told[3]


async def test_a_spoilt_update_leaves_the_old_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An error page with status 200 is refused, the old list stands, and the reason is in the status."""
    async with upstream(_rows, tmp_path) as settings:
        await list_commands.update(settings, "small-list")
    async with upstream(_error_page, tmp_path) as settings:
        assert await list_commands.update(settings, "small-list") == 1
        await list_commands.status(settings)
    told = capsys.readouterr().out
    assert "small-list: refused" in told
    assert "30 rows, 30 hosts" in told.splitlines()[-1]
    assert "last update failed" in told.splitlines()[-1]


async def test_a_list_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A machine without a way out takes lists over from files; a wrong name is told with the right ones."""
    file = tmp_path / "rows.csv"
    file.write_text(ROWS, "utf-8")
    async with upstream(_rows, tmp_path) as settings:
        await list_commands.import_file(settings, "small-list", str(file))
        with pytest.raises(ListError, match="the lists are small-list"):
            await list_commands.import_file(settings, "other", str(file))
    assert capsys.readouterr().out == "small-list: 30 rows, 30 hosts\n"


async def test_how_far_raters_agree(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Raters are held against each other on what both rate, sources.yaml's own rows and the lists at hand alike."""
    async with upstream(_rows_with_gossip, tmp_path) as settings:
        assert await list_commands.update(settings, "") == 0
    await list_commands.compare(settings)
    told = capsys.readouterr().out.splitlines()
    assert "The Editors / small-list (list): 1, 1, 0, 0" in told
    assert "small-list (list): 31, 1; 0, 0" in told


async def test_a_list_that_is_no_longer_described_is_forgotten(tmp_path: Path) -> None:
    """Once its stanza is gone from sources.yaml, the next update clears away what was had of it."""
    async with upstream(_rows, tmp_path) as settings:
        await list_commands.update(settings, "")
        settings.sources.write_bytes(SMALL.read_bytes())
        assert set(shelf_of(settings).state().lists) == {"small-list"}
        assert await list_commands.update(settings, "") == 0
    assert not shelf_of(settings).state().lists


async def test_explain_of_what_nobody_rates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A host without a row, and what is no host, are told in a line."""
    async with upstream(_rows, tmp_path) as settings:
        await list_commands.explain(settings, "quiet.example")
        with pytest.raises(ListError, match="is no host"):
            await list_commands.explain(settings, "no host at all")
    assert capsys.readouterr().out == "No row speaks of quiet.example.\n"


async def test_a_running_mop_refreshes_by_itself(tmp_path: Path) -> None:
    """Without anybody's doing the list is had, and the next check knows its hosts."""
    async with upstream(_rows, tmp_path) as settings:
        knowledge = load_knowledge(settings)
        checker = Checker(knowledge, None, clock)
        before = await checker.first(Message("https://bad3.example/"))
        async with kept_current(checker, shelf_of(settings), settings.fetch, clock):
            while checker.knowledge is knowledge:  # noqa: ASYNC110 - a checker tells nobody that it knows more
                await asyncio.sleep(0.02)
    after = await checker.first(Message("https://bad3.example/"))
    outcomes = [report.verdicts[0].outcome for report in (before, after)]
    assert outcomes == [Outcome.NOT_CHECKED, Outcome.UNRELIABLE_SOURCE]
    assert replace(checker.knowledge, catalogue=knowledge.catalogue) == knowledge


async def test_lists_that_cannot_be_read_are_built_anew_before_their_time_comes(tmp_path: Path) -> None:
    """An earlier version's files, or spoilt ones, do not wait for a week: the rows at hand are whole."""

    async def closed(request: web.Request) -> web.Response:
        del request
        raise web.HTTPServiceUnavailable

    async with upstream(closed, tmp_path) as settings:
        shelf, spec = shelf_of(settings), load_knowledge(settings).catalogue.tables.lists[0]
        rows = Parsed((Row("kept.example", "bad"),), records=1)
        shelf.take_over(spec.id, Use.RATINGS, rows, Held(taken_at=clock().isoformat(), tried_at=clock().isoformat()))
        (shelf.folder / shelf.state().trie_file).write_bytes(b"of another form")
        checker = Checker(load_knowledge(settings), None, clock)
        assert checker.knowledge.catalogue.lists.fault
        async with kept_current(checker, shelf, settings.fetch, clock):
            while checker.knowledge.catalogue.lists.fault:  # noqa: ASYNC110 - a checker tells nobody
                await asyncio.sleep(0.02)
    assert [host for host, _ in checker.knowledge.catalogue.lists.mapped.find("kept.example")] == ["kept.example"]


async def test_of_two_programs_on_one_folder_one_has_the_lists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One program fetches a list; the other takes over what the first one has."""
    monkeypatch.setattr(refresh, "FOLLOW_SECONDS", 0.02)
    asked: list[str] = []

    async def rows(request: web.Request) -> web.Response:
        asked.append(request.path)
        return await _rows(request)

    async with upstream(rows, tmp_path) as settings:
        checkers = [Checker(load_knowledge(settings), None, clock) for _ in range(2)]
        before = [checker.knowledge for checker in checkers]
        first, second = (kept_current(each, shelf_of(settings), settings.fetch, clock) for each in checkers)
        async with first, second:
            while any(map(operator.is_, before, (each.knowledge for each in checkers))):  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.02)
    assert [(await each.first(Message("https://bad3.example/"))).verdicts[0].outcome for each in checkers] == [
        Outcome.UNRELIABLE_SOURCE
    ] * 2
    assert len([path for path in asked if "robots" not in path]) == 1
