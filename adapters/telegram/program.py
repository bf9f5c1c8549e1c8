"""``mop telegram``: takes updates in, hands them to chats in turn, stops within ten seconds."""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Final

from telegram.error import BadRequest, InvalidToken, TelegramError

from adapters.telegram.admins import Admins
from adapters.telegram.albums import Albums
from adapters.telegram.announcing import announce
from adapters.telegram.answering import Answering
from adapters.telegram.background import Background
from adapters.telegram.intake import Intake, whose
from adapters.telegram.network import MopBot
from adapters.telegram.objecting import TELL_AGAIN_SECONDS, tell
from adapters.telegram.polling import Polling
from adapters.telegram.secrecy import keep_secret
from adapters.telegram.service import Service
from adapters.telegram.to_message import PLATFORM, holds_anything
from adapters.telegram.webhook import served
from adapters.web import database_probe, lists_probe, platform_probe
from adapters.web import served as answering_health
from bot.buttons import Buttons
from bot.commands import Commands
from bot.desk import Desk
from bot.disputes import tell_filers
from bot.errors import ConfigurationError, Fault
from bot.metrics import Metrics
from bot.refresh import kept_current
from bot.reload import reloading_on_hangup
from bot.startup import clock, open_checker, retained, shelf_of, store_location
from bot.store import open_store
from bot.turns import MOST_WAITING, Turns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import telegram

    from adapters.telegram.settings import TelegramSettings
    from bot.settings import Settings

END_SECONDS: Final = 8.5
"""What is in hand may take this long after SIGTERM; the rest of ten seconds is for closing."""

CLOSING_SECONDS: Final = 2.0
"""Of these, what the ways in may take to close: a last poll, or a webhook's open connections."""

CHATS_AT_ONCE: Final = 128
"""Chats answered side by side; answers to one wait up to three seconds for Telegram's limits."""

KINDS_OF_UPDATES: Final = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member")

LONGEST_PAUSE_SECONDS: Final = 30.0

PURGE_SECONDS: Final = 3600.0

_log = logging.getLogger(__name__)


async def run(settings: Settings, own: TelegramSettings) -> None:
    """Answer Telegram until SIGTERM or SIGINT.

    Raises:
        ConfigurationError: sources.yaml has faults, Telegram does not know the token, or the port is taken.
        StoreError: the database cannot be opened.
    """
    keep_secret(own.token)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with AsyncExitStack() as stack:
        metrics = Metrics()
        checker = await stack.enter_async_context(open_checker(settings, metrics=metrics))
        await stack.enter_async_context(kept_current(checker, shelf_of(settings), settings.fetch, clock))
        store = await stack.enter_async_context(open_store(store_location(settings)))
        desk = Desk(checker, store, clock, language=settings.locale)
        bot = MopBot(own.token, own.api_url)
        stack.push_async_callback(bot.shutdown)
        program = Program(bot, desk, own)
        metrics.watch_turns(PLATFORM, program.turns)
        metrics.watch_store(lambda: desk.store_is_away)
        await stack.enter_async_context(reloading_on_hangup(checker, settings))
        probes = [lists_probe(desk), database_probe(desk), platform_probe(PLATFORM, lambda: program.is_connected)]
        await stack.enter_async_context(answering_health(settings.web_listen, probes, metrics))
        await program.run(stop)


