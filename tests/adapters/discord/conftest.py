"""Mop on a simulated Discord."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from simcord.env import Env

from adapters.discord.client import MopClient
from adapters.discord.settings import DiscordSettings
from bot.core import Checker
from bot.desk import Desk
from bot.inquiry import Knowledge
from bot.startup import clock
from bot.state import Store
from bot.store import open_store
from tests.samples import link, page
from tests.test_core import HandedPages

BAD = "https://gossip.example/x"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """Return a real store."""
    async with open_store(tmp_path) as opened:
        yield opened


@pytest.fixture
def desk(knowledge: Knowledge, store: Store) -> Desk:
    """Return a desk with one page."""
    return Desk(Checker(knowledge, HandedPages({BAD: page(link(BAD))}), clock), store, clock)


@pytest.fixture
def mop(desk: Desk, tmp_path: Path) -> MopClient:
    """Return Mop, which may read messages."""
    return MopClient(desk, DiscordSettings("a.b.c", passive=True), tmp_path)


@pytest.fixture
async def env(mop: MopClient) -> AsyncIterator[Env]:
    """Return the simulated Discord in which Mop is ready."""
    running = Env(mop, shard_count=1)
    await running.start()
    await running.settle()
    try:
        yield running
    finally:
        await running.shutdown()
    running.raise_errors()
