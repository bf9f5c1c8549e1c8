"""Updates that Mop asks Telegram for."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from telegram.error import Conflict, RetryAfter, TelegramError

from adapters.telegram.network import POLL_SECONDS
from adapters.telegram.pacing import seconds_of
from adapters.telegram.sent import number_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from adapters.telegram.network import MopBot

LONGEST_PAUSE_SECONDS: Final = 30.0

IDLE_SECONDS: Final = 0.2
"""Pause after a poll without news, for servers that do not hold a poll open."""

LAST_WORD_SECONDS: Final = 1.0
"""How long the end may wait for Telegram to hear which updates were taken."""

_log = logging.getLogger(__name__)


class Polling:
    """Asks for updates for ever; a Telegram that is away is asked again, more slowly each time."""

    def __init__(
        self,
        bot: MopBot,
        kinds: tuple[str, ...],
        take: Callable[[bytes], Awaitable[None]],
        has_room: Callable[[], Awaitable[None]],
    ) -> None:
        self._bot = bot
        self._kinds = kinds
        self._take = take
        self._has_room = has_room
        """Returns when more updates may be taken in: until then they are Telegram's to keep."""
        self._offset: int | None = None
        self._pause = 0.0

    async def run(self) -> None:
        """Poll until cancelled."""
        await self._delete_webhook()
        while True:
            await self._has_room()
            batch: list[bytes] = []

            async def ask() -> None:
                batch.extend(await self._bot.raw_updates(self._offset, POLL_SECONDS, self._kinds))  # noqa: B023

            await self._until_done(ask)
            if not batch:
                await asyncio.sleep(IDLE_SECONDS)
            for update in batch:
                try:
                    await self._take(update)
                except ValueError as error:
                    _log.warning("an update is not understood: %s", error)
                if (number := number_of(update)) is not None:
                    self._offset = number + 1

    async def say_last_word(self) -> None:
        """Tell Telegram which updates were taken, so that they do not come again; not a word where it is slow."""
        if self._offset is None:
            return
        try:
            async with asyncio.timeout(LAST_WORD_SECONDS):
                await self._bot.raw_updates(self._offset, 0, self._kinds)
        except (TelegramError, TimeoutError) as error:
            _log.info("Telegram did not hear which updates were taken: %s", error)

    async def _delete_webhook(self) -> None:
        """Telegram delivers or is asked, never both; where this fails the polls themselves tell."""
        try:
            await self._bot.delete_webhook()
        except TelegramError as error:
            _log.warning("Telegram does not end the delivery by webhook: %s", error)

    async def _until_done(self, ask: Callable[[], Awaitable[object]]) -> None:
        while True:
            try:
                await ask()
            except RetryAfter as error:
                self._pause = seconds_of(error)
            except TelegramError as error:
                self._pause = min(max(2 * self._pause, 0.5), LONGEST_PAUSE_SECONDS)
                _log.warning("Telegram does not answer: %s", error)
                if isinstance(error, Conflict):
                    await self._delete_webhook()
            else:
                self._pause = 0.0
                return
            await asyncio.sleep(self._pause)
