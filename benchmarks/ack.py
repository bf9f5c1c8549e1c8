"""Telegram's webhook: updates are recorded before they are acknowledged, while 200 checks hang on slow sites."""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from aiohttp import web

from adapters.telegram.intake import Intake
from adapters.telegram.network import MopBot
from adapters.telegram.settings import read_telegram_settings
from adapters.telegram.webhook import served
from benchmarks import data_folder
from benchmarks.delivering import SECRET
from benchmarks.harness import Figure, Goal, Scale, Workload, percentile, right
from benchmarks.serving import free_port
from benchmarks.serving import served as pages_served
from bot.desk import Desk
from bot.model import Conversation, Message
from bot.startup import clock, open_checker
from bot.store import open_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from adapters.telegram.ordinary import AnyUpdate
    from bot.core import Checker

A_SECOND: Final = 100
"""As 10,000 groups send at their busiest (docs/scale.md)."""


def measure(scale: Scale) -> Iterator[Figure]:
    """Deliver updates over 40 connections to each side in turn; whoever delivers is another process."""
    updates, hanging = (20, 5) if scale is Scale.TINY else (300, 200)
    with TemporaryDirectory() as name, asyncio.Runner() as runner:
        folder = Path(name)
        data_folder.make(folder, hosts=100, claims=10, short=True)
        (folder / "page.html").write_text("<title>A page</title>", "utf-8")
        with pages_served(folder / "page.html") as slow:
            yield from runner.run(_measured(scale, folder, slow, updates, hanging))


async def _measured(scale: Scale, folder: Path, slow: int, updates: int, hanging: int) -> list[Figure]:
    ours, theirs, taken = free_port(), free_port(), 0
    rounds_in_all = min(5, scale.rounds)

    def hand_on(update: AnyUpdate, again: bool) -> None:
        nonlocal taken
        taken += 1

    environment = {
        **data_folder.environment(folder, slow),
        "MOP_TELEGRAM_TOKEN": "1:made-up",
        "MOP_TELEGRAM_WEBHOOK_URL": "https://mop.example/hook",
        "MOP_TELEGRAM_WEBHOOK_SECRET": SECRET,
        "MOP_TELEGRAM_WEBHOOK_LISTEN": f"127.0.0.1:{ours}",
        "MOP_CHECK_DEADLINE_SECONDS": "120",
    }
    settings, own = read_telegram_settings(environment)
    async with AsyncExitStack() as stack:
        checker = await stack.enter_async_context(open_checker(settings))
        store = await stack.enter_async_context(open_store(folder))
        intake = Intake(MopBot(own.token, own.api_url), Desk(checker, store, clock), hand_on)
        await stack.enter_async_context(served(own, intake.take, (), lambda: False))
        await stack.enter_async_context(_bare(theirs))
        await stack.enter_async_context(_hanging(checker, hanging))
        rounds = [
            [
                await _delivered(port, 2 * number + paced, updates, paced)
                for paced in (0, 1)
                for port in (ours, theirs)
            ]
            for number in range(rounds_in_all)
        ]
        recorded = len(await store.waiting_updates("telegram"))
    right((taken, recorded), (2 * rounds_in_all * updates,) * 2, "updates handed on and recorded")
    flood, bare_flood, paced, bare_paced = zip(*rounds, strict=True)
    mine, peer = (statistics.median(run.a_second for run in side) for side in (flood, bare_flood))
    slowest, peers = (statistics.median(run.p99_ms for run in side) for side in (paced, bare_paced))
    what = f"an acknowledgement at {A_SECOND} a second, 99th percentile"
    return [
        Figure("acknowledged a second, on the disk", mine, "/s", peer, Goal(0.3, 0.6, at_least=True)),
        Figure(what, slowest, "ms", peers, Goal(50, 10, "ours")),
    ]


class _Run:
    """One round of deliveries."""

    def __init__(self, seconds: float, each_seconds: list[float]) -> None:
        self.a_second = len(each_seconds) / seconds
        self.p99_ms = 1000 * percentile(each_seconds, 99)


async def _delivered(port: int, batch: int, updates: int, paced: int) -> _Run:
    """Have another process deliver, and wait for what it measured."""
    numbers = (port, batch * updates, updates, paced * A_SECOND)
    command = (sys.executable, "-m", "benchmarks.delivering", *map(str, numbers))
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    output, _ = await process.communicate()
    seconds, each = json.loads(output)
    return _Run(seconds, each)


@asynccontextmanager
async def _bare(port: int) -> AsyncIterator[None]:
    """Serve a handler that reads what came and says yes."""

    async def take(request: web.Request) -> web.Response:
        json.loads(await request.read())
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield
    finally:
        await runner.cleanup()


@asynccontextmanager
async def _hanging(checker: Checker, count: int) -> AsyncIterator[None]:
    """Have so many checks wait for sites that never answer."""
    checks = [asyncio.create_task(checker.check(_slow(number))) for number in range(count)]
    await asyncio.sleep(0.5)
    try:
        right(any(check.done() for check in checks), False, "some check ended")
        yield
    finally:
        for check in checks:
            check.cancel()
        await asyncio.gather(*checks, return_exceptions=True)


def _slow(number: int) -> Message:
    return Message(f"http://slow{number}.example/", conversation=Conversation(f"terminal:{number}"))


WORKLOAD = Workload(
    "ack", "a webhook's update recorded, then acknowledged, 200 checks hanging", "aiohttp.web", measure
)
