"""Discord's three seconds: how soon a command is acknowledged while somebody floods Mop with links.

Discord is the one that the tests play; Mop is the real program in a process of its own.
"""

from __future__ import annotations

import asyncio
import gc
import os
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from benchmarks import data_folder
from benchmarks.harness import Figure, Goal, Scale, Workload, percentile, right
from benchmarks.page import news_page
from benchmarks.serving import everywhere, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.adapters.discord.played import PlayedDiscord

BETWEEN_SECONDS: Final = 0.03
"""Between two people's commands."""
LINKS: Final = 100
DIRECT: Final = {"id": "801", "type": 1}


def measure(scale: Scale) -> Iterator[Figure]:
    """Flood, and meanwhile have people use ``/check``; each acknowledgement is timed from Discord's side."""
    commands, flood = (3, 2) if scale is Scale.TINY else (500, 300)
    with TemporaryDirectory() as name:
        folder = Path(name)
        data_folder.make(folder, hosts=1_000, claims=50, short=True)
        page, _ = news_page(20)
        (folder / "page.html").write_bytes(page)
        with served(folder / "page.html") as port:
            waits = asyncio.run(_measured(folder, port, commands, flood))
    yield Figure(
        f"99.9th percentile of {commands}", 1000 * percentile(waits, 99.9), "ms", None, Goal(1_000, 100, "ours")
    )
    yield Figure("median", 1000 * percentile(waits, 50), "ms")


async def _measured(folder: Path, port: int, commands: int, flood: int) -> list[float]:
    # The tests stand beside this package in the repository, and nowhere else.
    from tests.adapters.discord.mop_process import mop_discord  # noqa: PLC0415
    from tests.adapters.discord.played import PlayedDiscord, played_discord  # noqa: PLC0415

    played = PlayedDiscord()
    async with played_discord(played), mop_discord(played, folder, data_folder.environment(folder, port)):
        with _on_another_core(), _without_garbage():
            await played.until(played.session_of)
            await played.until(lambda: played.commands)
            flooding = asyncio.create_task(_flood(played, flood))
            waits = []
            for number in range(commands):
                await asyncio.sleep(BETWEEN_SECONDS)
                waits.append(asyncio.create_task(_acknowledged(played, number)))
            found = await asyncio.gather(*waits)
            await flooding
    right(played.wrong, [], "what Discord would refuse")
    return found


async def _flood(played: PlayedDiscord, count: int) -> None:
    from tests.adapters.discord.wire import Person  # noqa: PLC0415 - as above

    person = Person(played, number="999", channel=DIRECT)
    for number in range(count):
        await person.say(" ".join(f"http://flood{link}.example/{number}" for link in range(LINKS)))


async def _acknowledged(played: PlayedDiscord, number: int) -> float:
    from tests.adapters.discord.wire import Person  # noqa: PLC0415 - as above

    loop = asyncio.get_running_loop()
    start = loop.time()
    person = Person(played, number=str(2_000 + number))
    token = await person.command("check", text=f"http://site.example/{number}")
    await played.until(lambda: token in played.acknowledged)
    return loop.time() - start


@contextmanager
def _on_another_core() -> Iterator[None]:
    """Leave Mop the one core for as long as the block runs: Discord's servers are elsewhere."""
    cores = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else None
    everywhere()
    try:
        yield
    finally:
        if cores is not None:
            os.sched_setaffinity(0, cores)


@contextmanager
def _without_garbage() -> Iterator[None]:
    """Look for none among what this process holds by now: Discord would stand still for a fifth of a second."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


WORKLOAD = Workload(
    "defer", "a Discord command acknowledged, somebody flooding with 100 links a message", "", measure
)
