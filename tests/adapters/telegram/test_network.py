"""Calls over a bad line."""

from __future__ import annotations

import httpx
import pytest
from telegram.error import NetworkError

from adapters.telegram import network
from adapters.telegram.network import MopBot, may_repeat
from bot.fetch import OwnPage
from tests.adapters.telegram.bot_api import TOKEN, Fault, Refusal, played_telegram

SEND, EDIT = "https://a.example/bot1:x/sendMessage", "https://a.example/bot1:x/editMessageText"


@pytest.mark.parametrize(
    ("url", "cause", "may"),
    [
        (SEND, httpx.ConnectError("x"), True),
        (SEND, httpx.ConnectTimeout("x"), True),
        (SEND, httpx.PoolTimeout("x"), True),
        (SEND, httpx.ReadTimeout("x"), False),
        (SEND, httpx.RemoteProtocolError("x"), False),
        (EDIT, httpx.ReadTimeout("x"), True),
    ],
)
def test_what_may_be_repeated(url: str, cause: Exception, may: bool) -> None:
    """A message is sent again only where the first one surely did not arrive; other calls always."""
    error = NetworkError("x")
    error.__cause__ = cause
    assert may_repeat(url, error) is may


async def test_the_bots_own_page_is_learnt_from_telegram() -> None:
    """Sites are told the bot's page where the operator named no other contact."""
    page = OwnPage()
    async with played_telegram() as api, MopBot(TOKEN, api.url, own_page=page) as bot:
        assert page.url == f"https://t.me/{bot.username}"


async def test_in_the_end_it_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that keeps failing is left alone after some time."""
    monkeypatch.setattr(network, "PAUSES", (0.0, 0.0))
    async with played_telegram() as api:
        bot = MopBot(TOKEN, api.url)
        api.faults.append(Fault("getMe", Refusal(500, "Internal Server Error"), times=99))
        with pytest.raises(NetworkError):
            await bot.initialize()
        assert len(api.called("getMe")) == 3
        await bot.shutdown()
