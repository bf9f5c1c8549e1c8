"""Ordinary messages: words of a person, with links or without, that ask nothing of Mop by name. Pure.

Nearly all that is answered unasked, and most of what people send to Mop alone, is of this kind. It is made from what
``sent.read`` has read; python-telegram-bot's objects are made only of what is not ordinary, and the two ways lead to
the same message (tests/adapters/telegram/test_ordinary.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from msgspec import UNSET
from telegram.constants import ChatType, MessageEntityType

from adapters.telegram.sent import WORDS
from adapters.telegram.target import Target
from adapters.telegram.to_message import chat_id, links_in
from bot.model import Conversation, ConversationKind, Message

if TYPE_CHECKING:
    import telegram

    from adapters.telegram.sent import Said, Sent

AnyUpdate: TypeAlias = "telegram.Update | Ordinary"
"""An update as it is handed on."""

_LINKED: Final = WORDS | {MessageEntityType.URL.value, MessageEntityType.TEXT_LINK.value}
_PRIVATE: Final = ChatType.PRIVATE.value


@dataclass(frozen=True, slots=True)
class Ordinary:
    """An update that holds such a message."""

    update_id: int
    target: Target
    message: Message

    @property
    def is_owed(self) -> bool:
        """Whether somebody waits for an answer: alone with Mop, everybody does."""
        return self.message.conversation.kind is ConversationKind.DIRECT

    @property
    def key(self) -> str:
        """What the answer is remembered by (``to_message.key_of``)."""
        return self.message.reply_to


def ordinary(sent: Sent) -> Ordinary | None:
    """Return an update whose message is ordinary; None for any other."""
    said = sent.message
    person = said.from_
    # Channels and anonymous admins write through bots of Telegram's; other bots' words are not answered.
    if person is UNSET or person.is_bot or said.sender_chat is not UNSET or not _asks_nothing(said):
        return None
    is_private = said.chat.type == _PRIVATE
    hidden = _links_of(said)
    origin = said.forward_origin
    # A public channel's post that names no link is a link itself, for whoever asks about it.
    if origin is not UNSET and (not origin.is_whole or (is_private and not hidden and origin.type == "channel")):
        return None
    kind = ConversationKind.DIRECT if is_private else ConversationKind.GROUP
    message = Message(
        text=said.text,
        hidden_urls=hidden,
        language=person.language_code,
        conversation=Conversation(chat_id(said.chat.id), kind),
        reply_to=str(said.message_id),
    )
    topic = said.message_thread_id if said.is_topic_message else None
    target = Target(said.chat.id, said.chat.type, said.message_id, said.chat.username, topic)
    return Ordinary(sent.update_id, target, message)


def plain_words(sent: Sent) -> str:
    """Return the words of a group's message that has no link but in its words and asks nothing; "" for any other.

    Nearly all that a bot hears in a group is people talking. Of such a message nothing would be said, whatever its
    chat is set to, so it is let go at a fraction of the cost, and its words never reach the disk.
    """
    said = sent.message
    if said.chat.type == _PRIVATE or said.text.startswith("/") or said.link_preview_options is not UNSET:
        return ""
    return said.text if not said.entities or all(entity.type in WORDS for entity in said.entities) else ""


def _asks_nothing(said: Said) -> bool:
    """A command begins with a slash, a question holds a mention, an objection answers another message."""
    text = said.text
    if said.reply_to_message is not UNSET or not text or text.isspace() or text[0] == "/":
        return False
    for entity in said.entities:  # noqa: SIM110 - a generator costs as much as all the rest here
        if entity.type not in _LINKED:
            return False
    return True


def _links_of(said: Said) -> tuple[str, ...]:
    shown = said.link_preview_options
    if not said.entities and shown is UNSET:
        return ()
    found = dict.fromkeys(links_in(said.text, said.entities))
    if shown is not UNSET and shown.url is not UNSET:
        found[shown.url] = None
    return tuple(found)
