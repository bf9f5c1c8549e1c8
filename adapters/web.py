"""Health and metrics over HTTP, for whoever runs Mop; nothing here is for strangers.

``/healthz``: the process is alive. ``/readyz``: lists, database and platform, each in a word; 503 where one is not
ready. ``/metrics``: Prometheus. None of them tells of a chat, a person or a link.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from aiohttp import web

from bot.errors import ConfigurationError, Fault, StoreError
from bot.metrics import CONTENT_TYPE
from bot.model import ConversationKind

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    from bot.desk import Desk
    from bot.metrics import Metrics

PROBE_SECONDS: Final = 2.0
"""A part that says nothing in this time is not ready; balancers give up after five."""

MOST_BYTES: Final = 1024
"""Of a request's body: nobody has anything to say here."""

NO_STORE: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}

READY: Final = "ready"


@dataclass(frozen=True, slots=True)
class Probe:
    """One part that must be ready."""

    name: str
    look: Callable[[], Awaitable[str]]
    """Returns "" where it is ready, or in a few words what is not; no secrets, since they are shown."""


def lists_probe(desk: Desk) -> Probe:
    """Tell whether lists are loaded and at hand as they were written."""

    async def look() -> str:
        catalogue = desk.checker.knowledge.catalogue
        if catalogue.lists.fault:
            return "the subscribed lists cannot be read"
        return "" if catalogue.tables.sources else "no sources are loaded"

    return Probe("lists", look)


def database_probe(desk: Desk) -> Probe:
    """Tell whether the database answers, by asking it something."""

    async def look() -> str:
        await desk.settings_of("health:0", ConversationKind.DIRECT)
        return desk.keeping.fault

    return Probe("database", look)


def store_probe(ask: Callable[[], Awaitable[object]]) -> Probe:
    """Tell whether the database answers, for a program that can do nothing without it."""

    async def look() -> str:
        try:
            await ask()
        except StoreError:
            return "away: updates are left with the platform"
        return ""

    return Probe("database", look)


def platform_probe(name: str, is_connected: Callable[[], bool]) -> Probe:
    """Tell whether a chat platform is connected."""

    async def look() -> str:
        return "" if is_connected() else "not connected"

    return Probe(name, look)


def routes(probes: Sequence[Probe], metrics: Metrics | None = None) -> list[web.RouteDef]:
    """Return the routes, for a server that also does something else.

    Args:
        probes: what /readyz asks.
        metrics: shown at /metrics; None for a server that the public reaches.
    """
    pages = _Pages(probes, metrics)
    found = [web.get("/healthz", pages.alive), web.get("/readyz", pages.ready)]
    return [*found, web.get("/metrics", pages.figures)] if metrics else found


@asynccontextmanager
async def served(
    address: tuple[str, int] | None, probes: Sequence[Probe], metrics: Metrics | None
) -> AsyncIterator[tuple[str, int] | None]:
    """Serve health and metrics for as long as the block runs; nothing where ``address`` is None.

    Yields:
        Host and port that are really listened on (port 0 takes a free one).

    Raises:
        ConfigurationError: the port cannot be listened on.
    """
    if address is None:
        yield None
        return
    app = web.Application(client_max_size=MOST_BYTES)
    app.add_routes(routes(probes, metrics))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5, keepalive_timeout=15)
    await runner.setup()
    try:
        await listen(runner, address, "MOP_WEB_LISTEN")
        host, port = runner.addresses[0][:2]
        yield host, port
    finally:
        await runner.cleanup()


async def listen(runner: web.AppRunner, address: tuple[str, int], variable: str) -> None:
    """Begin to listen.

    Raises:
        ConfigurationError: the port of ``variable`` cannot be listened on.
    """
    try:
        await web.TCPSite(runner, *address).start()
    except OSError as error:
        problem = f"cannot listen there: {error.strerror or error}"
        fault = Fault(variable, problem, "name a free port of this machine")
        raise ConfigurationError([fault]) from error


class _Pages:
    def __init__(self, probes: Sequence[Probe], metrics: Metrics | None) -> None:
        self._probes = probes
        self._metrics = metrics

    async def alive(self, request: web.Request) -> web.Response:
        """Answer at all: the process turns. The database being away is no reason to kill it."""
        del request
        return web.Response(text="ok\n", headers=NO_STORE)

    async def ready(self, request: web.Request) -> web.Response:
        """Answer 200 where every part is ready, 503 otherwise, with a word on each."""
        del request
        said = await asyncio.gather(*map(_asked, self._probes))
        parts = {probe.name: problem or READY for probe, problem in zip(self._probes, said, strict=True)}
        ready = not any(said)
        body = {"ready": ready, "parts": parts}
        return web.json_response(body, status=200 if ready else 503, headers=NO_STORE)

    async def figures(self, request: web.Request) -> web.Response:
        """Show all figures."""
        del request
        assert self._metrics  # noqa: S101 - routes() gives no such route without it
        return web.Response(body=self._metrics.text(), headers={**NO_STORE, "Content-Type": CONTENT_TYPE})


async def _asked(probe: Probe) -> str:
    """Return what a probe says; one that hangs or fails is not ready, and what it choked on is not shown."""
    try:
        return await asyncio.wait_for(probe.look(), PROBE_SECONDS)
    except TimeoutError:
        return "does not answer"
    except Exception as error:  # a fault of one probe is no reason to say nothing of the others
        return f"cannot be asked ({type(error).__name__})"
