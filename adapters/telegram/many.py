"""``mop web`` and ``mop worker``: the two halves of ``mop telegram``, any number of each on one database."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Final

from adapters.claims_job import claims_job
from adapters.telegram.background import Background
from adapters.telegram.intake import read_update, whose
from adapters.telegram.line import Line
from adapters.telegram.network import MopBot
from adapters.telegram.opening import answering_of, opened, periodic, reach, set_webhook, stop_on_signals
from adapters.telegram.owing import is_owed
from adapters.telegram.secrecy import keep_secret
from adapters.telegram.to_message import PLATFORM
from adapters.telegram.webhook import served
from adapters.telegram.worker import Worker
from adapters.web import database_probe, lists_probe, platform_probe, store_probe
from adapters.web import served as answering_health
from bot.errors import ConfigurationError, Fault, StoreError
from bot.jobs import Job
from bot.metrics import Metrics
from bot.refresh import kept_current
from bot.reload import reloading_on_hangup
from bot.startup import clock, open_checker, shelf_of, store_location
from bot.state import WaitingUpdate
from bot.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from datetime import datetime

    from adapters.telegram.settings import TelegramSettings
    from bot.core import Checker
    from bot.queue import Queue
    from bot.settings import Settings

END_SECONDS: Final = 8.5
"""What is in hand may take this long after SIGTERM; the rest of ten seconds is for closing."""

RING_SECONDS: Final = 0.03
"""Workers are rung for at most once in so long: each ring is a commit that waits for the one before it."""

BOUNDS_SECONDS: Final = 10.0

_log = logging.getLogger(__name__)


async def work(settings: Settings, own: TelegramSettings) -> None:
    """Answer what waits in the database until SIGTERM or SIGINT.

    Raises:
        ConfigurationError: sources.yaml has faults, Telegram does not know the token, or the port is taken.
        StoreError: the database cannot be opened.
    """
    keep_secret(own.token)
    stop = stop_on_signals()
    async with AsyncExitStack() as stack:
        parts = await stack.enter_async_context(opened(settings, own, shared=True))
        background = Background()
        stack.push_async_callback(background.stop)
        line = Line(parts.store, clock)
        line.show(parts.metrics)
        answering = answering_of(parts.desk, parts.bot, background.later)
        leases = await stack.enter_async_context(open_store(store_location(settings)))
        worker = Worker(
            parts.store, leases, parts.desk, parts.bot, answering, parts.pacing, lease_seconds=own.lease_seconds
        )
        platform = platform_probe(PLATFORM, lambda: worker.is_working)
        probes = [lists_probe(parts.desk), database_probe(parts.desk), platform]
        await stack.enter_async_context(answering_health(settings.web_listen, probes, parts.metrics))
        if not await _done_before(stop, reach(parts.bot)):
            return
        await parts.desk.kept(parts.store.adopt(PLATFORM), 0)
        background.start(line.watch())
        bounds = Job("bounds", BOUNDS_SECONDS, line.keep_in_bounds)
        await stack.enter_async_context(periodic(parts, [bounds]))
        _log.warning("answering as @%s", parts.bot.username)
        await worker.run(stop, END_SECONDS)


async def receive(settings: Settings, own: TelegramSettings) -> None:
    """Record what Telegram delivers, for workers to answer, until SIGTERM or SIGINT.

    Raises:
        ConfigurationError: no webhook is set, Telegram does not know the token or the address, or a port is taken.
        StoreError: the database cannot be opened.
    """
    if not own.webhook_url:
        problem, remedy = "is not set, and mop web takes what Telegram delivers", "write an https:// address"
        raise ConfigurationError([Fault("MOP_TELEGRAM_WEBHOOK_URL", problem, remedy)])
    keep_secret(own.token)
    stop = stop_on_signals()
    async with AsyncExitStack() as stack:
        metrics = Metrics()
        checker = await stack.enter_async_context(open_checker(settings, fetch=False, metrics=metrics))
        jobs = [claims_job(settings, clock)]
        await stack.enter_async_context(kept_current(checker, shelf_of(settings), settings.fetch, clock, jobs))
        await stack.enter_async_context(reloading_on_hangup(checker, settings))
        store = await stack.enter_async_context(open_store(store_location(settings)))
        bot = MopBot(own.token, own.api_url)
        stack.push_async_callback(bot.shutdown)
        background = Background()
        stack.push_async_callback(background.stop)
        line = Line(store, clock)
        line.show(metrics)
        receiver = Receiver(store, bot, checker, background, clock)
        probes = [
            store_probe(lambda: store.depth(PLATFORM)),
            platform_probe(PLATFORM, lambda: receiver.is_open),
        ]
        await stack.enter_async_context(answering_health(settings.web_listen, probes, metrics))
        if not await _done_before(stop, reach(bot)):
            return
        await stack.enter_async_context(served(own, receiver.take, probes, lambda: line.is_full))
        background.start(line.watch())
        if await _done_before(stop, set_webhook(bot, own)):
            receiver.is_open = True
            _log.warning("receiving for @%s", bot.username)
            await stop.wait()


class Receiver:
    """Takes updates in, for workers."""

    def __init__(
        self, queue: Queue, bot: MopBot, checker: Checker, background: Background, clock: Callable[[], datetime]
    ) -> None:
        self._queue = queue
        self._bot = bot
        self._checker = checker
        self._background = background
        self._clock = clock
        self._is_ringing = False
        self.is_open = False
        """Whether Telegram knows where to deliver."""

    async def take(self, raw: bytes) -> None:
        """Record an update and ring for workers; talk, one delivered twice, and one not understood are dropped.

        Raises:
            StoreError: it could not be recorded, and must be delivered again.
            ValueError: it is no JSON.
        """
        update = read_update(raw, self._bot, self._checker.is_talk)
        if update is None:
            return
        waiting = WaitingUpdate(PLATFORM, str(update.update_id), whose(update), raw.decode(), self._clock())
        if await self._queue.enqueue(waiting, owed=is_owed(update, self._bot)) and not self._is_ringing:
            self._is_ringing = True
            self._background.start(self._ring())

    async def _ring(self) -> None:
        await asyncio.sleep(RING_SECONDS)
        self._is_ringing = False
        try:
            await self._queue.ring()
        except StoreError as error:
            _log.debug("workers were not rung for, and look by themselves: %s", error)


async def _done_before(stop: asyncio.Event, work: Coroutine[None, None, None]) -> bool:
    """Do something unless ``stop`` comes first; tell whether it was done."""
    doing, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait({doing, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not doing.done():
        doing.cancel()
        await asyncio.gather(doing, return_exceptions=True)
        return False
    doing.result()
    return not stop.is_set()
