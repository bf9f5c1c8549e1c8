"""News of old answers in Telegram: where each of them stands, and when it is looked for any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram.constants import ChatType

from adapters.telegram.delivery import TelegramDelivery
from adapters.telegram.target import Target
from adapters.telegram.to_message import PLATFORM, chat_id, number_of
from bot.follow_up import EVERY_SECONDS, FollowUps, Place
from bot.jobs import Job
from bot.model import ConversationKind

if TYPE_CHECKING:
    from adapters.telegram.network import MopBot
    from bot.desk import Desk
    from bot.state import Answer, FollowUpStore


def follow_ups(desk: Desk, store: FollowUpStore, bot: MopBot) -> Job:
    """Return the telling of news, for the one program that does what comes round."""

    async def moved(old: int, new: int) -> None:
        await desk.kept(desk.store.move_chat(chat_id(old), chat_id(new)), None)

    def place_of(answer: Answer) -> Place:
        number = number_of(answer.chat)
        kind = ConversationKind.DIRECT if number > 0 else ConversationKind.GROUP
        return Place(TelegramDelivery(bot, _asked_about(answer, number), moved), kind)

    return Job("follow-ups", EVERY_SECONDS, FollowUps(desk, store, PLATFORM, place_of).run)


def _asked_about(answer: Answer, number: int) -> Target:
    """Return the message that was asked about, as far as it is known: a reply to it also finds its topic.

    Of an album only Mop's own answer has a number here.
    """
    message = answer.message if answer.message.isascii() and answer.message.isdigit() else answer.answer
    return Target(number, _type_of(number), int(message))


def _type_of(number: int) -> ChatType:
    if number > 0:
        return ChatType.PRIVATE
    return ChatType.SUPERGROUP if str(number).startswith("-100") else ChatType.GROUP
