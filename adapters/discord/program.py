"""``mop discord``: connects, answers until told to stop, stops within ten seconds."""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

import aiohttp
import discord
from discord.http import Route

from adapters.claims_job import claims_job
from adapters.discord.client import MopClient
from adapters.discord.following_up import follow_ups
from adapters.discord.images import Pictures
from adapters.discord.invite import user_page
from adapters.discord.places import PLATFORM
from adapters.web import database_probe, lists_probe, platform_probe, served
from bot.desk import Desk
from bot.errors import ConfigurationError, Fault, PlatformError
from bot.jobs import done_alone, purge
from bot.metrics import Metrics
from bot.refresh import kept_current
from bot.reload import reloading_on_hangup
from bot.startup import clock, open_checker, shelf_of, store_location
from bot.store import open_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from adapters.discord.settings import DiscordSettings
    from bot.settings import Settings
    from bot.store import SQLStore

FIRST_PAUSE_SECONDS: Final = 1.0
LONGEST_PAUSE_SECONDS: Final = 60.0
"""Between attempts to log in while Discord is away."""

NO_CONTENT: Final = (
    "Discord does not let this application read messages: switch on MESSAGE CONTENT INTENT on its page Bot at"
    " https://discord.com/developers/applications, or set MOP_DISCORD_PASSIVE=false. Going on without:"
    " mentions, direct messages, commands and buttons work."
)

CLOSED_FOR_GOOD: Final = {
    4004: Fault("MOP_DISCORD_TOKEN", "is not known to Discord", "copy it again from the developer portal"),
    4010: Fault("MOP_DISCORD_SHARDS", "names a shard that Discord does not accept", "write all, or another range"),
    4011: Fault("MOP_DISCORD_SHARDS", "is too few shards for so many servers", "write all, or more shards"),
}
"""Codes with which the gateway closes and to which coming back is no answer (Gateway Close Event Codes)."""

_log = logging.getLogger(__name__)


async def run(settings: Settings, own: DiscordSettings) -> None:
    """Answer Discord until SIGTERM or SIGINT.

    Raises:
        ConfigurationError: sources.yaml has faults, or Discord does not know the token or the shards.
        PlatformError: Discord ended the connection for good.
    """
    tame_logging()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    Route.BASE = own.api_url
    settings.fetch.own_page.url = user_page(own.token)
    async with AsyncExitStack() as stack:
        metrics = Metrics()
        checker = await stack.enter_async_context(open_checker(settings, metrics=metrics))
        jobs = [claims_job(settings, clock)]
        await stack.enter_async_context(kept_current(checker, shelf_of(settings), settings.fetch, clock, jobs))
        store = await stack.enter_async_context(open_store(store_location(settings)))
        desk = Desk(checker, store, clock, language=settings.locale, told_again=metrics.told_again)
        metrics.watch_store(lambda: desk.store_is_away)
        await stack.enter_async_context(reloading_on_hangup(checker, settings))
        beside = Beside(desk, store, metrics)
        probes = [lists_probe(desk), database_probe(desk), platform_probe(PLATFORM, beside.is_connected)]
        await stack.enter_async_context(served(settings.web_listen, probes, metrics))
        await stack.enter_async_context(done_alone("store", [purge(store, clock)], store.alone))
        attached = Pictures(settings.fetch, checker.knowledge.catalogue.rules, own.api_url)
        pictures = await stack.enter_async_context(attached)
        await serve(desk, own, settings.data_dir, stop, pictures, beside)


class Beside:
    """What goes on beside a connection: it is watched, and what comes round is done."""

    def __init__(self, desk: Desk, store: SQLStore, metrics: Metrics) -> None:
        self._desk = desk
        self._store = store
        self._metrics = metrics
        self._client: MopClient | None = None

    def is_connected(self) -> bool:
        """Tell whether Discord lets Mop hear, on all of this program's shards."""
        client = self._client
        return (
            client is not None and client.is_ready() and not any(each.is_closed() for each in client.shards.values())
        )

    @asynccontextmanager
    async def of(self, client: MopClient) -> AsyncIterator[None]:
        """Do so for as long as the block runs; entered before ``client`` logs in."""
        self._client = client
        self._metrics.watch_turns(PLATFORM, client.turns)
        client.http.http_trace = self._counting()
        jobs = [follow_ups(self._desk, self._store, client)]
        async with done_alone(PLATFORM, jobs, self._store.alone):
            yield

    def _counting(self) -> aiohttp.TraceConfig:
        """Return what sees each answer of Discord's: discord.py itself waits out a 429 and tells nobody."""

        async def count(_session: object, _context: object, ended: aiohttp.TraceRequestEndParams) -> None:
            if ended.response.status == HTTPStatus.TOO_MANY_REQUESTS:
                self._metrics.asked_to_wait(PLATFORM)

        trace = aiohttp.TraceConfig()
        trace.on_request_end.append(count)
        return trace


