"""``mop lists run``: keeps the lists of a folder current, and what is kept no longer than promised."""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from adapters.claims_job import claims_job
from adapters.web import database_probe, lists_probe, served
from bot.desk import Desk
from bot.jobs import done_alone, purge
from bot.metrics import Metrics
from bot.refresh import kept_current
from bot.reload import reloading_on_hangup
from bot.startup import clock, open_checker, shelf_of, store_location
from bot.store import open_store

if TYPE_CHECKING:
    from bot.settings import Settings

_log = logging.getLogger(__name__)


async def keep_current(settings: Settings) -> None:
    """Keep the lists current until SIGTERM or SIGINT; other programs on the same folder follow.

    It also deletes from the database what is past its time, unless another program does.

    Raises:
        ConfigurationError: sources.yaml has faults, or the port is taken.
        StoreError: the database cannot be opened.
    """
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with AsyncExitStack() as stack:
        metrics = Metrics()
        checker = await stack.enter_async_context(open_checker(settings, fetch=False, metrics=metrics))
        store = await stack.enter_async_context(open_store(store_location(settings)))
        desk = Desk(checker, store, clock)
        metrics.watch_store(lambda: desk.store_is_away)
        probes = [lists_probe(desk), database_probe(desk)]
        await stack.enter_async_context(served(settings.web_listen, probes, metrics))
        await stack.enter_async_context(reloading_on_hangup(checker, settings))
        jobs = [claims_job(settings, clock)]
        await stack.enter_async_context(kept_current(checker, shelf_of(settings), settings.fetch, clock, jobs))
        await stack.enter_async_context(done_alone("store", [purge(store, clock)], store.alone))
        _log.warning("keeping %d lists current", len(checker.knowledge.catalogue.tables.lists))
        await stop.wait()
