"""One place to answer in Telegram: a chat, its topic, as a reply to one message."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Final, TypeVar

from telegram import ReplyParameters
from telegram.constants import ChatAction, ChatType, ParseMode
from telegram.error import ChatMigrated

from adapters.telegram.failures import RefusedError, if_still_there, translated
from adapters.telegram.keyboard import keyboard
from adapters.telegram.render import render
from bot.errors import PlatformError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import telegram
    from telegram import ForceReply, InlineKeyboardMarkup

    from adapters.telegram.render import Rendered
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

    def __init__(
        self, bot: telegram.Bot, message: telegram.Message, moved: Callable[[int, int], Awaitable[None]]
    ) -> None:
        self._bot = bot
        self._message = message
        """The message that is answered."""
        self._moved = moved
        """Told the old and the new number of a group that became a supergroup meanwhile."""
        self._chat = message.chat.id
        self._answered = asyncio.Event()
        self._typing: asyncio.Task[None] | None = None

    async def busy(self) -> None:
        """Show that somebody is typing, until the answer comes; whether that works is of no matter."""
        self._typing = asyncio.create_task(self._type())
        await asyncio.wait({self._typing}, timeout=TYPING_HEAD_START_SECONDS)

    async def send(self, reply: Reply, sentences: Localizer) -> str:
        """Send an answer, in a group without a sound, and return its number.

        Raises:
            PlatformError: it could not be sent.
        """
        return await self.say(render(reply, sentences), keyboard(reply, sentences))

    async def say(self, rendered: Rendered, markup: Markup = None) -> str:
        """Send what is rendered already.

        Raises:
            PlatformError: it could not be sent.
        """
        self._answered.set()
        try:
            return await self._in_chat("an answer", lambda: self._send(rendered, markup))
        except RefusedError as error:
            # Better bare than not at all: markup, buttons or preview were not to Telegram's liking.
            _log.warning("%s; sent as plain text", error)
            return await self._in_chat("a plain answer", lambda: self._send(rendered, None, plain=True))

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
        self._answered.set()
        with if_still_there("an edit"):
            await self._bot.edit_message_text(
                rendered.text,
                chat_id=self._chat,
                message_id=int(answer),
                parse_mode=ParseMode.HTML,
                link_preview_options=rendered.preview,
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
        chat = self._message.chat
        if chat.username and chat.type != ChatType.PRIVATE:
            return f"https://t.me/{chat.username}/{answer}"
        if chat.type == ChatType.SUPERGROUP:
            return f"https://t.me/c/{str(chat.id).removeprefix('-100')}/{answer}"
        return ""

    async def _send(self, rendered: Rendered, markup: Markup, *, plain: bool = False) -> str:
        sent = await self._bot.send_message(
            self._chat,
            rendered.plain if plain else rendered.text,
            parse_mode=None if plain else ParseMode.HTML,
            message_thread_id=self._topic(),
            reply_parameters=ReplyParameters(self._message.message_id, allow_sending_without_reply=True),
            disable_notification=self._message.chat.type != ChatType.PRIVATE,
            link_preview_options=rendered.preview,
            reply_markup=markup,
        )
        return str(sent.message_id)

    async def _in_chat(self, doing: str, call: Callable[[], Awaitable[T]]) -> T:
        """Call once more, in the new chat, where the group turns out to have become a supergroup."""
        with translated(doing):
            try:
                return await call()
            except ChatMigrated as error:
                await self._moved(self._chat, error.new_chat_id)
                self._chat = error.new_chat_id
                return await call()

    async def _type(self) -> None:
        for _ in range(TYPING_TIMES):
            with suppress(PlatformError), translated("typing"):
                await self._bot.send_chat_action(self._chat, ChatAction.TYPING, self._topic())
            with suppress(TimeoutError):
                await asyncio.wait_for(self._answered.wait(), TYPING_SECONDS)
                return

    def _topic(self) -> int | None:
        """The General topic, and the comments under a channel's post, have a thread that is no topic."""
        return self._message.message_thread_id if self._message.is_topic_message else None
