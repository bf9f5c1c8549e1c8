"""Objections in words, in a private chat: Mop asks, the answer to that question is what should have been said."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Final

from telegram import ForceReply, LinkPreviewOptions
from telegram.constants import MessageEntityType

from adapters.telegram.failures import NotLetInError, RefusedError, translated
from adapters.telegram.questions import link_to_objection
from adapters.telegram.render import render
from adapters.telegram.to_message import number_of, to_message
from bot.errors import CommandError, PlatformError
from bot.model import Reply

if TYPE_CHECKING:
    import telegram

    from adapters.telegram.delivery import TelegramDelivery
    from adapters.telegram.questions import Asked
    from adapters.telegram.service import Service
    from bot.commands import Caller
    from bot.locales import Localizer

LONGEST_PLACEHOLDER: Final = 64
"""Characters (Bot API, ForceReply.input_field_placeholder)."""

TELL_AGAIN_SECONDS: Final = 60.0
"""How often a running Mop looks whether somebody is to be told what became of their objection."""


async def ask_what_is_wrong(service: Service, delivery: TelegramDelivery, answer: str, sentences: Localizer) -> None:
    """Ask for words; which answer they will be about stands in a link of the question.

    Raises:
        PlatformError: the question could not be sent.
    """
    asked = render(Reply(sentences.text("dispute-say-more")), sentences)
    about = sentences.text("dispute-about")
    url = link_to_objection(service.bot.username, answer)
    linked = f'<a href="{escape(url)}">{escape(about, quote=False)}</a>'
    question = replace(asked, text=f"{asked.text}\n{linked}", plain=f"{asked.plain}\n{about}")
    await delivery.say(
        question, ForceReply(input_field_placeholder=sentences.text("action-not_right")[:LONGEST_PLACEHOLDER])
    )


async def take_objection(service: Service, message: telegram.Message, asked: Asked, caller: Caller) -> Reply:
    """File what somebody says is wrong with an answer, with the first link that they give.

    Raises:
        StoreError: it could not be kept.
    """
    links = to_message([message]).hidden_urls
    kinds = {MessageEntityType.URL, MessageEntityType.TEXT_LINK}
    link = links[0] if links and any(entity.type in kinds for entity in message.entities) else ""
    try:
        return await service.buttons.object_to(asked.objects_to, caller, asked.argument, link)
    except CommandError as error:
        sentences = await service.sentences(message.chat, caller.language)
        return Reply(sentences.text(error.message_id, **error.arguments))


async def tell(bot: telegram.Bot, person: str, text: str) -> None:
    """Tell somebody in private what became of their objection.

    Raises:
        PlatformError: with ``retry_after_seconds`` where it is worth another try; without, they cannot be told.
    """
    try:
        with translated("what became of an objection"):
            await bot.send_message(number_of(person), text, link_preview_options=LinkPreviewOptions(is_disabled=True))
    except (NotLetInError, RefusedError):
        raise
    except PlatformError as error:
        raise PlatformError(str(error), error.retry_after_seconds or TELL_AGAIN_SECONDS) from error
