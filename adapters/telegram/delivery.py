"""One place to answer in Telegram: a chat, its topic, as a reply to one message."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Final, TypeVar

from telegram.constants import ChatAction, ChatType, ParseMode
from telegram.error import ChatMigrated

from adapters.telegram.body import body, content, markup_of
from adapters.telegram.failures import RefusedError, if_still_there, translated
from adapters.telegram.keyboard import keyboard
from adapters.telegram.render import render
from bot.errors import PlatformError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import ForceReply, InlineKeyboardMarkup

    from adapters.telegram.network import MopBot
    from adapters.telegram.render import Rendered
    from adapters.telegram.target import Target
    from bot.locales import Localizer
    from bot.model import Reply

    Markup = InlineKeyboardMarkup | ForceReply | None

T = TypeVar("T")

TYPING_SECONDS: Final = 4.5
"""Telegram shows "typing" for five seconds, or until a message comes."""

TYPING_TIMES: Final = 3

TYPING_HEAD_START_SECONDS: Final = 0.1
"""An answer waits this long for "typing" to be on its way, so that it does not come after the answer."""

_log = logging.getLogger(__name__)


class TelegramDelivery:
    """Answers one message; fulfils ``bot.desk.Delivery``."""

    can_edit = True
    """An answer can be completed in place."""

    def __init__(self, bot: MopBot, target: Target, moved: Callable[[int, int], Awaitable[None]]) -> None:
        self._bot = bot
        self._target = target
        self._moved = moved
        """Told the old and the new number of a group that became a supergroup meanwhile."""
        self._chat = target.chat
        self._answered: asyncio.Event | None = None
        """Set when the answer goes out; None where nothing shows that somebody is typing."""
        self._typing: asyncio.Task[None] | None = None

    async def busy(self) -> None:
        """Show that somebody is typing, until the answer comes; whether that works is of no matter."""
        self._answered = asyncio.Event()
        self._typing = asyncio.create_task(self._type(self._answered))
        await asyncio.wait({self._typing}, timeout=TYPING_HEAD_START_SECONDS)

    async def send(self, reply: Reply, sentences: Localizer) -> str:
        """Send an answer, in a group without a sound, and return its number.

        Raises:
            PlatformError: it could not be sent.
        """
        said = self._bot.contents.of(reply, sentences)
        return await self._say(said, lambda: content(render(reply, sentences), plain=True))

    async def say(self, rendered: Rendered, markup: Markup = None) -> str:
        """Send what is rendered already.

        Raises:
            PlatformError: it could not be sent.
        """
        return await self._say(content(rendered, markup_of(markup)), lambda: content(rendered, plain=True))

    async def edit(self, answer: str, reply: Reply, sentences: Localizer) -> None:
        """Put another text in the place of an answer; one that is gone stays gone.

        Raises:
            PlatformError: it could not be changed.
        """
        await self.change(answer, render(reply, sentences), keyboard(reply, sentences))

    async def change(self, answer: str, rendered: Rendered, markup: InlineKeyboardMarkup | None) -> None:
        """Do the same with what is rendered already.

        Raises:
            PlatformError: it could not be changed.
        """
        self._stop_typing()
        with if_still_there("an edit"):
            await self._bot.edit_message_text(
                rendered.text,
                chat_id=self._chat,
                message_id=int(answer),
                parse_mode=ParseMode.HTML,
                link_preview_options=rendered.preview.options,
                reply_markup=markup,
            )

    async def remove(self, answer: str) -> None:
        """Delete an answer; one that is gone already is fine.

        Raises:
            PlatformError: it could not be deleted.
        """
        with if_still_there("a deletion"):
            await self._bot.delete_message(self._chat, int(answer))

    def link_to(self, answer: str) -> str:
        """Return the t.me link of an answer; "" in chats that have none (private chats, small groups)."""
        target = self._target
        if target.username and target.kind != ChatType.PRIVATE:
            return f"https://t.me/{target.username}/{answer}"
        if target.kind == ChatType.SUPERGROUP:
            return f"https://t.me/c/{str(target.chat).removeprefix('-100')}/{answer}"
        return ""

    async def _say(self, said: bytes, plain: Callable[[], bytes]) -> str:
        self._stop_typing()
        try:
            return await self._in_chat("an answer", lambda: self._send(said))
        except RefusedError as error:
            # Better bare than not at all: markup, buttons or preview were not to Telegram's liking.
            _log.warning("%s; sent as plain text", error)
            return await self._in_chat("a plain answer", lambda: self._send(plain()))

    async def _send(self, said: bytes) -> str:
        return str(await self._bot.send(self._chat, body(self._chat, self._target, said)))

    async def _in_chat(self, doing: str, call: Callable[[], Awaitable[T]]) -> T:
        """Call once more, in the new chat, where the group turns out to have become a supergroup."""
        with translated(doing):
            try:
                return await call()
            except ChatMigrated as error:
                await self._moved(self._chat, error.new_chat_id)
                self._chat = error.new_chat_id
                return await call()

    def _stop_typing(self) -> None:
        if self._answered is not None:
            self._answered.set()

    async def _type(self, answered: asyncio.Event) -> None:
        for _ in range(TYPING_TIMES):
            with suppress(PlatformError), translated("typing"):
                await self._bot.send_chat_action(self._chat, ChatAction.TYPING, self._target.topic)
            with suppress(TimeoutError):
                await asyncio.wait_for(answered.wait(), TYPING_SECONDS)
                return