class Program:
    """Updates in, work in turn, a clean end."""

    def __init__(self, bot: MopBot, desk: Desk, settings: TelegramSettings) -> None:
        self._bot = bot
        self._desk = desk
        self._settings = settings
        self._turns = Turns(CHATS_AT_ONCE)
        self.turns = self._turns
        self.is_connected = False
        """Whether Telegram knows us and updates come in."""
        self._background = Background()
        later = self._background.later
        commands = Commands(desk, retained())
        self._answering = Answering(Service(bot, desk, commands, Buttons(desk), Admins(bot, desk.clock), later))
        self._intake = Intake(bot, desk, self._take)
        self._albums = Albums(later, self._take_album, desk.clock)
        self._again: set[int] = set()
        """Numbers of updates that were taken up before a restart."""
        self._answered = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until ``stop`` is set, then finish what is in hand.

        Raises:
            ConfigurationError: Telegram does not know the token or the webhook's address, or the port is taken.
        """
        serving = asyncio.create_task(self._serve(stop))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        try:
            await self._end(serving)
        finally:
            await self._background.stop()

    async def _serve(self, stop: asyncio.Event) -> None:
        await self._open()
        self.is_connected = True
        await self._intake.take_up_left_over()
        async with AsyncExitStack() as stack:
            if self._settings.webhook_url:
                server = served(self._settings, self._intake.take, self._figures, self._is_full)
                await stack.enter_async_context(server)
                await self._set_webhook()
            else:
                polling = Polling(self._bot, KINDS_OF_UPDATES, self._intake.take, self._has_room)
                self._background.start(polling.run())
                stack.push_async_callback(polling.say_last_word)
                stack.push_async_callback(self._background.stop)
            self._background.start(announce(self._bot))
            self._background.start(self._purge())
            self._background.start(self._tell_filers())
            _log.warning("answering as @%s", self._bot.username)
            await stop.wait()

    async def _end(self, serving: asyncio.Task[None]) -> None:
        """Close the ways in, then give what is in hand its time."""
        self.is_connected = False
        loop = asyncio.get_running_loop()
        end = loop.time() + END_SECONDS
        await asyncio.wait({serving}, timeout=CLOSING_SECONDS)
        serving.cancel()
        (outcome,) = await asyncio.gather(serving, return_exceptions=True)
        if not await self._turns.drain(end - loop.time()):
            _log.warning("some work was cut short; its updates come back after the restart")
        if isinstance(outcome, Exception):
            raise outcome

    # --- opening --------------------------------------------------------------------------------------

    async def _open(self) -> None:
        """Reach Telegram for the first time, however long that takes."""
        pause = 0.5
        while True:
            try:
                await self._bot.initialize()
            except InvalidToken as error:
                fault = Fault("MOP_TELEGRAM_TOKEN", "is not known to Telegram", "copy it again from @BotFather")
                raise ConfigurationError([fault]) from error
            except TelegramError as error:
                _log.warning("Telegram does not answer: %s", error)
            else:
                return
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    async def _set_webhook(self) -> None:
        pause = 0.5
        while True:
            try:
                await self._bot.set_webhook(
                    self._settings.webhook_url,
                    allowed_updates=KINDS_OF_UPDATES,
                    secret_token=self._settings.webhook_secret,
                )
            except BadRequest as error:
                fault = Fault("MOP_TELEGRAM_WEBHOOK_URL", error.message, "write an address that Telegram can reach")
                raise ConfigurationError([fault]) from error
            except TelegramError as error:
                _log.warning("Telegram does not answer: %s", error)
            else:
                return
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    # --- work -----------------------------------------------------------------------------------------

    def _take(self, update: telegram.Update, again: bool) -> None:
        """Hand an update to its chat's queue; the pictures of an album wait for each other first."""
        self._answering.note(update)
        if again:
            self._again.add(update.update_id)
        if update.message is not None and update.message.media_group_id is not None:
            self._albums.take(update.message, update)
        else:
            self._submit([update])

    def _take_album(self, updates: Sequence[telegram.Update], is_first: bool) -> None:
        messages = [update.message for update in updates if update.message]
        if is_first or any(message.caption for message in messages if holds_anything(message)):
            self._submit(updates)
        else:
            self._background.start(self._intake.finish(updates))

    def _submit(self, updates: Sequence[telegram.Update]) -> None:
        again = any(update.update_id in self._again for update in updates)
        self._again.difference_update(update.update_id for update in updates)

        async def work() -> None:
            await self._answering.answer(updates, again=again)
            self._answered += len(updates)
            await self._intake.finish(updates)

        async def done() -> None:
            await self._intake.finish(updates)

        owed = any(map(self._answering.is_owed, updates))
        self._turns.submit(whose(updates[0]), work, owed=owed, dropped=done)

    def _is_full(self) -> bool:
        """What is owed is never dropped, so past this Telegram keeps what it has."""
        return self._turns.waiting > 2 * MOST_WAITING

    async def _has_room(self) -> None:
        while self._is_full():  # noqa: ASYNC110 - the queue is shared and tells nobody when it shrinks
            await asyncio.sleep(0.2)

    async def _purge(self) -> None:
        """Delete what is past its time, once an hour."""
        while True:
            await self._desk.kept(self._desk.store.purge(self._desk.clock()), {})
            await asyncio.sleep(PURGE_SECONDS)

    async def _tell_filers(self) -> None:
        """Tell people what the operator made of their objections."""
        while True:
            await tell_filers(self._desk, PLATFORM, lambda person, text: tell(self._bot, person, text))
            await asyncio.sleep(TELL_AGAIN_SECONDS)

    def _figures(self) -> Mapping[str, float]:
        return {
            "mop_updates_answered_total": self._answered,
            "mop_updates_dropped_total": self._turns.dropped,
            "mop_updates_waiting": self._turns.waiting,
            "mop_store_is_away": self._desk.store_is_away,
        }
