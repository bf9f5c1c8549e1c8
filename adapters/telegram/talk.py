"""Which updates are only talk: told by their JSON, before anything is built of them or recorded.

Nearly all that a bot hears in a group is people talking. Of such a message nothing would be said, whatever its chat
is set to, so it is let go at a fraction of the cost, and its words never reach the disk. What is not surely talk
goes the long way: a key or an entity that is not named here may hide a link, ask something, or be new.
"""

from __future__ import annotations

from typing import Any, Final

_UPDATE: Final = frozenset({"update_id", "message"})
_GROUPS: Final = frozenset({"group", "supergroup"})
_PLAIN: Final = frozenset(
    {
        *("message_id", "date", "chat", "from", "sender_chat", "author_signature", "sender_boost_count"),
        *("message_thread_id", "is_topic_message", "is_from_offline", "has_protected_content"),
        *("forward_origin", "forward_from", "forward_sender_name", "forward_date", "reply_to_message"),
        *("text", "entities"),
    }
)
"""Keys of a message (Bot API, Message) that add nothing to read to its text."""
_DRESS: Final = frozenset(
    {
        *("bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote"),
        *("code", "pre", "hashtag", "cashtag", "phone_number", "custom_emoji"),
    }
)
"""Entities (Bot API, MessageEntity) that are no link, no command and no mention."""


def plain_words(raw: Any) -> str:  # noqa: ANN401 - whatever the other side sent
    """Return the words of a group's message that is text and nothing else; "" for any other update."""
    message = raw.get("message") if isinstance(raw, dict) and raw.keys() == _UPDATE else None
    if not isinstance(message, dict) or not message.keys() <= _PLAIN:
        return ""
    chat, text, entities = message.get("chat"), message.get("text"), message.get("entities", ())
    if not isinstance(chat, dict) or str(chat.get("type")) not in _GROUPS or not isinstance(text, str):
        return ""
    return "" if text.startswith("/") or not _is_dress(entities) else text


def _is_dress(entities: Any) -> bool:  # noqa: ANN401 - whatever the other side sent
    if not isinstance(entities, (list, tuple)):
        return False
    return all(isinstance(each, dict) and str(each.get("type")) in _DRESS for each in entities)
