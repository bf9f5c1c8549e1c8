"""What is done again and again, by exactly one program: the one that leads, until it ends or loses the database."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from bot.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from bot.queue import Leadership
    from bot.state import Store

    Alone: TypeAlias = Callable[[str], AbstractAsyncContextManager[Leadership | None]]

LOOK_SECONDS: Final = 5.0
"""How often a leader asks whether it still leads, and others whether they may."""

PURGE_SECONDS: Final = 3600.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to do."""

    name: str
    every_seconds: float
    """From the end of one time to the beginning of the next; the first is at once."""
    work: Callable[[], Awaitable[None]]
    """What it raises is logged, and it is done again when its time comes."""


def purge(store: Store, clock: Callable[[], datetime]) -> Job:
    """Return the deleting of what is past its time."""

    async def work() -> None:
        await store.purge(clock())

    return Job("purge", PURGE_SECONDS, work)


@asynccontextmanager
async def done_alone(scope: str, jobs: Sequence[Job], alone: Alone) -> AsyncIterator[None]:
    """Do jobs for as long as the block runs, in the one program that leads.

    Args:
        scope: what is led; all that name the same do it one at a time, each with jobs of its own.
        jobs: what to do; side by side.
        alone: the store's, or a lock of a folder.
    """
    leading = asyncio.create_task(_lead(scope, jobs, alone))
    try:
        yield
    finally:
        leading.cancel()
        await asyncio.gather(leading, return_exceptions=True)


async def _lead(scope: str, jobs: Sequence[Job], alone: Alone) -> None:
    while True:
        try:
            async with alone(scope) as leadership:
                if leadership is not None:
                    _log.info("does what only one program does: %s", scope)
                    await _while_led(jobs, leadership)
        except (StoreError, OSError) as error:
            _log.info("cannot tell who does %s: %s", scope, error)
        await asyncio.sleep(LOOK_SECONDS)


async def _while_led(jobs: Sequence[Job], leadership: Leadership) -> None:
    doing = [asyncio.create_task(_for_ever(job)) for job in jobs]
    try:
        while await leadership.holds():  # noqa: ASYNC110 - a database is asked, and tells nobody by itself
            await asyncio.sleep(LOOK_SECONDS)
    finally:
        for task in doing:
            task.cancel()
        await asyncio.gather(*doing, return_exceptions=True)


async def _for_ever(job: Job) -> None:
    while True:
        try:
            await job.work()
        except StoreError as error:
            _log.info("the job %s waits for the database: %s", job.name, error)
        except Exception:
            _log.exception("the job %s failed", job.name)
        await asyncio.sleep(job.every_seconds)
