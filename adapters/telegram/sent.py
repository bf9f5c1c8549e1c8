"""The message of an update as Telegram sends it, read from its bytes without python-telegram-bot. Pure.

Only messages whose every key and type is named here; what is not may hide a link, ask something, or be new, and goes
the long way. What is read is read as python-telegram-bot would have, for a hundredth of what its objects cost.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from msgspec import UNSET, DecodeError, Meta, Raw, Struct, UnsetType, field
from msgspec.json import Decoder

Moment = Annotated[int, Meta(ge=0, le=253_402_300_799)]
"""Seconds since 1970, to the end of the year 9999: what a datetime can hold."""
Units = Annotated[int, Meta(ge=0)]
"""UTF-16 units."""

WORDS: Final = frozenset(
    {
        *("bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote"),
        *("code", "pre", "hashtag", "cashtag", "phone_number", "custom_emoji"),
    }
)
"""Entities (Bot API, MessageEntity) that are no link, no command and no mention."""


class Person(Struct, frozen=True, gc=False):
    """Whoever wrote (Bot API, User)."""

    id: int
    is_bot: bool
    first_name: str
    language_code: str = ""


class Chat(Struct, frozen=True, gc=False):
    """Where it was written (Bot API, Chat)."""

    id: int
    type: Literal["private", "group", "supergroup"]
    username: str = ""


class Entity(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A part of the text (Bot API, MessageEntity)."""

    type: str
    offset: Units
    length: Units
    url: str = ""
    language: str = ""
    custom_emoji_id: str = ""


class Preview(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """How the preview of a link is shown (Bot API, LinkPreviewOptions)."""

    is_disabled: bool = False
    url: str | UnsetType = UNSET
    prefer_small_media: bool = False
    prefer_large_media: bool = False
    show_above_text: bool = False


class Origin(Struct, frozen=True, gc=False):
    """Where a forwarded message comes from (Bot API, MessageOrigin), but for what is not used of it."""

    type: Literal["user", "hidden_user", "chat", "channel"]
    date: Moment
    sender_user: Person | UnsetType = UNSET
    sender_user_name: str | UnsetType = UNSET
    sender_chat: OriginChat | UnsetType = UNSET
    chat: OriginChat | UnsetType = UNSET
    message_id: int | UnsetType = UNSET

    @property
    def is_whole(self) -> bool:
        """Whether it holds what its type promises."""
        if self.type == "channel":
            return self.chat is not UNSET and self.message_id is not UNSET
        named = {"user": self.sender_user, "hidden_user": self.sender_user_name, "chat": self.sender_chat}
        return named[self.type] is not UNSET


class OriginChat(Struct, frozen=True, gc=False):
    """A chat or channel that a message was forwarded from."""

    id: int
    type: str


class Said(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A message that is text (Bot API, Message)."""

    message_id: int
    date: Moment
    chat: Chat
    text: str
    from_: Person | UnsetType = field(default=UNSET, name="from")
    entities: tuple[Entity, ...] = ()
    link_preview_options: Preview | UnsetType = UNSET
    forward_origin: Origin | UnsetType = UNSET
    message_thread_id: int | None = None
    is_topic_message: bool = False
    has_protected_content: bool = False
    is_from_offline: bool = False
    reply_to_message: Raw | UnsetType = UNSET
    sender_chat: Raw | UnsetType = UNSET
    # What follows adds nothing to read: who wrote, once more, and what older programs know a forward by.
    author_signature: Raw | UnsetType = UNSET
    sender_boost_count: Raw | UnsetType = UNSET
    forward_from: Raw | UnsetType = UNSET
    forward_from_chat: Raw | UnsetType = UNSET
    forward_from_message_id: Raw | UnsetType = UNSET
    forward_signature: Raw | UnsetType = UNSET
    forward_sender_name: Raw | UnsetType = UNSET
    forward_date: Raw | UnsetType = UNSET


class Sent(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """An update (Bot API, Update) that holds such a message."""

    update_id: int
    message: Said


class _Numbered(Struct):
    """Any update."""

    update_id: int


_DECODER: Final = Decoder(Sent)
_NUMBERS: Final = Decoder(_Numbered)


def read(raw: bytes | str) -> Sent | None:
    """Return an update; None for any other kind, or one that holds more than is named here."""
    try:
        return _DECODER.decode(raw)
    except (DecodeError, UnicodeDecodeError, RecursionError):
        return None


def number_of(raw: bytes) -> int | None:
    """Return the number of any update; None where it has none."""
    try:
        return _NUMBERS.decode(raw).update_id
    except (DecodeError, UnicodeDecodeError, RecursionError):
        return None
