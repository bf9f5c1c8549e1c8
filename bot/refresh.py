"""Subscribed lists kept current: each when its time comes, staggered, with back-off; readers never wait."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.alone import only_one
from bot.catalogue.lists.update import Outcome, due, update
from bot.fetch import Fetcher
from bot.jobs import Job, done_alone

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from datetime import datetime

    from bot.catalogue import Catalogue
    from bot.catalogue.lists.shelf import Lists, Shelf
    from bot.catalogue.lists.subscription import Subscription
    from bot.catalogue.lists.update import Downloads, Updated
    from bot.core import Checker
    from bot.fetch import FetchSettings
    from bot.queue import Leadership

LOOK_EVERY_SECONDS: Final = 600.0
"""How often a running Mop looks whether a list's time has come."""

FOLLOW_SECONDS: Final = 30.0
"""How often a program looks whether another one has updated a list."""

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


async def refresh(checker: Checker, shelf: Shelf, downloads: Downloads, clock: Callable[[], datetime]) -> None:
    """Update the lists whose time has come; what is known is replaced at one moment.

    Lists at hand that cannot be read, such as an earlier version of Mop wrote them, are built anew before.
    """
    catalogue = checker.knowledge.catalogue
    if catalogue.lists.fault:
        await asyncio.to_thread(shelf.mend)
        _put_in(checker, await asyncio.to_thread(shelf.open))
    ready = due(catalogue.tables.lists, shelf.state(), clock())
    if ready:
        _put_in(checker, (await update_lists(catalogue, shelf, downloads, clock(), ready, _log_update)).lists)


async def follow(checker: Checker, shelf: Shelf) -> None:
    """Take over, again and again, the lists that another program on the same folder has brought up to date."""
    while True:
        await asyncio.sleep(FOLLOW_SECONDS)
        known = checker.knowledge.catalogue.lists.state
        if (await asyncio.to_thread(shelf.state)).trie_file != known.trie_file:
            _put_in(checker, await asyncio.to_thread(shelf.open))


@asynccontextmanager
async def kept_current(
    checker: Checker, shelf: Shelf, fetch: FetchSettings, clock: Callable[[], datetime], more: Sequence[Job] = ()
) -> AsyncIterator[None]:
    """Keep the lists of a running Mop current for as long as the block runs, and do ``more`` about the same folder.

    Lists are files, so of all programs on one folder one has them; the others follow. Programs on machines, or in
    containers, with folders of their own have them each for itself.
    """
    lock = shelf.folder.with_name(f"{shelf.folder.name}.lock")

    @asynccontextmanager
    async def alone(_scope: str) -> AsyncIterator[Leadership | None]:
        with only_one(lock) as leadership:
            yield leadership

    async with Fetcher(fetch, checker.knowledge.catalogue.rules, clock) as fetcher:
        job = Job("lists", LOOK_EVERY_SECONDS, lambda: refresh(checker, shelf, fetcher, clock))
        following = asyncio.create_task(follow(checker, shelf))
        try:
            async with done_alone("lists", [job, *more], alone):
                yield
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)


def _put_in(checker: Checker, lists: Lists) -> None:
    # sources.yaml may have been read anew meanwhile: only the lists are put in
    current = checker.knowledge.catalogue.with_lists(lists)
    checker.knowledge = replace(checker.knowledge, catalogue=current)


def _log_update(updated: Updated) -> None:
    if updated.outcome in {Outcome.REFUSED, Outcome.UNREACHABLE}:
        _log.warning("list %s: %s: %s", updated.list_id, updated.outcome.value, updated.problem)
    else:
        _log.info("list %s: %s, %s rows", updated.list_id, updated.outcome.value, updated.held.rows)
