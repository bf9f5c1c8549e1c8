"""``mop telegram``: takes updates in, hands them to chats in turn, stops within ten seconds."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack, nullcontext
from typing import TYPE_CHECKING, Final

from adapters.telegram.albums import Albums
from adapters.telegram.background import Background
from adapters.telegram.batch import messages_of
from adapters.telegram.intake import Intake, whose
from adapters.telegram.opening import (
    KINDS_OF_UPDATES,
    answering_of,
    opened,
    periodic,
    reach,
    set_webhook,
    stop_on_signals,
)
from adapters.telegram.polling import Polling
from adapters.telegram.secrecy import keep_secret
from adapters.telegram.to_message import PLATFORM, holds_anything
from adapters.telegram.webhook import served
from adapters.web import database_probe, lists_probe, platform_probe
from adapters.web import served as answering_health
from bot.turns import MOST_WAITING, Turns

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractAsyncContextManager

    from adapters.telegram.network import MopBot
    from adapters.telegram.ordinary import AnyUpdate
    from adapters.telegram.settings import TelegramSettings
    from bot.desk import Desk
    from bot.settings import Settings

END_SECONDS: Final = 8.5
"""What is in hand may take this long after SIGTERM; the rest of ten seconds is for closing."""

CLOSING_SECONDS: Final = 2.0
"""Of these, what the ways in may take to close: a last poll, or a webhook's open connections."""

CHATS_AT_ONCE: Final = 128
"""Chats answered side by side; answers to one wait up to three seconds for Telegram's limits."""

_log = logging.getLogger(__name__)


async def run(settings: Settings, own: TelegramSettings) -> None:
    """Answer Telegram until SIGTERM or SIGINT.

    Raises:
        ConfigurationError: sources.yaml has faults, Telegram does not know the token, or the port is taken.
        StoreError: the database cannot be opened.
    """
    keep_secret(own.token)
    stop = stop_on_signals()
    async with AsyncExitStack() as stack:
        parts = await stack.enter_async_context(opened(settings, own, shared=False))
        program = Program(parts.bot, parts.desk, own)
        parts.metrics.watch_turns(PLATFORM, program.turns)
        await stack.enter_async_context(answering_health(settings.web_listen, program.probes, parts.metrics))
        await program.run(stop, periodic(parts))


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
        self._answering = answering_of(desk, bot, later)
        self._intake = Intake(bot, desk, self._take)
        self._albums = Albums(later, self._take_album, desk.clock)
        self._again: set[int] = set()
        """Numbers of updates that were taken up before a restart."""
        self.probes = [lists_probe(desk), database_probe(desk), platform_probe(PLATFORM, lambda: self.is_connected)]
        """What must be ready."""

    async def run(self, stop: asyncio.Event, jobs: AbstractAsyncContextManager[None] | None = None) -> None:
        """Serve until ``stop`` is set, then finish what is in hand.

        Args:
            stop: set at the end.
            jobs: what is done beside, once Telegram is reached.

        Raises:
            ConfigurationError: Telegram does not know the token or the webhook's address, or the port is taken.
        """
        serving = asyncio.create_task(self._serve(stop, jobs or nullcontext()))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        try:
            await self._end(serving)
        finally:
            await self._background.stop()

    async def _serve(self, stop: asyncio.Event, jobs: AbstractAsyncContextManager[None]) -> None:
        await reach(self._bot)
        self.is_connected = True
        await self._intake.take_up_left_over()
        async with AsyncExitStack() as stack:
            if self._settings.webhook_url:
                server = served(self._settings, self._intake.take, self.probes, self._is_full)
                await stack.enter_async_context(server)
                await set_webhook(self._bot, self._settings)
            else:
                polling = Polling(self._bot, KINDS_OF_UPDATES, self._intake.take, self._has_room)
                self._background.start(polling.run())
                stack.push_async_callback(polling.say_last_word)
                stack.push_async_callback(self._background.stop)
            await stack.enter_async_context(jobs)
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

    # --- work -----------------------------------------------------------------------------------------

    def _take(self, update: AnyUpdate, again: bool) -> None:
        """Hand an update to its chat's queue; the pictures of an album wait for each other first."""
        self._answering.note(update)
        if again:
            self._again.add(update.update_id)
        pictures = [message for message in messages_of([update]) if message.media_group_id is not None]
        if pictures:
            self._albums.take(pictures[0], update)
        else:
            self._submit([update])

    def _take_album(self, updates: Sequence[AnyUpdate], is_first: bool) -> None:
        if is_first or any(message.caption for message in messages_of(updates) if holds_anything(message)):
            self._submit(updates)
        else:
            self._background.start(self._intake.finish(updates))

    def _submit(self, updates: Sequence[AnyUpdate]) -> None:
        again = any(update.update_id in self._again for update in updates)
        self._again.difference_update(update.update_id for update in updates)

        async def work() -> None:
            await self._answering.answer(updates, again=again)
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
