"""Mop as the real program in a process of its own, or within this one; and the web that it reads."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.telegram.program import run
from adapters.telegram.settings import read_telegram_settings
from tests.adapters.telegram.bot_api import TOKEN, BotApi, until
from tests.conftest import SMALL

PROGRAM = (sys.executable, "-c", "from adapters.cli import main; main()", "telegram")
READY = "answering as"
PAGE = '<html lang="en"><head><title>{title}</title><meta name="description" content="{said}"></head></html>'


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@dataclass
class Web:
    """Every page there is, on one port."""

    reach: Mapping[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    """Addresses that were opened."""
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)
    """Until it is set, slow.example keeps its readers waiting."""

    async def answer(self, request: web.Request) -> web.Response:
        """Answer like the web: most hosts have a page, slow.example takes its time, gone.example has none."""
        if request.path == "/robots.txt":
            return web.Response(status=404)
        host = request.host.split(":")[0]
        self.asked.append(f"{host}{request.path_qs}")
        if host.startswith("slow"):
            await self.may_answer.wait()
        if host.startswith("gone"):
            return web.Response(status=404)
        said = "What the page says of itself, at some length."
        return web.Response(text=PAGE.format(title=f"A page of {host}", said=said), content_type="text/html")


@asynccontextmanager
async def played_web() -> AsyncIterator[Web]:
    """Play the web for as long as the block runs."""
    pages = Web()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", pages.answer)
    server = TestServer(app)
    await server.start_server(shutdown_timeout=0.1)
    pages.reach = {
        "MOP_RESOLVE": f"*=127.0.0.1:{server.port}",
        "MOP_FETCH_ALLOW": f"127.0.0.1:{server.port}",
    }
    try:
        yield pages
    finally:
        pages.may_answer.set()
        await server.close()


def environment(api: BotApi, pages: Web, folder: Path, **more: str) -> dict[str, str]:
    """Return the environment in which Mop finds both."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MOP_")}
    own = {"MOP_TELEGRAM_TOKEN": TOKEN, "MOP_TELEGRAM_API_URL": api.url}
    return kept | own | {"MOP_DATA_DIR": str(folder), "MOP_SOURCES": str(SMALL)} | dict(pages.reach) | more


@dataclass
class Process:
    """The program in a process of its own."""

    process: asyncio.subprocess.Process
    said: str = ""
    """What it wrote to its standard error so far."""

    async def listen(self) -> None:
        """Gather what it says."""
        assert self.process.stderr is not None
        while line := await self.process.stderr.readline():
            self.said += line.decode()

    async def is_ready(self) -> None:
        """Wait until it answers."""
        await until(lambda: READY in self.said or self.process.returncode is not None, 30, lambda: self.said)
        assert READY in self.said, self.said

    async def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """End it and return how it ended."""
        if self.process.returncode is None:
            self.process.send_signal(number)
        return await asyncio.wait_for(self.process.wait(), 15)


@asynccontextmanager
async def mop(settings: Mapping[str, str], *, ready: bool = True) -> AsyncIterator[Process]:
    """Run the real program for as long as the block runs."""
    process = await asyncio.create_subprocess_exec(
        *PROGRAM, env=settings, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
    )
    running = Process(process)
    listening = asyncio.create_task(running.listen())
    try:
        if ready:
            await running.is_ready()
        yield running
    finally:
        await running.end(signal.SIGKILL)
        await listening


@asynccontextmanager
async def mop_within(settings: Mapping[str, str]) -> AsyncIterator[None]:
    """Run the same in this process, so that its lines are counted as covered."""
    general, own = read_telegram_settings(settings)
    seen = Seen()
    logging.getLogger("adapters.telegram.program").addHandler(seen)
    running = asyncio.create_task(run(general, own))
    try:
        await until(lambda: seen.ready or running.done(), 30)
        yield
    finally:
        logging.getLogger("adapters.telegram.program").removeHandler(seen)
        if not running.done():
            signal.raise_signal(signal.SIGTERM)
        await running


class Seen(logging.Handler):
    """Notices that the program is ready."""

    ready = False

    def emit(self, record: logging.LogRecord) -> None:
        """Look at one line."""
        self.ready = self.ready or READY in record.getMessage()
