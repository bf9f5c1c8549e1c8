"""sources.yaml read again without a pause: SIGHUP puts a new one in place; a faulty one changes nothing."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.errors import ConfigurationError
from bot.startup import load_catalogue, load_matcher, read_dead_links, settle, uncollected

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.core import Checker
    from bot.inquiry import Knowledge
    from bot.settings import Settings

_log = logging.getLogger(__name__)


async def reload_sources(checker: Checker, settings: Settings) -> bool:
    """Read sources.yaml and the lists again and put them in the place of what is known; checks in hand keep the old.

    Returns:
        Whether they were taken over; each fault that stood against it is in the log.
    """
    try:
        fresh = await asyncio.to_thread(_read, checker.knowledge, settings)
    except ConfigurationError as error:
        for fault in error.faults:
            _log.error("sources.yaml: %s", fault)
        _log.error("sources.yaml has %d to mend and was not taken over: going on with the old one", len(error.faults))
        return False
    checker.knowledge = fresh
    tables = fresh.catalogue.tables
    _log.warning("sources.yaml is read again: %d sources, %d patterns", len(tables.sources), len(tables.patterns))
    return True


def _read(known: Knowledge, settings: Settings) -> Knowledge:
    """Return what the files state now; the index of fact-checks, which is not in them, stays open."""
    with uncollected():
        # Warmed here, in a thread: the first message would do it in the loop, and all others would wait.
        catalogue = load_catalogue(settings).warmed()
        matcher = load_matcher(settings, catalogue)
    if gc.get_freeze_count():  # a program that serves, see bot.startup
        settle()
    dead = read_dead_links(settings.data_dir)
    return replace(known, catalogue=catalogue, matcher=matcher, dead_links=dead)


@asynccontextmanager
async def reloading_on_hangup(checker: Checker, settings: Settings) -> AsyncIterator[None]:
    """Reload at every SIGHUP for as long as the block runs; one during a reload brings another after it."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(_reload_whenever(asked, checker, settings))
    loop.add_signal_handler(signal.SIGHUP, asked.set)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGHUP)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _reload_whenever(asked: asyncio.Event, checker: Checker, settings: Settings) -> None:
    while True:
        await asked.wait()
        asked.clear()
        try:
            await reload_sources(checker, settings)
        except Exception:
            _log.exception("sources.yaml could not be read again: going on with the old one")
