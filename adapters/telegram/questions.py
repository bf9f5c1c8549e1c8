"""What a message asks of Mop: a command, a mention, an objection, or nothing. Pure."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from telegram.constants import ChatType, MessageEntityType

from adapters.telegram.to_message import texts_in
from bot.commands import COMMANDS

if TYPE_CHECKING:
    import telegram

COMMAND_NAMES: Final = frozenset(command.name for command in COMMANDS)

OBJECTION: Final = "objection-"
"""Begins the payload of a deep link that leads to the answer that somebody objects to."""

_COMMAND: Final = re.compile(r"/([a-z0-9_]{1,32})(?:@([a-z0-9_]+))?(?:\s+(.*))?", re.IGNORECASE | re.DOTALL)
_OBJECTION: Final = re.compile(OBJECTION + r"([0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class Asked:
    """A command and the words after it; a mention is the command ``check``."""

    command: str
    argument: str = ""
    objects_to: str = ""
    """Number of the answer that is not right, with no command; "" otherwise."""


def asked_of(message: telegram.Message, username: str) -> Asked | None:
    """Return what ``message`` asks of the bot ``username``; None for what is not said to it."""
    text = message.text or message.caption or ""
    return _command(text, username) or _objection(message, text, username) or _mention(message, text, username)


def deep_link(payload: str) -> Asked:
    """Return what ``t.me/bot?start=PAYLOAD`` asks: a command by its name, a link in base64url, an objection.

    Telegram lets a payload hold 64 characters of ``A-Za-z0-9_-``; anything else is a greeting.
    """
    if payload in COMMAND_NAMES - {"check", "forget"}:  # a link from a stranger deletes nothing
        return Asked(payload)
    if found := _OBJECTION.fullmatch(payload):
        return Asked("", objects_to=found[1])
    try:
        url = base64.b64decode(payload + "=" * (-len(payload) % 4), b"-_", validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return Asked("start")
    return Asked("check", url) if url.startswith(("http://", "https://")) else Asked("start")


def link_to_objection(username: str, answer: str) -> str:
    """Return the deep link that stands for an objection to an answer of a private chat."""
    return f"https://t.me/{username}?start={OBJECTION}{answer}"


def _command(text: str, username: str) -> Asked | None:
    found = _COMMAND.fullmatch(text)
    if found is None:
        return None
    name, addressed, argument = found[1].lower(), found[2], (found[3] or "").strip()
    if (addressed and addressed.lower() != username.lower()) or name not in COMMAND_NAMES:
        return None
    return deep_link(argument) if name == "start" and argument else Asked(name, argument)


def _mention(message: telegram.Message, text: str, username: str) -> Asked | None:
    """Return the question of a message that mentions the bot, with the mention taken out."""
    entities = message.entities or message.caption_entities
    said = texts_in(text, entities, MessageEntityType.MENTION)
    name = next((each for each in said if each[1:].lower() == username.lower()), None)
    return None if name is None else Asked("check", text.replace(name, " ").strip())


def _objection(message: telegram.Message, text: str, username: str) -> Asked | None:
    """Return the objection that a private message makes by answering Mop's question for one.

    Which answer it is about stands in a link of that question, so that it is known after a restart.
    """
    question = message.reply_to_message
    if message.chat.type != ChatType.PRIVATE or question is None or question.from_user is None:
        return None
    if (question.from_user.username or "").lower() != username.lower():
        return None
    prefix = link_to_objection(username, "")
    links = (entity.url for entity in question.entities if entity.type == MessageEntityType.TEXT_LINK)
    number = next((url.removeprefix(prefix) for url in links if url and url.startswith(prefix)), "")
    return Asked("", text, objects_to=number) if number.isdigit() and text else None
