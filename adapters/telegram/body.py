"""The body of a sendMessage as it goes out: JSON, put together from where an answer goes and what it says. Pure.

The same Reply object is sent again wherever an answer is at hand (``bot.at_hand``): what it says is made into bytes
once. Kept in memory are answers, which hold no word of a message.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cachetools import LRUCache
from msgspec.json import encode
from telegram.constants import ChatType, ParseMode

from adapters.telegram.keyboard import keyboard
from adapters.telegram.render import render

if TYPE_CHECKING:
    from telegram import TelegramObject

    from adapters.telegram.render import Rendered
    from adapters.telegram.target import Target
    from bot.locales import Localizer
    from bot.model import Reply

MOST_KEPT: Final = 512
"""Answers as bytes; each takes some two kilobytes."""


class Contents:
    """What answers say, as bytes."""

    def __init__(self) -> None:
        self._kept: LRUCache[int, tuple[Reply, Localizer, bytes]] = LRUCache(MOST_KEPT)
        """By the identity of the reply, which is kept along and so nobody else's."""

    def of(self, reply: Reply, sentences: Localizer) -> bytes:
        """Return what a reply says, in the words of ``sentences``, with its buttons."""
        kept = self._kept.get(id(reply))
        if kept is not None and kept[0] is reply and kept[1] is sentences:
            return kept[2]
        made = content(render(reply, sentences), keyboard(reply, sentences))
        self._kept[id(reply)] = (reply, sentences, made)
        return made


def content(rendered: Rendered, markup: TelegramObject | None, *, plain: bool = False) -> bytes:
    """Return what a message says, for ``body``.

    Args:
        rendered: its words and what is shown of a page.
        markup: buttons or a form for an answer; None for none.
        plain: without markup in its words.
    """
    said: dict[str, Any] = {"text": rendered.plain if plain else rendered.text}
    if not plain:
        said["parse_mode"] = ParseMode.HTML
    said["link_preview_options"] = rendered.preview.to_dict()
    if markup is not None:
        said["reply_markup"] = markup.to_dict()
    return encode(said)


def body(chat: int, target: Target, said: bytes) -> bytes:
    """Return the whole call: to a chat, in a target's topic, as a reply to it, in a group without a sound.

    Args:
        chat: usually the target's; another one where a group became a supergroup meanwhile.
        target: what is answered; an answer whose message is gone is sent all the same.
        said: what ``content`` made.
    """
    quiet = "false" if target.kind == ChatType.PRIVATE else "true"
    topic = f'"message_thread_id":{target.topic},' if target.topic is not None else ""
    where = (
        f'{{"chat_id":{chat},{topic}"disable_notification":{quiet},'
        f'"reply_parameters":{{"message_id":{target.number},"allow_sending_without_reply":true}},'
    )
    return where.encode() + said[1:]
