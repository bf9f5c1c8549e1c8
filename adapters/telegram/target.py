"""Where an answer goes in Telegram: the message that it answers, and the chat that this stands in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import telegram


@dataclass(frozen=True, slots=True)
class Target:
    """One message to answer."""

    chat: int
    """Telegram's number of the chat."""
    kind: str
    """Telegram's type of it, such as ``supergroup``."""
    number: int
    """Of the message."""
    username: str = ""
    """The chat's public name; "" where it has none."""
    topic: int | None = None
    """The topic that the message stands in. None for none: the General topic, and the comments under a channel's
    post, have a thread that is no topic."""


def target_of(message: telegram.Message) -> Target:
    """Return where a message stands."""
    return Target(
        chat=message.chat.id,
        kind=message.chat.type,
        number=message.message_id,
        username=message.chat.username or "",
        topic=message.message_thread_id if message.is_topic_message else None,
    )
