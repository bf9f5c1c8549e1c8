"""The body of a sendMessage as it goes out: JSON, put together from where an answer goes and what it says. Pure.

The same Reply object is sent again wherever an answer is at hand (``bot.at_hand``): what it says is made into bytes
once. Kept in memory are answers, which hold no word of a message.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from msgspec import Raw
from msgspec.json import encode
from telegram.constants import ChatType

from adapters.telegram.keyboard import keyboard
from adapters.telegram.render import render

if TYPE_CHECKING:
    from collections.abc import Callable

    from telegram import TelegramObject

    from adapters.telegram.render import Rendered
    from adapters.telegram.target import Target
    from bot.locales import Localizer
    from bot.model import Action, Reply

_PRIVATE: Final = ChatType.PRIVATE.value

KEPT_SECONDS: Final = 600.0
"""As long as an answer is at hand (``bot.at_hand.STANDS``)."""

MOST_KEPT: Final = 512
"""Answers as bytes; each takes some two kilobytes."""


class _Content(NamedTuple):
    reply: Reply
    sentences: Localizer
    made: bytes
    until: float


class Contents:
    """What answers say, as bytes."""

    def __init__(self, timer: Callable[[], float] = time.monotonic) -> None:
        self._timer = timer
        self._kept: dict[int, _Content] = {}
        """By the identity of the reply, which is kept along and so nobody else's; oldest first."""
        self._buttons: dict[tuple[tuple[Action, ...], str], Raw] = {}
        """By the actions and the language: a few dozen at the most."""

    def of(self, reply: Reply, sentences: Localizer) -> bytes:
        """Return what a reply says, in the words of ``sentences``, with its buttons."""
        kept = self._kept.get(id(reply))
        if kept is None or kept.sentences is not sentences:
            self._drop_old()
            made = content(render(reply, sentences), self._markup(reply, sentences))
            kept = self._kept[id(reply)] = _Content(reply, sentences, made, self._timer() + KEPT_SECONDS)
        return kept.made

    def _drop_old(self) -> None:
        now = self._timer()
        while self._kept:
            oldest = next(iter(self._kept))
            if len(self._kept) < MOST_KEPT and now < self._kept[oldest].until:
                break
            del self._kept[oldest]

    def _markup(self, reply: Reply, sentences: Localizer) -> Raw | None:
        if not reply.actions:
            return None
        key = (reply.actions, sentences.language)
        made = self._buttons.get(key)
        if made is None:
            made = self._buttons[key] = Raw(encode(markup_of(keyboard(reply, sentences))))
        return made


def markup_of(markup: TelegramObject | None) -> dict[str, Any] | None:
    """Return buttons, or a form for an answer, as the Bot API has them; None for none."""
    return markup.to_dict() if markup is not None else None


def content(rendered: Rendered, markup: dict[str, Any] | Raw | None = None, *, plain: bool = False) -> bytes:
    """Return what a message says, for ``body``.

    Args:
        rendered: its words and what is shown of a page.
        markup: buttons or a form for an answer; None for none.
        plain: without markup in its words.
    """
    said: dict[str, Any] = {"text": rendered.plain if plain else rendered.text}
    if not plain:
        said["parse_mode"] = "HTML"
    said["link_preview_options"] = rendered.preview.fields
    if markup is not None:
        said["reply_markup"] = markup
    return encode(said)


def body(chat: int, target: Target, said: bytes) -> bytes:
    """Return the whole call: to a chat, in a target's topic, as a reply to it, in a group without a sound.

    Args:
        chat: usually the target's; another one where a group became a supergroup meanwhile.
        target: what is answered; an answer whose message is gone is sent all the same.
        said: what ``content`` made.
    """
    quiet = "false" if target.kind == _PRIVATE else "true"
    topic = f'"message_thread_id":{target.topic},' if target.topic is not None else ""
    where = (
        f'{{"chat_id":{chat},{topic}"disable_notification":{quiet},'
        f'"reply_parameters":{{"message_id":{target.number},"allow_sending_without_reply":true}},'
    )
    return where.encode() + said[1:]
