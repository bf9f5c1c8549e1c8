"""Environment -> Discord's own settings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from bot.settings import EnvironmentReader, Settings, read_settings, yes_or_no

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_API_URL: Final = "https://discord.com/api/v10"


@dataclass(frozen=True, slots=True)
class Shards:
    """Which shards this process serves."""

    ids: tuple[int, ...]
    """Empty for all of them."""
    count: int
    """How many there are in all processes together; 0 lets Discord say."""


ALL_SHARDS: Final = Shards((), 0)


@dataclass(frozen=True, slots=True)
class DiscordSettings:
    """What the operator chose for Discord."""

    token: str
    api_url: str = DEFAULT_API_URL
    """Without a slash at the end."""
    gateway_url: str = ""
    """The only gateway that is connected to, whatever Discord names; "" for the one that Discord names."""
    shards: Shards = ALL_SHARDS
    passive: bool = False
    """Whether to ask Discord for the content of messages that do not mention Mop."""


def read_discord_settings(environment: Mapping[str, str]) -> tuple[Settings, DiscordSettings]:
    """Return the settings of Mop and those of Discord.

    Raises:
        ConfigurationError: with every fault of both, at once.
    """
    reader = EnvironmentReader(environment)
    settings = DiscordSettings(
        token=_token(reader),
        api_url=reader.parsed(
            "MOP_DISCORD_API_URL", _web_address, DEFAULT_API_URL, f"write an address such as {DEFAULT_API_URL}"
        ),
        gateway_url=reader.parsed(
            "MOP_DISCORD_GATEWAY_URL", _gateway, "", "write a ws:// or wss:// address, or leave it unset"
        ),
        shards=reader.parsed("MOP_DISCORD_SHARDS", parse_shards, ALL_SHARDS, "write all, or a range such as 0-3/16"),
        passive=reader.parsed("MOP_DISCORD_PASSIVE", yes_or_no, False, "write true or false"),
    )
    general = reader.with_faults_of(read_settings)
    return general, settings


def parse_shards(text: str) -> Shards:
    """Return the shards that ``all``, ``0-3/16`` or ``2/16`` names.

    Raises:
        ValueError: it names none.
    """
    if text.lower() == "all":
        return ALL_SHARDS
    found = re.fullmatch(r"(\d{1,5})(?:-(\d{1,5}))?/(\d{1,5})", text, re.ASCII)
    if found is None:
        raise ValueError(f"{text!r} is no range of shards")
    first, last, count = int(found[1]), int(found[2] or found[1]), int(found[3])
    if not first <= last < count:
        raise ValueError(f"{text!r} names shards that do not exist: of {count} the last one is {count - 1}")
    return Shards(tuple(range(first, last + 1)), count)


def _token(reader: EnvironmentReader) -> str:
    """Return the token without the word that some copy with it."""
    remedy = "copy it from the page Bot of your application at https://discord.com/developers/applications"
    return reader.required("MOP_DISCORD_TOKEN", remedy).removeprefix("Bot ").strip()


def _web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        raise ValueError(f"{text!r} is no web address")
    return text.rstrip("/")


def _gateway(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"wss", "ws"} or not parts.hostname:
        raise ValueError(f"{text!r} is no address of a gateway")
    return text
