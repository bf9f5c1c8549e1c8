"""How long a fetch takes: one deadline for everything, and one length for everything that cannot be reached."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.errors import FetchError
from bot.model import Gap, GapReason, GapStep

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

_INDISTINCT = frozenset({GapReason.UNREACHABLE, GapReason.REFUSED_ADDRESS})


@asynccontextmanager
async def deadline(url: str, seconds: float) -> AsyncIterator[None]:
    """Bound the block.

    Raises:
        FetchError: TIMED_OUT, when the time was up first.
    """
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as exc:
        raise FetchError(url, Gap(GapStep.FETCH, GapReason.TIMED_OUT, f"{seconds:g}")) from exc


@asynccontextmanager
async def levelled(seconds: float, sleep: Callable[[float], Awaitable[None]]) -> AsyncIterator[None]:
    """Let refused, closed and filtered addresses all take as long as a filtered one does.

    Without it, how fast Mop says "could not be reached" maps the network it runs in, name by name.

    Args:
        seconds: what connecting may take at most.
        sleep: waits some seconds.
    """
    now = asyncio.get_running_loop().time
    started = now()
    try:
        yield
    except FetchError as exc:
        if exc.gap.reason in _INDISTINCT:
            await sleep(max(0.0, started + seconds - now()))
        raise
