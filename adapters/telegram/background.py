"""Work that nobody waits for: kept until it is done, its failures told in the log."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from bot.errors import PlatformError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

_log = logging.getLogger(__name__)


class Background:
    """Tasks of one program."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[None, None, None]) -> None:
        """Begin something."""
        task = asyncio.create_task(_told(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def later(self, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
        """Do something after so many seconds."""

        async def wait_and_work() -> None:
            await asyncio.sleep(seconds)
            await work()

        self.start(wait_and_work())

    async def stop(self) -> None:
        """End whatever still runs."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _told(work: Coroutine[None, None, None]) -> None:
    try:
        await work
    except PlatformError as error:
        _log.info("work in the background came to nothing: %s", error)
    except Exception:
        _log.exception("work in the background failed")
