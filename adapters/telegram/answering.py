"""One update of Telegram's, handed to the desk, the commands or the buttons, and its answer sent back."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from telegram import InlineQueryResultArticle, InputTextMessageContent
from telegram.constants import ChatType, ParseMode

from adapters.telegram.delivery import TelegramDelivery
from adapters.telegram.failures import translated
from adapters.telegram.keyboard import BACK, action_of, keyboard_of_details, keyboard_of_share
from adapters.telegram.questions import Asked, asked_of
from adapters.telegram.render import render
from adapters.telegram.to_message import chat_id, holds_anything, kind_of, to_message
from bot.commands import COMMANDS, Caller
from bot.errors import CommandError, PlatformError, StoreError
from bot.model import Action, Conversation, Message, Mode, Outcome, Reply
from bot.reply import compose

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    import telegram

    from adapters.telegram.admins import Admins
    from bot.buttons import Buttons
    from bot.commands import Commands
    from bot.desk import Desk
    from bot.locales import Localizer

FLEETING_SECONDS: Final = 60.0
"""How long the answer to an admin command stands in a group."""

INLINE_CACHE_SECONDS: Final = 300

PRESENT: Final = frozenset({"member", "administrator", "creator", "restricted"})

_log = logging.getLogger(__name__)


class Answering:
    """Answers updates; one for all chats of one process."""

    def __init__(
        self,
        bot: telegram.Bot,
        desk: Desk,
        commands: Commands,
        buttons: Buttons,
        admins: Admins,
        later: Callable[[float, Callable[[], Awaitable[None]]], None],
    ) -> None:
        self._bot = bot
        self._desk = desk
        self._commands = commands
        self._buttons = buttons
        self._admins = admins
        self._later = later
        """Does something after so many seconds."""

    def is_owed(self, update: telegram.Update) -> bool:
        """Tell whether somebody waits for an answer, which then is never dropped."""
        message = update.effective_message
        if message is None or update.callback_query or update.my_chat_member:
            return True
        return message.chat.type == ChatType.PRIVATE or asked_of(message, self._bot.username) is not None

    async def answer(self, updates: Sequence[telegram.Update]) -> None:
        """Answer one update, or the several of one album; what Telegram refuses is logged in one line."""
        try:
            await self._answer(updates)
        except PlatformError as error:
            _log.info("an update stays unanswered: %s", error)
        except StoreError as error:
            _log.error("an update could not be served without the database: %s", error)
            await self._say_sorry(updates[0])

    async def _answer(self, updates: Sequence[telegram.Update]) -> None:
        update = updates[0]
        if update.callback_query:
            await self._pressed(update.callback_query)
        elif update.inline_query:
            await self._inline(update.inline_query)
        elif update.my_chat_member:
            await self._membership(update.my_chat_member)
        elif update.effective_message and not update.channel_post and not update.edited_channel_post:
            messages = [each.effective_message for each in updates if each.effective_message]
            await self._message(messages, edited=update.edited_message is not None)

    # --- messages -------------------------------------------------------------------------------------

    async def _message(self, messages: list[telegram.Message], *, edited: bool) -> None:
        message = messages[0]
        if message.migrate_to_chat_id:
            await self._desk.kept(
                self._desk.store.move_chat(chat_id(message.chat.id), chat_id(message.migrate_to_chat_id)), None
            )
            return
        if self._is_from_a_bot(message):
            return
        asked = next(filter(None, (asked_of(each, self._bot.username) for each in messages)), None)
        if asked is None:
            if any(map(holds_anything, messages)):
                await self._hear(messages, edited=edited)
        elif asked.command == "check":
            await self._check(message, asked)
        elif not edited:
            await self._command(message, asked)

    def _is_from_a_bot(self, message: telegram.Message) -> bool:
        """Anonymous admins and channels write through bots of Telegram's; only ``sender_chat`` tells them apart."""
        if message.via_bot is not None and message.via_bot.id == self._bot.id:
            return True
        return message.sender_chat is None and message.from_user is not None and message.from_user.is_bot

    async def _hear(self, messages: Sequence[telegram.Message], *, edited: bool) -> None:
        first = messages[0]
        message = to_message(messages, language=_language(first))
        await self._desk.hear(message, str(first.message_id), TelegramDelivery(self._bot, first), edited=edited)

    async def _check(self, message: telegram.Message, asked: Asked) -> None:
        """Check the words after /check, or the message that it answers."""
        target, text = message, asked.argument
        language = _language(message)
        if message.reply_to_message and not asked.argument and holds_anything(message.reply_to_message):
            target = message.reply_to_message
            checked = to_message([target], asked=True, language=language)
        else:
            checked = to_message([message], asked=True, text=text, language=language)
        delivery = TelegramDelivery(self._bot, target)
        settings = await self._desk.settings_of(checked.conversation.id, checked.conversation.kind)
        sentences = self._desk.sentences_for(settings, language)
        if settings.mode is Mode.OFF:
            await delivery.send(Reply(sentences.text("mode-is-off")), sentences)
        elif not checked.text.strip() and not checked.hidden_urls:
            await delivery.send(Reply(sentences.text("check-nothing")), sentences)
        else:
            await self._desk.hear(checked, str(target.message_id), delivery)

    async def _command(self, message: telegram.Message, asked: Asked) -> None:
        caller = await self._caller(message)
        reply = await self._commands.run(asked.command, asked.argument, caller)
        sentences = await self._sentences(caller)
        delivery = TelegramDelivery(self._bot, message)
        sent = await delivery.send(reply, sentences)
        command = next(each for each in COMMANDS if each.name == asked.command)
        if command.fleeting and message.chat.type != ChatType.PRIVATE:
            self._later(FLEETING_SECONDS, lambda: delivery.remove(sent))

    async def _caller(self, message: telegram.Message) -> Caller:
        person = message.from_user.id if message.from_user else 0
        return Caller(
            chat=chat_id(message.chat.id),
            kind=kind_of(message.chat),
            is_admin=await self._admins.wrote(message),
            person=chat_id(person),
            language=_language(message),
        )

    async def _sentences(self, caller: Caller) -> Localizer:
        settings = await self._desk.settings_of(caller.chat, caller.kind)
        return self._desk.sentences_for(settings, caller.language)

    # --- buttons --------------------------------------------------------------------------------------

    async def _pressed(self, query: telegram.CallbackQuery) -> None:
        message = query.message
        if message is None or not message.is_accessible or query.data is None:
            await self._toast(query, "")
            return
        caller = Caller(
            chat=chat_id(message.chat.id),
            kind=kind_of(message.chat),
            is_admin=await self._admins.is_admin(message.chat, query.from_user.id),
            person=chat_id(query.from_user.id),
            language=query.from_user.language_code or "",
        )
        sentences = await self._sentences(caller)
        try:
            toast = await self._press(query, caller, sentences)
        except CommandError as error:
            toast = sentences.text(error.message_id, **error.arguments)
        await self._toast(query, toast)

    async def _press(self, query: telegram.CallbackQuery, caller: Caller, sentences: Localizer) -> str:
        """Do what a button says and return what to tell whoever pressed it."""
        message = query.message
        assert message  # noqa: S101 - _pressed() looked
        answer, delivery = str(message.message_id), TelegramDelivery(self._bot, message)  # type: ignore[arg-type]
        if query.data == BACK:
            _, reply = await self._buttons.short(answer, caller)
            await delivery.edit(answer, reply, sentences)
            return ""
        action = action_of(query.data or "")
        if action is Action.DISMISS:
            await self._buttons.dismiss(answer, caller, delivery, posted_it=_posted_it(query))
            return ""
        if action is None:
            return ""
        reply = await self._buttons.press(action, answer, caller)
        if action is Action.NOT_RIGHT:
            return reply.headline
        await self._show(action, reply, delivery, answer, sentences)
        return ""

    async def _show(
        self, action: Action, reply: Reply, delivery: TelegramDelivery, answer: str, sentences: Localizer
    ) -> None:
        if action is Action.DETAILS:
            rendered = render(reply, sentences)
            with translated("details"):
                await self._bot.edit_message_text(
                    rendered.text,
                    chat_id=delivery.message.chat.id,
                    message_id=int(answer),
                    parse_mode=ParseMode.HTML,
                    link_preview_options=rendered.preview,
                    reply_markup=keyboard_of_details(reply, sentences),
                )
        elif action is Action.SHARE:
            kept = await self._desk.store.answer_with_id(chat_id(delivery.message.chat.id), answer)
            query = kept.urls[0] if kept and kept.urls else ""
            with translated("a text to share"):
                await self._bot.send_message(
                    delivery.message.chat.id,
                    reply.headline,
                    message_thread_id=delivery.message.message_thread_id
                    if delivery.message.is_topic_message
                    else None,
                    disable_notification=True,
                    reply_markup=keyboard_of_share(query, sentences),
                )
        else:
            await delivery.send(reply, sentences)

    async def _toast(self, query: telegram.CallbackQuery, text: str) -> None:
        """Tell whoever pressed; always answered, or their button would spin for a minute."""
        with translated("a pressed button"):
            await self._bot.answer_callback_query(query.id, text[:200] or None, show_alert=bool(text))

    # --- inline mode ------------------------------------------------------------------------------------

    async def _inline(self, query: telegram.InlineQuery) -> None:
        """Show the answer on a link as a card that can be sent to any chat."""
        message = Message(
            query.query, language=query.from_user.language_code or "", conversation=Conversation(""), asked=True
        )
        first = self._desk.checker.first(message)
        results = []
        if first.verdicts[0].evidence.link or first.verdicts[0].outcome is not Outcome.NOTHING_FOUND:
            results.append(await self._card(message))
        with translated("an inline query"):
            await self._bot.answer_inline_query(query.id, results, cache_time=INLINE_CACHE_SECONDS, is_personal=True)

    async def _card(self, message: Message) -> InlineQueryResultArticle:
        sentences = self._desk.sentences_for(
            await self._desk.settings_of("", kind=message.conversation.kind), message.language
        )
        reply = compose(await self._desk.checker.check(message), sentences)
        rendered = render(reply, sentences)
        return InlineQueryResultArticle(
            id="answer",
            title=reply.headline[:120],
            description=(reply.notes[0].text if reply.notes else "")[:200],
            input_message_content=InputTextMessageContent(
                rendered.text, parse_mode=ParseMode.HTML, link_preview_options=rendered.preview
            ),
        )

    # --- membership -------------------------------------------------------------------------------------

    async def _membership(self, change: telegram.ChatMemberUpdated) -> None:
        """Greet a group once; begin to forget a chat that removed Mop."""
        chat, now = chat_id(change.chat.id), self._desk.clock()
        was, is_now = change.old_chat_member.status in PRESENT, change.new_chat_member.status in PRESENT
        if was and not is_now:
            await self._desk.kept(self._desk.store.chat_left(chat, now), None)
        elif is_now and not was:
            is_new = await self._desk.kept(self._desk.store.chat_joined(chat, now), default=False)
            if is_new and change.chat.type in {ChatType.GROUP, ChatType.SUPERGROUP}:
                await self._greet(change)

    async def _greet(self, change: telegram.ChatMemberUpdated) -> None:
        settings = await self._desk.settings_of(chat_id(change.chat.id), kind_of(change.chat))
        sentences = self._desk.sentences_for(settings, change.from_user.language_code or "")
        with translated("a greeting"):
            await self._bot.send_message(change.chat.id, sentences.text("welcome-group"), disable_notification=True)

    async def _say_sorry(self, update: telegram.Update) -> None:
        """Tell whoever asked that it went wrong; nobody else."""
        message = update.effective_message
        if message is None or not self.is_owed(update):
            return
        sentences = self._desk.sentences_for(
            await self._desk.settings_of("", kind_of(message.chat)), _language(message)
        )
        try:
            await TelegramDelivery(self._bot, message).send(Reply(sentences.text("went-wrong")), sentences)
        except PlatformError as error:
            _log.info("could not even say sorry: %s", error)


def _language(message: telegram.Message) -> str:
    return (message.from_user.language_code if message.from_user else "") or ""


def _posted_it(query: telegram.CallbackQuery) -> bool:
    """Tell whether whoever pressed wrote the message that was answered."""
    replied = getattr(query.message, "reply_to_message", None)
    return bool(replied and replied.from_user and replied.from_user.id == query.from_user.id)
