"""Calls over a bad line."""

from __future__ import annotations

import json

import httpx
import pytest
from telegram.error import NetworkError, TelegramError, TimedOut

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


async def test_what_is_sent_and_does_not_arrive(monkeypatch: pytest.MonkeyPatch) -> None:
    """A message that Telegram took too long for, or took and gave no number, is an error like any other."""
    async with played_telegram() as api, MopBot(TOKEN, api.url) as bot:
        chat = api.chat()
        body = json.dumps({"chat_id": chat, "text": "x"}).encode()
        assert (chat, await bot.send(chat, body)) in api.messages

        async def too_late(*_: object, **__: object) -> httpx.Response:
            raise httpx.ReadTimeout("x")

        with monkeypatch.context() as patch:
            patch.setattr(bot._calls._client, "post", too_late)
            with pytest.raises(TimedOut):
                await bot.send(chat, body)

        async def unnumbered(**_: object) -> dict[str, object]:
            return {}

        monkeypatch.setattr(api, "_sendMessage", unnumbered)
        with pytest.raises(TelegramError, match="without a number"):
            await bot.send(chat, body)


def test_updates_are_left_as_they_came() -> None:
    """Of a poll's answer each update is kept in its own bytes; what is no list of updates is read whole."""
    polls = network._Polls
    assert polls.parse_json_payload(b'{"ok": true, "result": [{"update_id": 1.0}, 5]}')["result"] == [
        b'{"update_id": 1.0}',
        b"5",
    ]
    assert polls.parse_json_payload(b'{"ok": false, "description": "x"}') == {"ok": False, "description": "x"}
