"""Who waits for an answer: told of every update as it comes, before anything is checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram.constants import ChatType

from adapters.telegram.ordinary import Ordinary
from adapters.telegram.questions import asked_of

if TYPE_CHECKING:
    import telegram

    from adapters.telegram.ordinary import AnyUpdate


def is_owed(update: AnyUpdate, bot: telegram.Bot) -> bool:
    """Tell whether somebody waits for an answer, which then is never dropped. Cheap: called for every update."""
    if isinstance(update, Ordinary):
        return update.is_owed
    message = update.message or update.edited_message
    if message is None:
        return True
    if is_from_a_bot(message, bot):
        return False
    return message.chat.type == ChatType.PRIVATE or asked_of(message, bot.username) is not None


def is_from_a_bot(message: telegram.Message, bot: telegram.Bot) -> bool:
    """Tell whether a bot wrote this, Mop itself included, or somebody sent an answer of Mop's by inline mode.

    Anonymous admins and channels write through bots of Telegram's; only ``sender_chat`` tells them apart.
    """
    if message.via_bot is not None and message.via_bot.id == bot.id:
        return True
    return message.sender_chat is None and message.from_user is not None and message.from_user.is_bot
