"""Commands as Discord shows them, in each of its languages, told to it only when they changed."""

from __future__ import annotations

import hashlib
import json
import logging
from typing import TYPE_CHECKING, Any, Final

from discord import app_commands

from adapters.discord.failures import translated
from bot.errors import PlatformError
from bot.locales import DEFAULT_LANGUAGE, languages, localizer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import discord

KEY: Final = "key"
"""Extra of a ``locale_str``: the sentence that it is."""

LAST_TOLD: Final = "discord_commands"
"""File in the data folder: a digest of what Discord was told last."""

_log = logging.getLogger(__name__)


def said(message_id: str) -> app_commands.locale_str:
    """Return a sentence in the default language that Discord shows in the reader's own."""
    return app_commands.locale_str(localizer(DEFAULT_LANGUAGE).text(message_id), **{KEY: message_id})


class SentenceTranslator(app_commands.Translator):
    """Translates names and descriptions into the locales of Discord that there are sentences for."""

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        """Return a sentence in a locale such as ``es-419``; None where the default one is shown."""
        del context
        language = str(locale).split("-", maxsplit=1)[0]
        key = string.extras.get(KEY)
        if key is None or language == DEFAULT_LANGUAGE or language not in languages():
            return None
        return localizer(language).text(key)


async def announce(tree: app_commands.CommandTree[Any], data_dir: Path) -> bool:
    """Tell Discord the commands where they changed; a Discord that does not take them is no reason not to start.

    Returns:
        Whether Discord was told.
    """
    payload = [await command.get_translated_payload(tree, _translator(tree)) for command in tree.get_commands()]
    digest = _digest(tree.client.application_id, payload)
    last = data_dir / LAST_TOLD
    try:
        with translated("the commands"):
            known = await tree.fetch_commands()
            if _read(last) == digest and _names(known) == _names_of(payload):
                return False
            await tree.sync()
    except PlatformError as error:
        _log.warning("the commands stay as they were: %s", error)
        return False
    _write(last, digest)
    return True


def _translator(tree: app_commands.CommandTree[Any]) -> app_commands.Translator:
    assert tree.translator  # noqa: S101 - commands.py set it
    return tree.translator


def _digest(application: int | None, payload: list[dict[str, Any]]) -> str:
    text = json.dumps([application, payload], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _names(commands: Iterable[app_commands.AppCommand]) -> set[tuple[int, str]]:
    return {(command.type.value, command.name) for command in commands}


def _names_of(payload: Iterable[Mapping[str, Any]]) -> set[tuple[int, str]]:
    return {(command["type"], command["name"]) for command in payload}


def _read(path: Path) -> str:
    try:
        return path.read_text("ascii").strip()
    except (OSError, ValueError):
        return ""


def _write(path: Path, digest: str) -> None:
    """Keep the digest; where that fails Discord is told again next time."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(digest, "ascii")
    except OSError as error:
        _log.warning("cannot keep what Discord was told: %s", error)
