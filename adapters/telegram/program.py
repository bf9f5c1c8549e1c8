"""``mop telegram``: takes updates in, hands them to chats in turn, stops within ten seconds."""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Final

import telegram
from telegram.error import InvalidToken, TelegramError
from telegram.ext import AIORateLimiter, ExtBot, Updater

from adapters.telegram.admins import Admins
from adapters.telegram.announcing import announce
from adapters.telegram.answering import Answering
from adapters.telegram.intake import RecordingQueue, as_waiting, finish, left_over
from adapters.telegram.webhook import served
from bot.buttons import Buttons
from bot.commands import Commands
from bot.desk import Desk
from bot.errors import ConfigurationError, Fault
from bot.startup import clock, open_checker, retained, store_location
from bot.store import open_store
from bot.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Sequence

    from adapters.telegram.settings import TelegramSettings
    from bot.settings import Settings

DRAIN_SECONDS: Final = 9.0
"""What is in hand may take this long after SIGTERM; one second is left for closing."""

ALBUM_SECONDS: Final = 1.0
"""The pictures of an album come as messages of their own, within this time of each other."""

KINDS_OF_UPDATES: Final = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member")

_log = logging.getLogger(__name__)


async def run(settings: Settings, own: TelegramSettings) -> None:
    """Answer Telegram until SIGTERM or SIGINT.

    Raises:
        ConfigurationError: sources.yaml has faults, or Telegram does not know the token.
    """
    logging.getLogger("httpx").setLevel(logging.WARNING)  # at INFO it writes addresses that hold the token
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with AsyncExitStack() as stack:
        checker = await stack.enter_async_context(open_checker(settings))
        store = await stack.enter_async_context(open_store(store_location(settings)))
        desk = Desk(checker, store, clock, language=settings.locale)
        bot = ExtBot(own.token, base_url=own.api_url, rate_limiter=AIORateLimiter(max_retries=3))
        await _open(bot, stack)
        await Program(bot, desk, own).run(stop)


async def _open(bot: ExtBot[int], stack: AsyncExitStack) -> None:
    try:
        await stack.enter_async_context(bot)
    except InvalidToken as error:
        fault = Fault("MOP_TELEGRAM_TOKEN", "is not known to Telegram", "copy it again from @BotFather")
        raise ConfigurationError([fault]) from error


class Program:
    """Updates in, work in turn, a clean end."""

    def __init__(self, bot: ExtBot[int], desk: Desk, settings: TelegramSettings) -> None:
        self._bot = bot
        self._desk = desk
        self._settings = settings
        self._turns = Turns()
        self._queue = RecordingQueue(desk)
        self._albums: dict[tuple[int, str], list[telegram.Update]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._answering = Answering(
            bot, desk, Commands(desk, retained()), Buttons(desk), Admins(bot, desk.clock), self._later
        )

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until ``stop`` is set, then finish what is in hand."""
        async with AsyncExitStack() as stack:
            for update in await left_over(self._desk, self._bot):
                self._take(update)
            if self._settings.webhook_url:
                await stack.enter_async_context(served(self._bot, self._queue, self._settings))
                await self._bot.set_webhook(
                    self._settings.webhook_url,
                    allowed_updates=KINDS_OF_UPDATES,
                    secret_token=self._settings.webhook_secret,
                )
            else:
                await self._poll(stack)
            self._in_background(self._consume())
            self._in_background(announce(self._bot))
            self._in_background(self._purge())
            _log.warning("answering as @%s", self._bot.username)
            await stop.wait()
        if not await self._turns.drain(DRAIN_SECONDS):
            _log.warning("some work was cut short; its updates come back after the restart")
        for task in self._tasks:
            task.cancel()

    async def _poll(self, stack: AsyncExitStack) -> None:
        updater = await stack.enter_async_context(Updater(self._bot, self._queue))
        await updater.start_polling(
            allowed_updates=KINDS_OF_UPDATES, bootstrap_retries=-1, timeout=30, error_callback=_tell_polling_error
        )
        stack.push_async_callback(updater.stop)

    async def _consume(self) -> None:
        while True:
            update = await self._queue.get()
            if isinstance(update, telegram.Update):
                self._take(update)

    def _take(self, update: telegram.Update) -> None:
        """Hand an update to its chat's queue; the pictures of an album wait for each other first."""
        message = update.message
        if message is None or message.media_group_id is None:
            self._submit([update])
            return
        key = (message.chat.id, message.media_group_id)
        album = self._albums.setdefault(key, [])
        album.append(update)
        if len(album) == 1:
            self._in_background(self._album(key))

    async def _album(self, key: tuple[int, str]) -> None:
        await asyncio.sleep(ALBUM_SECONDS)
        self._submit(sorted(self._albums.pop(key), key=lambda update: update.update_id))

    def _submit(self, updates: Sequence[telegram.Update]) -> None:
        async def work() -> None:
            await self._answering.answer(updates)
            await done()

        async def done() -> None:
            for update in updates:
                await finish(self._desk, update, self._desk.clock)

        chat = as_waiting(updates[0], self._desk.clock()).chat
        owed = any(map(self._answering.is_owed, updates))
        self._turns.submit(chat, work, owed=owed, dropped=done)

    async def _purge(self) -> None:
        """Delete what is past its time, once an hour."""
        while True:
            await self._desk.kept(self._desk.store.purge(self._desk.clock()), {})
            await asyncio.sleep(3600)

    def _later(self, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
        async def wait_and_work() -> None:
            await asyncio.sleep(seconds)
            await work()

        self._in_background(wait_and_work())

    def _in_background(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            _log.error("work in the background failed: %s", error)


def _tell_polling_error(error: TelegramError) -> None:
    """Log one line; python-telegram-bot goes on polling, more slowly each time."""
    _log.warning("Telegram does not answer: %s", error)
