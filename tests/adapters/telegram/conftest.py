"""One Telegram, one web and one running Mop for all tests of a file: once as a process, once within this one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from adapters.telegram import pacing
from tests.adapters.telegram.bot_api import BotApi, played_telegram
from tests.adapters.telegram.running import Web, environment, mop, mop_within, played_web


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def pages() -> AsyncIterator[Web]:
    """Return the web."""
    async with played_web() as playing:
        yield playing


@pytest.fixture(scope="module")
def hurried() -> Iterator[None]:
    """Make the windows of Telegram's limits short."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pacing, "MARGIN", 0.01)
        yield


@pytest_asyncio.fixture(loop_scope="module", scope="module", params=["process", "within"])
async def api(
    request: pytest.FixtureRequest, pages: Web, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[BotApi]:
    """Return a Telegram that a running Mop answers in; at the end nothing may have been refused."""
    folder: Path = tmp_path_factory.mktemp("mop")
    async with played_telegram() as playing:
        if request.param == "within":
            # Telegram's limits a hundred times as wide, so that nobody waits for them twice.
            request.getfixturevalue("hurried")
        running = mop if request.param == "process" else mop_within
        async with running(environment(playing, pages, folder)):
            yield playing
        assert playing.refused == []


@pytest.fixture
async def telegram() -> AsyncIterator[BotApi]:
    """Return a Telegram for one test."""
    async with played_telegram() as api:
        yield api


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    """Return a web for one test."""
    async with played_web() as playing:
        yield playing
