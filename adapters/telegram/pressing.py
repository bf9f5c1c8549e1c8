"""Buttons under an answer, as pressed in Telegram."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

import telegram
from cachetools import TTLCache
from telegram.constants import ChatType

from adapters.telegram.failures import if_still_there
from adapters.telegram.keyboard import BACK, action_of, keyboard_of_details, keyboard_of_share
from adapters.telegram.objecting import ask_what_is_wrong
from adapters.telegram.render import forwardable, render
from adapters.telegram.service import caller_of, language_of
from bot.errors import CommandError, PlatformError, StoreError
from bot.model import Action

if TYPE_CHECKING:
    from adapters.telegram.delivery import TelegramDelivery
    from adapters.telegram.service import Service
    from bot.commands import Caller
    from bot.locales import Localizer
    from bot.model import Reply

SAID_ONCE_SECONDS: Final = 60.0
"""What a button posts in a chat is not posted there again for so long, however often it is pressed."""

LONGEST_TOAST: Final = 200
"""Characters (Bot API, answerCallbackQuery.text)."""

_log = logging.getLogger(__name__)


class Pressing:
    """Answers pressed buttons."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._posted: TTLCache[tuple[int, int, Action], bool] = TTLCache(
            10_000, SAID_ONCE_SECONDS, timer=lambda: service.desk.clock().timestamp()
        )

    async def take(self, query: telegram.CallbackQuery) -> None:
        """Do what the button says, and tell whoever pressed; always told, or their button would spin for a minute.

        Raises:
            PlatformError: Telegram did not take the answer.
        """
        message = query.message
        language = language_of(query.from_user)
        toast = ""
        if message is not None:
            sentences = await self._service.sentences(message.chat, language)
            toast = await self._pressed(query, message, sentences)
        with if_still_there("a pressed button"):
            await self._service.bot.answer_callback_query(
                query.id, toast[:LONGEST_TOAST] or None, show_alert=bool(toast)
            )

    async def _pressed(
        self, query: telegram.CallbackQuery, message: telegram.MaybeInaccessibleMessage, sentences: Localizer
    ) -> str:
        if not isinstance(message, telegram.Message) or not message.is_accessible:
            return sentences.text("too-late")
        try:
            return await self._press(query, message, sentences)
        except CommandError as error:
            return sentences.text(error.message_id, **error.arguments)
        except (StoreError, PlatformError) as error:
            _log.warning("a pressed button came to nothing: %s", error)
            return sentences.text("went-wrong")

    async def _press(self, query: telegram.CallbackQuery, message: telegram.Message, sentences: Localizer) -> str:
        """Do what a button says and return what to tell whoever pressed it."""
        answer, delivery = str(message.message_id), self._service.delivery(message)
        action = action_of(query.data or "")
        is_admin = action is Action.DISMISS and await self._service.admins.is_admin(message.chat, query.from_user.id)
        caller = caller_of(message.chat, query.from_user, is_admin=is_admin)
        if query.data == BACK:
            _, reply = await self._service.buttons.short(answer, caller)
            await delivery.edit(answer, reply, sentences)
        elif action is Action.DISMISS:
            posted_it = _posted_it(query, message)
            await self._service.buttons.dismiss(answer, caller, delivery, posted_it=posted_it)
        elif action is Action.NOT_RIGHT:
            return await self._object(answer, message, caller, delivery, sentences)
        elif action is not None:
            return await self._show(action, answer, message, caller, sentences)
        return ""

    async def _object(
        self, answer: str, message: telegram.Message, caller: Caller, delivery: TelegramDelivery, sentences: Localizer
    ) -> str:
        """File the dispute at once; alone with Mop, words can follow."""
        thanks = await self._service.buttons.press(Action.NOT_RIGHT, answer, caller)
        if message.chat.type != ChatType.PRIVATE:
            return thanks.headline
        if not self._is_repeated(message, Action.NOT_RIGHT):
            await ask_what_is_wrong(self._service, delivery, answer, sentences)
        return ""

    async def _show(
        self, action: Action, answer: str, message: telegram.Message, caller: Caller, sentences: Localizer
    ) -> str:
        delivery = self._service.delivery(message)
        if action is Action.DETAILS:
            reply = await self._service.buttons.press(action, answer, caller)
            await delivery.change(answer, render(reply, sentences), keyboard_of_details(reply, sentences))
            return ""
        if self._is_repeated(message, action):
            return sentences.text("already-checked-there")
        reply = await self._service.buttons.press(action, answer, caller)
        if action is Action.SHARE:
            await self._share(reply, answer, caller, delivery, sentences)
        else:
            await delivery.send(reply, sentences)
        return ""

    async def _share(
        self, reply: Reply, answer: str, caller: Caller, delivery: TelegramDelivery, sentences: Localizer
    ) -> None:
        """Post a text that reads well when it is forwarded, with a button that sends the card to any chat."""
        kept = await self._service.desk.store.answer_with_id(caller.chat, answer)
        query = kept.urls[0] if kept and kept.urls and self._service.bot.bot.supports_inline_queries else ""
        await delivery.say(forwardable(reply.headline), keyboard_of_share(query, sentences))

    def _is_repeated(self, message: telegram.Message, action: Action) -> bool:
        key = (message.chat.id, message.message_id, action)
        if key in self._posted:
            return True
        self._posted[key] = True
        return False


def _posted_it(query: telegram.CallbackQuery, message: telegram.Message) -> bool:
    """Tell whether whoever pressed wrote the message that was answered; nobody did where that is gone."""
    replied = message.reply_to_message
    return bool(replied and replied.from_user and replied.from_user.id == query.from_user.id)
