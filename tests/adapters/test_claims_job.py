"""Fact-checks kept current while Mop runs."""

from __future__ import annotations

import asyncio
import json
import logging
import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters import claims_commands
from adapters.claims_job import UPDATED_EVERY, claims_job, due
from bot.claims.held import Feed, State
from bot.settings import Settings, read_settings
from bot.startup import claims_shelf
from tests.adapters.test_claims_commands import ROWS, SOURCES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

URL = "http://feeds.example/feed.jsonl"
LATER = datetime(2999, 1, 1, tzinfo=UTC)


class PlayedFeed:
    """A feed on loopback."""

    def __init__(self) -> None:
        self.text = json.dumps(ROWS[0])
        self.asked = asyncio.Event()
        self.let_go = asyncio.Event()
        self.let_go.set()

    async def answer(self, request: web.Request) -> web.Response:
        """Answer with what the feed holds now."""
        if request.path == "/robots.txt":
            return web.Response(status=404)
        self.asked.set()
        await self.let_go.wait()
        return web.Response(text=self.text)


@pytest.fixture
async def feed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[PlayedFeed]:
    """A feed, and the environment of a Mop that may have it, for this process and those it starts."""
    played = PlayedFeed()
    app = web.Application()
    app.router.add_get("/{path:.*}", played.answer)
    (tmp_path / "sources.yaml").write_text(SOURCES)
    for name in [name for name in os.environ if name.startswith("MOP_")]:
        monkeypatch.delenv(name)
    async with TestServer(app) as server:
        monkeypatch.setenv("MOP_DATA_DIR", str(tmp_path / "data"))
        monkeypatch.setenv("MOP_SOURCES", str(tmp_path / "sources.yaml"))
        monkeypatch.setenv("MOP_RESOLVE", f"*=127.0.0.1:{server.port}")
        monkeypatch.setenv("MOP_FETCH_ALLOW", f"127.0.0.1:{server.port}")
        yield played
        played.let_go.set()


def settings() -> Settings:
    """Return what the environment says."""
    return read_settings(os.environ)


def held() -> Feed:
    """Return what is known of the feed."""
    return claims_shelf(settings()).state().of(URL)


async def test_a_feed_that_was_had_once_is_had_again(feed: PlayedFeed) -> None:
    """What its publisher has added since is at hand, without anybody doing anything."""
    assert await claims_commands.take(settings(), URL, force=False) == 0
    feed.text += "\n" + json.dumps(ROWS[1])
    await claims_job(settings(), lambda: LATER).work()
    assert (held().entries, held().fault) == (2, "")


async def test_nothing_is_had_before_its_time_or_that_nobody_chose(feed: PlayedFeed) -> None:
    """No service is asked that the operator did not name, and none more often than once a day."""
    await claims_job(settings(), lambda: LATER).work()
    await claims_commands.take(settings(), URL, force=False)
    feed.asked.clear()
    await claims_job(settings(), lambda: datetime.now(UTC)).work()
    assert not feed.asked.is_set()


async def test_a_feed_that_is_broken_is_told_and_leaves_the_old(
    feed: PlayedFeed, caplog: pytest.LogCaptureFixture
) -> None:
    """One line in the log says what went wrong; what was had of it stands."""
    await claims_commands.take(settings(), URL, force=False)
    feed.text = "<html>We are sorry</html>"
    with caplog.at_level(logging.WARNING):
        await claims_job(settings(), lambda: LATER).work()
    assert (held().entries, bool(held().fault)) == (1, True)
    assert [record.getMessage().partition(URL)[0] for record in caplog.records] == ["mop claims update: "]


async def test_stopping_mop_stops_the_update(feed: PlayedFeed) -> None:
    """Nothing goes on after the program that began it, and the old index stands."""
    await claims_commands.take(settings(), URL, force=False)
    feed.asked.clear()
    feed.let_go.clear()
    working = asyncio.create_task(asyncio.wait_for(claims_job(settings(), lambda: LATER).work(), 60))
    await feed.asked.wait()
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
    assert (held().entries, held().fault) == (1, "")


@pytest.mark.parametrize(
    ("feeds", "expected"),
    [
        ({}, False),
        ({"file.csv": Feed(tried_at="2026-01-01T00:00:00+00:00")}, False),
        ({URL: Feed(URL)}, True),
        ({URL: Feed(URL, tried_at=LATER.isoformat())}, False),
        ({URL: Feed(URL, tried_at=(LATER - UPDATED_EVERY + timedelta(seconds=1)).isoformat())}, False),
        ({URL: Feed(URL, tried_at=(LATER - UPDATED_EVERY).isoformat())}, True),
    ],
)
def test_what_is_due(feeds: dict[str, Feed], expected: bool) -> None:
    """A feed is due a day after it was last tried; a file that was imported never is."""
    assert due(State(feeds=feeds), LATER) is expected
