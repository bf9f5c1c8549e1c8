"""Telegram's message -> Message: every place a link hides, and nothing about who sent it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from telegram import MessageOriginChannel
from telegram.constants import ChatType, MessageEntityType

from adapters.telegram.images import pictures_of, shows_what_cannot_be_read
from bot.model import Conversation, ConversationKind, Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import telegram

    from adapters.telegram.sent import Entity

PLATFORM: Final = "telegram"

_URL: Final = MessageEntityType.URL.value
_TEXT_LINK: Final = MessageEntityType.TEXT_LINK.value


def chat_id(chat: int) -> str:
    """Return a chat's id as the store knows it, such as ``telegram:-100123``."""
    return f"{PLATFORM}:{chat}"


def number_of(chat: str) -> int:
    """Return Telegram's own number of a chat."""
    return int(chat.removeprefix(f"{PLATFORM}:"))


def kind_of(chat: telegram.Chat) -> ConversationKind:
    """Return whether others listen."""
    return ConversationKind.DIRECT if chat.type == ChatType.PRIVATE else ConversationKind.GROUP


def key_of(message: telegram.Message) -> str:
    """Return what the answer to a message is remembered by: its number, or the number of its album.

    An edit of any picture of an album then leads to the album's one answer.
    """
    return f"album-{message.media_group_id}" if message.media_group_id else str(message.message_id)


def to_message(
    messages: Sequence[telegram.Message], *, asked: bool = False, text: str | None = None, language: str = ""
) -> Message:
    """Return one message of ours for one of Telegram's, or for an album's several.

    Args:
        messages: one message, or all of one album in order; never empty.
        asked: somebody asked about it.
        text: words to take in place of what the first message says itself, such as those after /check.
        language: BCP 47 of the reader.
    """
    first = messages[0]
    pieces = [piece for message in messages for piece in _pieces(message)]
    words = [piece.text for piece in pieces]
    if text is not None:
        own = first.text or first.caption
        words = [text, *words[1 if own else 0 :]]
    hidden = list(_hidden(messages, pieces))
    if not hidden and (asked or kind_of(first.chat) is ConversationKind.DIRECT):
        hidden = list(_origins(messages))
    return Message(
        text="\n".join(filter(None, words)),
        hidden_urls=tuple(dict.fromkeys(hidden)),
        language=language,
        conversation=Conversation(chat_id(first.chat.id), kind_of(first.chat)),
        reply_to=str(first.message_id),
        asked=asked,
        images=tuple(pictures_of(messages)),
        unread_images=sum(map(shows_what_cannot_be_read, messages)),
    )


def holds_anything(message: telegram.Message) -> bool:
    """Tell whether a message has words, links or pictures; a joined or pinned notice has none."""
    return not to_message([message]).is_empty


def texts_in(text: str, entities: Iterable[telegram.MessageEntity | Entity], kind: str) -> list[str]:
    """Return what entities of a kind cover; offsets count UTF-16 units, so that an emoji counts two."""
    return _covered(text, [entity for entity in entities if entity.type == kind])


def links_in(text: str, entities: Iterable[telegram.MessageEntity | Entity]) -> list[str]:
    """Return the links of a text that Telegram tells: those that are seen, then those behind other words."""
    seen, behind = [], []
    for entity in entities:
        if entity.type == _URL:
            seen.append(entity)
        elif entity.type == _TEXT_LINK and entity.url:
            behind.append(entity.url)
    return [*_covered(text, seen), *behind]


def _covered(text: str, entities: Iterable[telegram.MessageEntity | Entity]) -> list[str]:
    if text.isascii():
        return [text[each.offset : each.offset + each.length] for each in entities]
    units = text.encode("utf-16-le", "surrogatepass")
    ends = [(each.offset * 2, (each.offset + each.length) * 2) for each in entities]
    return [units[start:end].decode("utf-16-le", "replace") for start, end in ends]


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    entities: Sequence[telegram.MessageEntity] = ()


def _pieces(message: telegram.Message) -> Iterator[_Piece]:
    """Yield all that a reader sees as words: the message's own first, then what is quoted or attached."""
    if message.text or message.caption:
        yield _Piece(message.text or message.caption or "", message.entities or message.caption_entities)
    if message.quote:
        yield _Piece(message.quote.text, message.quote.entities or ())
    if message.poll:
        yield from _in_poll(message.poll)
    if message.checklist:
        yield _Piece(message.checklist.title, message.checklist.title_entities)
        yield from (_Piece(task.text, task.text_entities) for task in message.checklist.tasks)
    if message.game:
        yield _Piece(f"{message.game.title}\n{message.game.description}")
        yield _Piece(message.game.text or "", message.game.text_entities)
    if message.invoice:
        yield _Piece(f"{message.invoice.title}\n{message.invoice.description}")


def _in_poll(poll: telegram.Poll) -> Iterator[_Piece]:
    yield _Piece(poll.question, poll.question_entities)
    yield _Piece(poll.description or "", poll.description_entities)
    yield from (_Piece(option.text, option.text_entities) for option in poll.options)
    yield _Piece(poll.explanation or "", poll.explanation_entities)


def _hidden(messages: Sequence[telegram.Message], pieces: Iterable[_Piece]) -> Iterator[str]:
    yield from _in_pieces(pieces)
    for message in messages:
        yield from _in_buttons(message)
        yield from _in_previews(message)


def _in_pieces(pieces: Iterable[_Piece]) -> Iterator[str]:
    for piece in pieces:
        yield from links_in(piece.text, piece.entities)


def _origins(messages: Iterable[telegram.Message]) -> Iterator[str]:
    """Yield the posts of public channels that were forwarded: the source of words that name no other.

    Only for whoever asks: a group that shares posts without links is talking.
    """
    for message in messages:
        origin = message.forward_origin
        if isinstance(origin, MessageOriginChannel) and origin.chat.username:
            yield f"https://t.me/{origin.chat.username}/{origin.message_id}"
        if message.story and message.story.chat.username:
            yield f"https://t.me/{message.story.chat.username}/s/{message.story.id}"


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
