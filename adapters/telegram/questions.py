"""What a message asks of Mop: a command, a mention, or nothing. Pure."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import TYPE_CHECKING

from telegram.constants import MessageEntityType

from bot.commands import COMMANDS

if TYPE_CHECKING:
    import telegram

COMMAND_NAMES = frozenset(command.name for command in COMMANDS)


@dataclass(frozen=True, slots=True)
class Asked:
    """A command and the words after it; a mention is the command ``check``."""

    command: str
    argument: str


def asked_of(message: telegram.Message, username: str) -> Asked | None:
    """Return what ``message`` asks of the bot ``username``; None for what is not said to it."""
    text = message.text or message.caption or ""
    command = _command(text, username) if text.startswith("/") else None
    return command or _mention(message, text, username)


def deep_link(payload: str) -> Asked:
    """Return what ``t.me/bot?start=PAYLOAD`` asks: a command by its name, or a link in base64url.

    Telegram lets a payload hold 64 characters of ``A-Za-z0-9_-``; anything else is a greeting.
    """
    if payload in COMMAND_NAMES - {"check"}:
        return Asked(payload, "")
    try:
        url = base64.b64decode(payload + "=" * (-len(payload) % 4), b"-_", validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return Asked("start", "")
    return Asked("check", url) if url.startswith(("http://", "https://")) else Asked("start", "")


def _command(text: str, username: str) -> Asked | None:
    head, _, argument = text[1:].partition(" ")
    head, _, rest = head.partition("\n")
    name, _, addressed = head.partition("@")
    if addressed and addressed.lower() != username.lower():
        return None
    argument = f"{rest} {argument}".strip() if rest else argument.strip()
    if name.lower() not in COMMAND_NAMES:
        return None
    if name.lower() == "start" and argument:
        return deep_link(argument)
    return Asked(name.lower(), argument)


def _mention(message: telegram.Message, text: str, username: str) -> Asked | None:
    """Return the question of a message that mentions the bot, with the mention taken out."""
    entities = message.parse_entities([MessageEntityType.MENTION]) or message.parse_caption_entities(
        [MessageEntityType.MENTION]
    )
    name = next((said for said in entities.values() if said[1:].lower() == username.lower()), None)
    return None if name is None else Asked("check", text.replace(name, " ").strip())
