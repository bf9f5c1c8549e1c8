"""Environment -> Telegram's own settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.settings import EnvironmentReader, Settings, read_settings

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_API_URL = "https://api.telegram.org/bot"


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """What the operator chose for Telegram."""

    token: str
    api_url: str = DEFAULT_API_URL
    """Bot API server, ends in ``/bot``."""
    webhook_url: str = ""
    """Where Telegram delivers updates; "" polls for them."""
    webhook_secret: str = ""
    """What Telegram sends in ``X-Telegram-Bot-Api-Secret-Token``."""
    listen: tuple[str, int] = ("127.0.0.1", 8080)
    """Host and port of the webhook's server."""
    messages_per_second: int = 30
    """That Telegram takes of this bot, to all chats together and from all programs."""
    lease_seconds: float = 15.0
    """How long a chat waits for a worker that was killed."""


def read_telegram_settings(environment: Mapping[str, str]) -> tuple[Settings, TelegramSettings]:
    """Return the settings of Mop and those of Telegram.

    Raises:
        ConfigurationError: with every fault of both, at once.
    """
    reader = EnvironmentReader(environment)
    token = reader.parsed("MOP_TELEGRAM_TOKEN", _token, "", "copy it again from @BotFather, digits and colon too")
    if not reader.text("MOP_TELEGRAM_TOKEN"):
        reader.required("MOP_TELEGRAM_TOKEN", "ask @BotFather for one and set it")
    api_url = reader.parsed("MOP_TELEGRAM_API_URL", _api_url, DEFAULT_API_URL, "write an address that ends in /bot")
    # Telegram itself takes https alone; a Bot API server of one's own also takes http.
    webhook = _https if api_url == DEFAULT_API_URL else _web_address
    webhook_url = reader.parsed(
        "MOP_TELEGRAM_WEBHOOK_URL", webhook, "", "write an https:// address, or leave it unset"
    )
    secret = reader.parsed("MOP_TELEGRAM_WEBHOOK_SECRET", _secret, "", "write 1 to 256 of A-Z a-z 0-9 _ -")
    if webhook_url and not secret:
        secret = reader.required("MOP_TELEGRAM_WEBHOOK_SECRET", "set one: without it anybody could send updates")
    settings = TelegramSettings(
        token=token,
        api_url=api_url,
        webhook_url=webhook_url,
        webhook_secret=secret,
        listen=reader.parsed(
            "MOP_TELEGRAM_WEBHOOK_LISTEN",
            _host_and_port,
            ("127.0.0.1", 8080),
            "write host:port, such as 0.0.0.0:8080",
        ),
        messages_per_second=reader.parsed(
            "MOP_TELEGRAM_MESSAGES_PER_SECOND",
            _rate,
            30,
            "write a whole number of 1 to 1000; Telegram's default is 30",
        ),
        lease_seconds=reader.parsed("MOP_WORKER_LEASE_SECONDS", _lease, 15.0, "write a number of seconds, 3 to 300"),
    )
    general = reader.with_faults_of(read_settings)
    return general, settings


def _token(text: str) -> str:
    """The value is a secret and never part of the fault."""
    number, _, secret = text.partition(":")
    if not (number.isascii() and number.isdigit() and secret and secret.isascii() and secret.isprintable()):
        raise ValueError("is not of the form 123456:ABC")
    if any(char in secret for char in " /?#%"):
        raise ValueError("holds a character that no token has")
    return text


def _https(text: str) -> str:
    if urlsplit(_web_address(text)).scheme != "https":
        raise ValueError(f"{text!r} is not https")
    return text


def _web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        raise ValueError(f"{text!r} is no web address")
    return text


def _api_url(text: str) -> str:
    if not _web_address(text).endswith("/bot"):
        raise ValueError(f"{text!r} does not end in /bot")
    return text


def _secret(text: str) -> str:
    if len(text) > 256 or not all(char.isascii() and (char.isalnum() or char in "_-") for char in text):
        raise ValueError("holds a character that Telegram does not take")
    return text


def _rate(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 1000):
        raise ValueError(f"{text!r} is no whole number of 1 to 1000")
    return int(text)


def _lease(text: str) -> float:
    seconds = float(text) if text.replace(".", "", 1).isdigit() and text.isascii() else 0.0
    if not 3 <= seconds <= 300:
        raise ValueError(f"{text!r} is no number of seconds, 3 to 300")
    return seconds


def _host_and_port(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65_536:
        raise ValueError(f"{text!r} is no host:port")
    return host.strip("[]") or "127.0.0.1", int(port)
