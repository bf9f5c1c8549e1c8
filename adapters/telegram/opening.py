"""What every program for Telegram opens and does at its start; Telegram being away is waited for."""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from telegram.error import BadRequest, InvalidToken, TelegramError

from adapters.claims_job import claims_job
from adapters.telegram.admins import Admins
from adapters.telegram.announcing import announce
from adapters.telegram.answering import Answering
from adapters.telegram.following_up import follow_ups
from adapters.telegram.network import MopBot
from adapters.telegram.objecting import TELL_AGAIN_SECONDS, tell
from adapters.telegram.pacing import Pacing
from adapters.telegram.service import Service
from adapters.telegram.to_message import PLATFORM
from bot.buttons import Buttons
from bot.commands import Commands
from bot.desk import Desk
from bot.disputes import tell_filers
from bot.errors import ConfigurationError, Fault
from bot.jobs import Job, done_alone, purge
from bot.metrics import Metrics
from bot.refresh import kept_current
from bot.reload import reloading_on_hangup
from bot.startup import clock, open_checker, retained, shelf_of, store_location
from bot.store import open_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    from adapters.telegram.settings import TelegramSettings
    from bot.settings import Settings
    from bot.store import SQLStore

KINDS_OF_UPDATES: Final = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member")

LONGEST_PAUSE_SECONDS: Final = 30.0

DAY_SECONDS: Final = 86_400.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Opened:
    """What answers."""

    desk: Desk
    store: SQLStore
    bot: MopBot
    pacing: Pacing
    metrics: Metrics


@asynccontextmanager
async def opened(settings: Settings, own: TelegramSettings, *, shared: bool) -> AsyncIterator[Opened]:
    """Open everything that answering needs for as long as the block runs.

    Args:
        settings: what the operator chose.
        own: and for Telegram.
        shared: other programs write to the same chats, so Telegram's limits are counted together.

    Raises:
        ConfigurationError: sources.yaml has faults.
        StoreError: the database cannot be opened.
    """
    async with AsyncExitStack() as stack:
        metrics = Metrics()
        checker = await stack.enter_async_context(open_checker(settings, metrics=metrics))
        jobs = [claims_job(settings, clock)]
        await stack.enter_async_context(kept_current(checker, shelf_of(settings), settings.fetch, clock, jobs))
        store = await stack.enter_async_context(open_store(store_location(settings)))
        desk = Desk(checker, store, clock, language=settings.locale, told_again=metrics.told_again)
        pacing = Pacing(
            most=own.messages_per_second,
            ledger=store if shared else None,
            told=lambda: metrics.asked_to_wait(PLATFORM),
        )
        bot = MopBot(own.token, own.api_url, pacing, settings.fetch.own_page)
        stack.push_async_callback(bot.shutdown)
        metrics.watch_store(lambda: desk.store_is_away)
        await stack.enter_async_context(reloading_on_hangup(checker, settings))
        yield Opened(desk, store, bot, pacing, metrics)


def answering_of(desk: Desk, bot: MopBot, later: Callable[[float, Callable[[], Awaitable[None]]], None]) -> Answering:
    """Return what answers updates, with everything it needs at hand.

    Args:
        desk: one for all chats.
        bot: Telegram.
        later: does something after so many seconds.
    """
    commands = Commands(desk, retained())
    return Answering(Service(bot, desk, commands, Buttons(desk), Admins(bot, desk.clock), later))


@asynccontextmanager
async def periodic(parts: Opened, more: Sequence[Job] = ()) -> AsyncIterator[None]:
    """Do, for as long as the block runs, what one program does for all on one database: if it is this one."""
    desk, bot = parts.desk, parts.bot
    jobs = (
        # Whoever objected to an answer hears what the operator made of it.
        Job(
            "tell filers",
            TELL_AGAIN_SECONDS,
            lambda: tell_filers(desk, PLATFORM, lambda person, text: tell(bot, person, text)),
        ),
        Job("command menus", DAY_SECONDS, lambda: announce(bot)),
        follow_ups(desk, parts.store, bot),
        *more,
    )
    alone = parts.store.alone
    async with done_alone("store", [purge(parts.store, desk.clock)], alone), done_alone(PLATFORM, jobs, alone):
        yield


def stop_on_signals() -> asyncio.Event:
    """Return an event that SIGTERM or SIGINT sets."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


async def reach(bot: MopBot) -> None:
    """Reach Telegram for the first time, however long that takes.

    Raises:
        ConfigurationError: Telegram does not know the token.
    """

    async def initialize() -> None:
        try:
            await bot.initialize()
        except InvalidToken as error:
            fault = Fault("MOP_TELEGRAM_TOKEN", "is not known to Telegram", "copy it again from @BotFather")
            raise ConfigurationError([fault]) from error

    await _until_done(initialize)


async def set_webhook(bot: MopBot, own: TelegramSettings) -> None:
    """Tell Telegram where to deliver, however long that takes.

    Raises:
        ConfigurationError: Telegram does not like the address.
    """

    async def tell_address() -> None:
        try:
            await bot.set_webhook(own.webhook_url, allowed_updates=KINDS_OF_UPDATES, secret_token=own.webhook_secret)
        except BadRequest as error:
            fault = Fault("MOP_TELEGRAM_WEBHOOK_URL", error.message, "write an address that Telegram can reach")
            raise ConfigurationError([fault]) from error

    await _until_done(tell_address)


async def _until_done(ask: Callable[[], Awaitable[None]]) -> None:
    pause = 0.5
    while True:
        try:
            return await ask()
        except TelegramError as error:
            _log.warning("Telegram does not answer: %s", error)
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