async def serve(
    desk: Desk,
    own: DiscordSettings,
    data_dir: Path,
    stop: asyncio.Event,
    pictures: Pictures | None = None,
    beside: Beside | None = None,
) -> None:
    """Connect and answer until ``stop`` is set; where Discord refuses the content of messages, go on without.

    Raises:
        ConfigurationError: Discord does not know the token or the shards.
        PlatformError: Discord ended the connection for good.
    """
    try:
        await _serve(desk, own, data_dir, stop, pictures, beside)
    except discord.PrivilegedIntentsRequired:
        _log.error(NO_CONTENT)
        await _serve(desk, replace(own, passive=False), data_dir, stop, pictures, beside)


async def _serve(
    desk: Desk,
    own: DiscordSettings,
    data_dir: Path,
    stop: asyncio.Event,
    pictures: Pictures | None,
    beside: Beside | None,
) -> None:
    async with MopClient(desk, own, data_dir) as client, beside.of(client) if beside else nullcontext():
        client.read_pictures(pictures)
        stopping = asyncio.create_task(stop.wait())
        connecting = asyncio.create_task(_connect(client, own.token))
        try:
            await asyncio.wait((stopping, connecting), return_when=asyncio.FIRST_COMPLETED)
            if not connecting.done():
                await client.finish()
            else:
                connecting.result()
        finally:
            for task in (stopping, connecting):
                task.cancel()
            await asyncio.gather(stopping, connecting, return_exceptions=True)


async def _connect(client: MopClient, token: str) -> None:
    """Log in, however long Discord is away, and stay connected.

    Raises:
        ConfigurationError: Discord does not know the token or the shards.
        PlatformError: Discord ended the connection for good.
        PrivilegedIntentsRequired: Discord does not let Mop read messages.
    """
    try:
        await while_away(lambda: client.login(token))
        await while_away(client.connect)
    except discord.LoginFailure as error:
        raise ConfigurationError([CLOSED_FOR_GOOD[4004]]) from error
    except discord.ConnectionClosed as error:
        if error.code in CLOSED_FOR_GOOD:
            raise ConfigurationError([CLOSED_FOR_GOOD[error.code]]) from error
        raise PlatformError(f"Discord closed the connection for good, with code {error.code}") from error


async def while_away(attempt: Callable[[], Awaitable[None]]) -> None:
    """Do something again, at longer and longer intervals, while Discord is away."""
    pause = FIRST_PAUSE_SECONDS
    while True:
        try:
            return await attempt()
        except (discord.DiscordServerError, discord.GatewayNotFound, aiohttp.ClientError, OSError) as error:
            _log.warning("Discord is away, trying again in %g seconds: %s", pause, error)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)


def tame_logging() -> None:
    """Keep discord.py's log to a line each, and to what holds neither words of a message nor an interaction's token.

    At DEBUG it writes request bodies and addresses with tokens; with its errors it writes tracebacks.
    """
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # nobody is going to talk
    logger = logging.getLogger("discord")
    logger.setLevel(max(logging.INFO, logger.getEffectiveLevel()))
    for handler in logging.getLogger().handlers:
        if not any(isinstance(each, OneLine) for each in handler.filters):
            handler.addFilter(OneLine())


class OneLine(logging.Filter):
    """Turns a traceback of discord.py's into the name and message of its error."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record; none is dropped."""
        if record.name.split(".")[0] == "discord" and record.exc_info:
            error = record.exc_info[1]
            record.msg = f"{record.getMessage()} ({type(error).__name__}: {error})"
            record.args = None
            record.exc_info = record.exc_text = None
        return True
