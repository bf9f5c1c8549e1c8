"""Telegram's own settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.telegram.settings import TelegramSettings, read_telegram_settings
from bot.errors import ConfigurationError

TOKEN = "123:AAE-x_y"


def read(folder: Path, **variables: str) -> TelegramSettings:
    """Return what an environment holds."""
    named = {f"MOP_TELEGRAM_{name}": value for name, value in variables.items()}
    return read_telegram_settings({"MOP_DATA_DIR": str(folder), **named})[1]


def test_a_token_is_enough(tmp_path: Path) -> None:
    """With a token alone Mop polls Telegram itself."""
    assert read(tmp_path, TOKEN=TOKEN) == TelegramSettings(TOKEN)


def test_everything_set(tmp_path: Path) -> None:
    """A server of one's own may take http."""
    found = read(
        tmp_path,
        TOKEN=TOKEN,
        API_URL="http://127.0.0.1:1/bot",
        WEBHOOK_URL="http://127.0.0.1:2/hook",
        WEBHOOK_SECRET="s",
        WEBHOOK_LISTEN="[::1]:8081",
    )
    assert found == TelegramSettings(TOKEN, "http://127.0.0.1:1/bot", "http://127.0.0.1:2/hook", "s", ("::1", 8081))


@pytest.mark.parametrize(
    ("variables", "faults"),
    [
        ({}, ["MOP_TELEGRAM_TOKEN: is not set"]),
        ({"TOKEN": "secret"}, ["MOP_TELEGRAM_TOKEN: is not of the form 123456:ABC"]),
        ({"TOKEN": "1:se/cret"}, ["MOP_TELEGRAM_TOKEN: holds a character that no token has"]),
        ({"TOKEN": TOKEN, "API_URL": "https://a.example/"}, ["MOP_TELEGRAM_API_URL: 'https://a.example/' does not"]),
        ({"TOKEN": TOKEN, "API_URL": "ftp://a/bot"}, ["MOP_TELEGRAM_API_URL: 'ftp://a/bot' is no web address"]),
        (
            {"TOKEN": TOKEN, "WEBHOOK_URL": "http://a.example/", "WEBHOOK_SECRET": "se cret"},
            ["MOP_TELEGRAM_WEBHOOK_URL: 'http://a.example/' is not https", "MOP_TELEGRAM_WEBHOOK_SECRET: holds"],
        ),
        ({"TOKEN": TOKEN, "WEBHOOK_URL": "https://a.example/"}, ["MOP_TELEGRAM_WEBHOOK_SECRET: is not set"]),
        ({"TOKEN": TOKEN, "WEBHOOK_LISTEN": "host"}, ["MOP_TELEGRAM_WEBHOOK_LISTEN: 'host' is no host:port"]),
        ({"TOKEN": TOKEN, "MESSAGES_PER_SECOND": "0"}, ["MOP_TELEGRAM_MESSAGES_PER_SECOND: '0' is no whole number"]),
    ],
)
def test_faults(tmp_path: Path, variables: dict[str, str], faults: list[str]) -> None:
    """Every fault is told with its variable, at once, and never with a secret."""
    with pytest.raises(ConfigurationError) as caught:
        read(tmp_path, **variables)
    lines = [str(fault) for fault in caught.value.faults]
    assert [line[: len(fault)] for line, fault in zip(lines, faults, strict=True)] == faults
    assert "secret (" not in str(caught.value)


@pytest.mark.parametrize("text", ["2", "301", "-5", "ten", "1.2.3"])
def test_leases_have_a_length_that_works(tmp_path: Path, text: str) -> None:
    """A lease too short to be renewed in time, or longer than anybody waits, is refused."""
    with pytest.raises(ConfigurationError, match="MOP_WORKER_LEASE_SECONDS"):
        read_telegram_settings(
            {"MOP_TELEGRAM_TOKEN": TOKEN, "MOP_DATA_DIR": str(tmp_path), "MOP_WORKER_LEASE_SECONDS": text}
        )


def test_what_several_programs_share_can_be_set(tmp_path: Path) -> None:
    """A bot that pays for more messages a second sends them; leases are as long as the operator says."""
    found = read(tmp_path, TOKEN=TOKEN, MESSAGES_PER_SECOND="100")
    assert found.messages_per_second == 100
    variables = {"MOP_TELEGRAM_TOKEN": TOKEN, "MOP_DATA_DIR": str(tmp_path), "MOP_WORKER_LEASE_SECONDS": "7.5"}
    assert read_telegram_settings(variables)[1].lease_seconds == 7.5
