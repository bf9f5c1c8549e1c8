"""What the operator chooses for Discord."""

from __future__ import annotations

import pytest

from adapters.discord.settings import ALL_SHARDS, DEFAULT_API_URL, DiscordSettings, Shards, read_discord_settings
from bot.errors import ConfigurationError

TOKEN = "MTIz.abc.def"


def test_a_token_is_all_it_takes() -> None:
    """With a token alone Mop connects to Discord, serves all shards and asks for no message content."""
    general, own = read_discord_settings({"MOP_DISCORD_TOKEN": f" Bot {TOKEN} "})
    assert own == DiscordSettings(TOKEN, DEFAULT_API_URL, "", ALL_SHARDS, passive=False)
    assert general.locale == "en"


def test_everything_chosen() -> None:
    """Each setting is read, a slash at the end of the address left off."""
    _, own = read_discord_settings(
        {
            "MOP_DISCORD_TOKEN": TOKEN,
            "MOP_DISCORD_API_URL": "http://127.0.0.1:1/api/v10/",
            "MOP_DISCORD_GATEWAY_URL": "ws://127.0.0.1:1/gateway",
            "MOP_DISCORD_SHARDS": "0-3/16",
            "MOP_DISCORD_PASSIVE": "True",
        }
    )
    shards = Shards((0, 1, 2, 3), 16)
    assert own == DiscordSettings(
        TOKEN, "http://127.0.0.1:1/api/v10", "ws://127.0.0.1:1/gateway", shards, passive=True
    )


@pytest.mark.parametrize(
    ("text", "shards"), [("ALL", ALL_SHARDS), ("2/16", Shards((2,), 16)), ("0/1", Shards((0,), 1))]
)
def test_shards(text: str, shards: Shards) -> None:
    """``all``, one shard or a range of them."""
    _, own = read_discord_settings({"MOP_DISCORD_TOKEN": TOKEN, "MOP_DISCORD_SHARDS": text})
    assert own.shards == shards


def test_every_fault_at_once_and_no_secret_in_it() -> None:
    """All faults are told together, Mop's own among them, each with its variable, and the token in none."""
    wrong = {
        "MOP_DISCORD_API_URL": "discord.com",
        "MOP_DISCORD_GATEWAY_URL": "https://gateway.example",
        "MOP_DISCORD_SHARDS": "4-2/16",
        "MOP_DISCORD_PASSIVE": "perhaps",
        "MOP_LOG_LEVEL": "loud",
    }
    with pytest.raises(ConfigurationError) as raised:
        read_discord_settings(wrong)
    assert [fault.place for fault in raised.value.faults] == ["MOP_DISCORD_TOKEN", *wrong]
    with pytest.raises(ConfigurationError) as raised:
        read_discord_settings({**wrong, "MOP_DISCORD_TOKEN": TOKEN})
    assert TOKEN not in str(raised.value)


@pytest.mark.parametrize("text", ["0-16/16", "16/16", "1-2", "a/b", "0/0", "-1/2", "0-3/16/2", "\u0661/\u0662"])
def test_shards_that_do_not_exist(text: str) -> None:
    """A range that names no shard is told as such."""
    with pytest.raises(ConfigurationError, match="MOP_DISCORD_SHARDS"):
        read_discord_settings({"MOP_DISCORD_TOKEN": TOKEN, "MOP_DISCORD_SHARDS": text})
