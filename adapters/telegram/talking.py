"""Messages: heard, checked on request, or taken as commands."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from telegram.constants import ChatType

from adapters.telegram.objecting import ask_what_is_wrong, take_objection
from adapters.telegram.owing import is_from_a_bot
from adapters.telegram.questions import asked_of
from adapters.telegram.service import caller_of, language_of
from adapters.telegram.to_message import holds_anything, key_of, to_message
from bot.commands import COMMANDS
from bot.errors import PlatformError
from bot.model import Mode, Reply

if TYPE_CHECKING:
    from collections.abc import Sequence

    import telegram

    from adapters.telegram.ordinary import Ordinary
    from adapters.telegram.questions import Asked
    from adapters.telegram.service import Service
    from bot.commands import Command
    from bot.model import Message

FLEETING_SECONDS: Final = 60.0
"""How long the answer to an admin command stands in a group."""

_COMMANDS: Final = {command.name: command for command in COMMANDS}
_FOR_ADMINS_IN_PART: Final = frozenset({"forget"})
"""Commands for everybody that do more for an admin."""

_log = logging.getLogger(__name__)


class Talking:
    """Answers messages."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._desk = service.desk

    async def take(self, messages: Sequence[telegram.Message], *, edited: bool, again: bool) -> None:
        """Answer a message, or the several of one album.

        Args:
            messages: one, or all of one album in order.
            edited: the message was changed.
            again: it was taken up before a restart, and may have been answered in part.

        Raises:
            PlatformError: Telegram did not take the answer.
            StoreError: a command needs the database, which is away.
        """
        first = messages[0]
        if first.migrate_to_chat_id:
            await self._service.move(first.chat.id, first.migrate_to_chat_id)
        elif first.migrate_from_chat_id:
            await self._service.move(first.migrate_from_chat_id, first.chat.id)
        elif not is_from_a_bot(first, self._service.bot):
            await self._take(messages, edited=edited, again=again)

    async def take_ordinary(self, update: Ordinary, *, again: bool) -> None:
        """Answer a message that asks nothing by name; ``again`` as for ``take``.

        Raises:
            PlatformError: Telegram did not take the answer.
        """
        await self._desk.hear(update.message, update.key, self._service.delivery_to(update.target), edited=again)

    async def _take(self, messages: Sequence[telegram.Message], *, edited: bool, again: bool) -> None:
        first, username = messages[0], self._service.bot.username
        asked = next(filter(None, (asked_of(each, username) for each in messages)), None)
        if asked is None:
            await self._hear(messages, edited=edited, again=again)
        elif asked.objects_to:
            await self._object(first, asked)
        elif asked.command == "check":
            await self._check(messages, asked, edited=edited or again)
        elif not edited:
            await self._command(first, asked)

    async def _hear(self, messages: Sequence[telegram.Message], *, edited: bool, again: bool) -> None:
        first = messages[0]
        delivery = self._service.delivery(first)
        message = to_message(messages, language=language_of(first.from_user))
        if any(map(holds_anything, messages)):
            await self._desk.hear(message, key_of(first), delivery, edited=edited or again)
        elif edited:
            await self._desk.message_deleted(message.conversation.id, key_of(first), delivery)
        elif first.chat.type == ChatType.PRIVATE and first.effective_attachment is not None:
            await self._say(first, "check-nothing")

    async def _check(self, messages: Sequence[telegram.Message], asked: Asked, *, edited: bool) -> None:
        """Check the link or the words after /check, or else the message that it answers."""
        language = language_of(messages[0].from_user)
        target = messages[0]
        checked = to_message(messages, asked=True, text=asked.argument, language=language)
        replied = target.reply_to_message
        if replied and not checked.hidden_urls and "://" not in asked.argument and holds_anything(replied):
            if replied.from_user and replied.from_user.id == self._service.bot.id:
                await self._say(target, "check-nothing")
                return
            target, checked = replied, to_message([replied], asked=True, language=language)
        await self._answer_check(target, checked, edited=edited)

    async def _answer_check(self, target: telegram.Message, checked: Message, *, edited: bool) -> None:
        settings = await self._desk.settings_of(checked.conversation.id, checked.conversation.kind)
        if settings.mode is Mode.OFF:
            await self._say(target, "mode-is-off")
        elif checked.is_empty:
            await self._say(target, "check-nothing")
        else:
            await self._desk.hear(checked, key_of(target), self._service.delivery(target), edited=edited)

    async def _command(self, message: telegram.Message, asked: Asked) -> None:
        command = _COMMANDS[asked.command]
        try:
            is_admin = await self._is_admin(message, command, asked.argument)
        except PlatformError as error:
            _log.warning("cannot tell who is an admin: %s", error)
            await self._say(message, "went-wrong")
            return
        caller = caller_of(message.chat, message.from_user, is_admin=is_admin)
        reply = await self._service.commands.run(command.name, asked.argument, caller)
        delivery = self._service.delivery(message)
        sent = await delivery.send(reply, await self._service.sentences(message.chat, caller.language))
        if command.fleeting and message.chat.type != ChatType.PRIVATE:
            self._service.later(FLEETING_SECONDS, lambda: delivery.remove(sent))

    async def _is_admin(self, message: telegram.Message, command: Command, argument: str) -> bool:
        """Ask Telegram only where it matters."""
        if command.name in _FOR_ADMINS_IN_PART or (command.for_admins and argument):
            return await self._service.admins.wrote(message)
        return message.chat.type == ChatType.PRIVATE

    async def _object(self, message: telegram.Message, asked: Asked) -> None:
        caller = caller_of(message.chat, message.from_user, is_admin=True)
        sentences = await self._service.sentences(message.chat, caller.language)
        delivery = self._service.delivery(message)
        if asked.argument:
            reply = await take_objection(self._service, message, asked, caller)
            await delivery.send(reply, sentences)
        else:
            await ask_what_is_wrong(self._service, delivery, asked.objects_to, sentences)

    async def _say(self, message: telegram.Message, message_id: str) -> None:
        sentences = await self._service.sentences(message.chat, language_of(message.from_user))
        await self._service.delivery(message).send(Reply(sentences.text(message_id)), sentences)
