"""Commands and their descriptions, told to Telegram in each language and scope, only when they changed."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from telegram import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)

from adapters.telegram.failures import translated
from bot.commands import COMMANDS
from bot.errors import PlatformError
from bot.locales import DEFAULT_LANGUAGE, languages, localizer

if TYPE_CHECKING:
    import telegram

_log = logging.getLogger(__name__)


async def announce(bot: telegram.Bot) -> None:
    """Set the command menus; a Telegram that is away is no reason not to start."""
    scopes = (
        (BotCommandScopeAllPrivateChats(), True),
        (BotCommandScopeAllGroupChats(), False),
        (BotCommandScopeAllChatAdministrators(), True),
    )
    try:
        for scope, for_admins in scopes:
            for language in languages():
                await _announce(bot, scope, language, for_admins=for_admins)
    except PlatformError as error:
        _log.warning("the command menus stay as they were: %s", error)


async def _announce(bot: telegram.Bot, scope: telegram.BotCommandScope, language: str, *, for_admins: bool) -> None:
    say = localizer(language).text
    wanted = tuple(
        BotCommand(command.name, say(command.description_id))
        for command in COMMANDS
        if for_admins or not command.for_admins
    )
    code = None if language == DEFAULT_LANGUAGE else language
    with translated("the command menus"):
        if await bot.get_my_commands(scope, code) != wanted:
            await bot.set_my_commands(wanted, scope, code)
