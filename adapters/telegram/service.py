"""What every part of the Telegram adapter needs at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.telegram.delivery import TelegramDelivery
from adapters.telegram.target import target_of
from adapters.telegram.to_message import chat_id, kind_of
from bot.commands import Caller
from bot.model import Conversation

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import telegram

    from adapters.telegram.admins import Admins
    from adapters.telegram.network import MopBot
    from adapters.telegram.target import Target
    from bot.buttons import Buttons
    from bot.commands import Commands
    from bot.desk import Desk
    from bot.locales import Localizer


@dataclass(frozen=True, slots=True)
class Service:
    """One for all chats of one process."""

    bot: MopBot
    desk: Desk
    commands: Commands
    buttons: Buttons
    admins: Admins
    later: Callable[[float, Callable[[], Awaitable[None]]], None]
    """Does something after so many seconds."""

    def delivery(self, message: telegram.Message) -> TelegramDelivery:
        """Return the place to answer a message."""
        return self.delivery_to(target_of(message))

    def delivery_to(self, target: Target) -> TelegramDelivery:
        """Return the place to answer what stands there."""
        return TelegramDelivery(self.bot, target, self.move)

    async def move(self, old: int, new: int) -> None:
        """A group became a supergroup: what is kept of it goes with it."""
        await self.desk.kept(self.desk.store.move_chat(chat_id(old), chat_id(new)), None)

    async def sentences(self, chat: telegram.Chat, language: str) -> Localizer:
        """Return the sentences of a chat, in its own language or in the reader's."""
        return await self.sentences_in(Conversation(chat_id(chat.id), kind_of(chat)), language)

    async def sentences_in(self, conversation: Conversation, language: str) -> Localizer:
        """Do the same for a chat as the core knows it."""
        settings = await self.desk.settings_of(conversation.id, conversation.kind)
        return self.desk.sentences_for(settings, language)


def caller_of(chat: telegram.Chat, person: telegram.User | None, *, is_admin: bool) -> Caller:
    """Return who asks, and where; an anonymous admin and a channel are nobody in particular."""
    known = person is not None and not person.is_bot
    return Caller(
        chat=chat_id(chat.id),
        kind=kind_of(chat),
        is_admin=is_admin,
        person=chat_id(person.id) if person and known else "",
        language=language_of(person),
    )


def language_of(person: telegram.User | None) -> str:
    """Return the BCP 47 tag that Telegram tells of a person; "" where it tells none."""
    return (person.language_code if person else "") or ""
