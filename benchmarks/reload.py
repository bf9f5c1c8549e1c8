"""The lists are replaced while Mop serves: how long the loop stands still at most, and what memory that takes."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from benchmarks import data_folder
from benchmarks.harness import Figure, Goal, Scale, Workload, resident_megabytes, right
from bot.model import Conversation, Message
from bot.reload import reload_sources
from bot.settings import read_settings
from bot.startup import open_checker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core import Checker
    from bot.settings import Settings

TICK_SECONDS: Final = 0.001
CHECKED_EVERY_SECONDS: Final = 0.02


def measure(scale: Scale) -> Iterator[Figure]:
    """Reload in a process of its own, so that its memory is its own."""
    hosts, claims = (200, 20) if scale is Scale.TINY else (1_000_000, 10_000)
    with TemporaryDirectory() as name:
        folder = Path(name)
        data_folder.make(folder, hosts, claims, short=scale is Scale.TINY)
        environment = {**os.environ, **data_folder.environment(folder)}
        command = [sys.executable, "-m", "benchmarks.reload"]
        told = [
            subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.split()  # noqa: S603 - our own
            for _ in range(1 if scale is Scale.TINY else 3)
        ]
    stall, steady, peak = (min(values) for values in zip(*(map(float, each) for each in told), strict=True))
    yield Figure("the loop's longest stand-still", 1000 * stall, "ms", None, Goal(250, 10, "ours"))
    yield Figure("memory at most | before", peak, "MB", steady, Goal(2, 1.15))


async def _reloaded(settings: Settings) -> tuple[float, float, float]:
    """Reload twice while messages are checked; the first time warms what only a first time costs."""
    async with open_checker(settings, fetch=False) as checker:
        serving = asyncio.create_task(_serving(checker))
        await asyncio.sleep(0.5)
        await reload_sources(checker, settings)
        await asyncio.sleep(0.5)
        steady = resident_megabytes()
        watch = _Watch()
        watching = asyncio.create_task(watch.run())
        before = checker.knowledge
        await reload_sources(checker, settings)
        await asyncio.sleep(0.5)
        right(checker.knowledge is not before, True, "knowledge was replaced")
        watching.cancel()
        serving.cancel()
        await asyncio.gather(watching, serving, return_exceptions=True)
        return watch.longest_seconds, steady, watch.most_megabytes


class _Watch:
    """Looks at the time and the memory at every turn of the loop.

    The time is the processor's, this thread's and the reading one's together: what passes on a machine of one's own,
    and no neighbour's work.
    """

    def __init__(self) -> None:
        self.longest_seconds = 0.0
        self.most_megabytes = 0.0

    async def run(self) -> None:
        """Look until cancelled."""
        last = time.process_time()
        while True:
            await asyncio.sleep(TICK_SECONDS)
            now = time.process_time()
            self.longest_seconds = max(self.longest_seconds, now - last)
            self.most_megabytes = max(self.most_megabytes, resident_megabytes())
            last = now


async def _serving(checker: Checker) -> None:
    number = 0
    while True:
        number += 1
        host = data_folder.listed_host(number % 100)
        report = await checker.check(Message(f"https://{host}/{number}", conversation=Conversation("terminal:1")))
        right(report.verdicts[0].outcome.name, "UNRELIABLE_SOURCE", "outcome")
        await asyncio.sleep(CHECKED_EVERY_SECONDS)


WORKLOAD = Workload("reload", "lists of 1M hosts and sources.yaml replaced while serving", "itself before", measure)

if __name__ == "__main__":
    found = asyncio.run(_reloaded(read_settings(os.environ)))
    sys.stdout.write(" ".join(map(str, found)))
