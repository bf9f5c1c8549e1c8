"""Subscribed lists kept current: each when its time comes, staggered, with back-off; readers never wait."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.catalogue.lists.update import Outcome, due, update
from bot.fetch import Fetcher

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime

    from bot.catalogue import Catalogue
    from bot.catalogue.lists.shelf import Shelf
    from bot.catalogue.lists.subscription import Subscription
    from bot.catalogue.lists.update import Downloads, Updated
    from bot.core import Checker
    from bot.fetch import FetchSettings

LOOK_EVERY_SECONDS: Final = 600.0
"""How often a running Mop looks whether a list's time has come."""

_log = logging.getLogger(__name__)


async def update_lists(
    catalogue: Catalogue,
    shelf: Shelf,
    downloads: Downloads,
    now: datetime,
    lists: tuple[Subscription, ...],
    told: Callable[[Updated], None],
) -> Catalogue:
    """Update ``lists`` one after the other and return the catalogue with what is then at hand.

    Args:
        catalogue: whose raters and guarded hosts every list is held against.
        shelf: where lists are kept.
        downloads: the guarded client.
        now: the time, aware.
        lists: what to update.
        told: hears how each went.
    """
    terms = await asyncio.to_thread(catalogue.terms)
    for subscription in lists:
        told(await update(subscription, shelf, downloads, terms, now))
    return catalogue.with_lists(await asyncio.to_thread(shelf.open))


async def refresh_for_ever(
    checker: Checker, shelf: Shelf, downloads: Downloads, clock: Callable[[], datetime]
) -> None:
    """Keep the lists of a running Mop current; what is known is replaced at one moment."""
    while True:
        catalogue = checker.knowledge.catalogue
        ready = due(catalogue.tables.lists, shelf.state(), clock())
        if ready:
            fresh = await update_lists(catalogue, shelf, downloads, clock(), ready, _log_update)
            # sources.yaml may have been read anew meanwhile: only the lists are put in
            current = checker.knowledge.catalogue.with_lists(fresh.lists)
            checker.knowledge = replace(checker.knowledge, catalogue=current)
        await asyncio.sleep(LOOK_EVERY_SECONDS)


@asynccontextmanager
async def kept_current(
    checker: Checker, shelf: Shelf, fetch: FetchSettings, clock: Callable[[], datetime]
) -> AsyncIterator[None]:
    """Keep the lists of a running Mop current for as long as the block runs."""
    async with Fetcher(fetch, checker.knowledge.catalogue.rules, clock) as fetcher:
        refreshing = asyncio.create_task(refresh_for_ever(checker, shelf, fetcher, clock))
        try:
            yield
        finally:
            refreshing.cancel()
            with suppress(asyncio.CancelledError):
                await refreshing


def _log_update(updated: Updated) -> None:
    if updated.outcome in {Outcome.REFUSED, Outcome.UNREACHABLE}:
        _log.warning("list %s: %s: %s", updated.list_id, updated.outcome.value, updated.problem)
    else:
        _log.info("list %s: %s, %s rows", updated.list_id, updated.outcome.value, updated.held.rows)
