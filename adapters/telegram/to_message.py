"""Telegram's message -> Message: every place a link hides, and nothing about who sent it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from telegram.constants import ChatType, MessageEntityType

from bot.model import Conversation, ConversationKind, Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import telegram

PLATFORM: Final = "telegram"


def chat_id(chat: int) -> str:
    """Return a chat's id as the store knows it, such as ``telegram:-100123``."""
    return f"{PLATFORM}:{chat}"


def number_of(chat: str) -> int:
    """Return Telegram's own number of a chat."""
    return int(chat.removeprefix(f"{PLATFORM}:"))


def kind_of(chat: telegram.Chat) -> ConversationKind:
    """Return whether others listen."""
    return ConversationKind.DIRECT if chat.type == ChatType.PRIVATE else ConversationKind.GROUP


def to_message(
    messages: Sequence[telegram.Message], *, asked: bool = False, text: str | None = None, language: str = ""
) -> Message:
    """Return one message of ours for one of Telegram's, or for an album's several.

    Args:
        messages: one message, or all of one album in order; never empty.
        asked: somebody asked about it.
        text: words to take in place of the messages' own, such as those after /check.
        language: BCP 47 of the reader.
    """
    first = messages[0]
    words = "\n".join(filter(None, map(_words, messages))) if text is None else text
    return Message(
        text=words,
        hidden_urls=tuple(dict.fromkeys(_hidden(messages))),
        language=language,
        conversation=Conversation(chat_id(first.chat.id), kind_of(first.chat)),
        reply_to=str(first.message_id),
        asked=asked,
    )


def holds_anything(message: telegram.Message) -> bool:
    """Tell whether a message has words or links at all; a joined or pinned notice has none."""
    return bool(_words(message)) or any(_hidden([message]))


def _words(message: telegram.Message) -> str:
    """Return text or caption, and what was quoted with it."""
    own = message.text or message.caption or ""
    quoted = message.quote.text if message.quote else ""
    poll = message.poll.question if message.poll else ""
    return "\n".join(filter(None, (own, quoted, poll)))


def _hidden(messages: Iterable[telegram.Message]) -> Iterator[str]:
    for message in messages:
        yield from _in_entities(message.text or "", message.entities)
        yield from _in_entities(message.caption or "", message.caption_entities)
        if message.quote:
            yield from _in_entities(message.quote.text, message.quote.entities or ())
        yield from _in_buttons(message)
        yield from _in_previews(message)


def _in_entities(text: str, entities: Iterable[telegram.MessageEntity]) -> Iterator[str]:
    """Yield the links of entities; offsets count UTF-16 units, so that an emoji before a link counts two."""
    units = text.encode("utf-16-le", "surrogatepass")
    for entity in entities:
        if entity.type == MessageEntityType.TEXT_LINK and entity.url:
            yield entity.url
        elif entity.type == MessageEntityType.URL:
            start, end = entity.offset * 2, (entity.offset + entity.length) * 2
            yield units[start:end].decode("utf-16-le", "replace")


def _in_buttons(message: telegram.Message) -> Iterator[str]:
    if message.reply_markup is None:
        return
    for row in message.reply_markup.inline_keyboard:
        for button in row:
            if button.url:
                yield button.url
            if button.web_app:
                yield button.web_app.url
            if button.login_url:
                yield button.login_url.url


def _in_previews(message: telegram.Message) -> Iterator[str]:
    """Yield links that only a preview shows: of this message, or of one quoted from another chat."""
    replied = message.external_reply
    for options in (message.link_preview_options, replied.link_preview_options if replied else None):
        if options and isinstance(options.url, str):
            yield options.url
