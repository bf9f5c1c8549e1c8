"""One place to answer in Telegram: a chat, its topic, as a reply to one message."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from telegram import ReplyParameters
from telegram.constants import ChatAction, ChatType, ParseMode

from adapters.telegram.failures import translated
from adapters.telegram.keyboard import keyboard
from adapters.telegram.render import render
from bot.errors import PlatformError

if TYPE_CHECKING:
    import telegram

    from bot.locales import Localizer
    from bot.model import Reply


@dataclass(frozen=True, slots=True)
class TelegramDelivery:
    """Answers one message; fulfils ``bot.desk.Delivery``."""

    bot: telegram.Bot
    message: telegram.Message
    """The message that is answered."""

    @property
    def can_edit(self) -> bool:
        """Whether an answer can be completed in place: always."""
        return True

    async def busy(self) -> None:
        """Show that somebody is typing; whether that works is of no matter."""
        with suppress(PlatformError), translated("typing"):
            await self.bot.send_chat_action(self.message.chat.id, ChatAction.TYPING, self._topic())

    async def send(self, reply: Reply, sentences: Localizer) -> str:
        """Send an answer, in a group without a sound, and return its number."""
        rendered = render(reply, sentences)
        with translated("an answer"):
            sent = await self.bot.send_message(
                self.message.chat.id,
                rendered.text,
                parse_mode=ParseMode.HTML,
                message_thread_id=self._topic(),
                reply_parameters=ReplyParameters(self.message.message_id, allow_sending_without_reply=True),
                disable_notification=self.message.chat.type != ChatType.PRIVATE,
                link_preview_options=rendered.preview,
                reply_markup=keyboard(reply, sentences),
            )
        return str(sent.message_id)

    async def edit(self, answer: str, reply: Reply, sentences: Localizer) -> None:
        """Put another text in the place of an answer."""
        rendered = render(reply, sentences)
        with translated("an edit"):
            await self.bot.edit_message_text(
                rendered.text,
                chat_id=self.message.chat.id,
                message_id=int(answer),
                parse_mode=ParseMode.HTML,
                link_preview_options=rendered.preview,
                reply_markup=keyboard(reply, sentences),
            )

    async def remove(self, answer: str) -> None:
        """Delete an answer; one that is gone already is fine."""
        with translated("a deletion"):
            await self.bot.delete_message(self.message.chat.id, int(answer))

    def link_to(self, answer: str) -> str:
        """Return the t.me link of an answer; "" in chats that have none (private chats, small groups)."""
        chat = self.message.chat
        if chat.username:
            return f"https://t.me/{chat.username}/{answer}"
        if chat.type == ChatType.SUPERGROUP:
            return f"https://t.me/c/{str(chat.id).removeprefix('-100')}/{answer}"
        return ""

    def _topic(self) -> int | None:
        return self.message.message_thread_id if self.message.is_topic_message else None
