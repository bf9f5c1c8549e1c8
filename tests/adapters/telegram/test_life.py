"""The life of the process: started, stopped, killed, without a database, behind a webhook, under a flood."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest

from tests.adapters.telegram.bot_api import TOKEN, BotApi, Fault, Refusal, bad, played_telegram, until
from tests.adapters.telegram.running import Web, environment, free_port, mop, mop_within, played_web

BAD = "http://gossip.example/x"
SECRET = "a-secret_of-the-tests"


@pytest.fixture
async def telegram() -> AsyncIterator[BotApi]:
    """Return a Telegram for one test."""
    async with played_telegram() as api:
        yield api


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    """Return a web for one test."""
    async with played_web() as playing:
        yield playing


# --- stopped and started ------------------------------------------------------------------------------


async def test_sigterm_finishes_what_is_in_hand(telegram: BotApi, web: Web, tmp_path: Path) -> None:
    """What is being answered when the end comes is answered; the token stands in no log."""
    chat = telegram.chat()
    async with mop(environment(telegram, web, tmp_path, MOP_LOG_LEVEL="DEBUG")) as running:
        telegram.say(chat, "http://slow.example/")
        await until(lambda: "slow.example/" in web.asked)
        ending = asyncio.create_task(running.end())
        await asyncio.sleep(0.3)
        web.may_answer.set()
        assert await ending == 0
        assert telegram.texts(chat) == ["Nothing known about slow.example. That is not a clean bill."]
    assert "Traceback" not in running.said
    assert TOKEN.partition(":")[2] not in running.said
    assert "slow.example" not in running.said


async def test_a_killed_process_answers_after_the_restart(telegram: BotApi, web: Web, tmp_path: Path) -> None:
    """What was taken in and not answered is answered once after kill -9; what was half answered is completed."""
    chats = [telegram.chat(), telegram.chat(), telegram.chat("supergroup")]
    settings = environment(telegram, web, tmp_path)
    album = {"photo": [], "media_group_id": "left"}
    async with mop(settings) as running:
        telegram.say(chats[0], "http://slow.example/")
        telegram.say(chats[1], "http://slow.gossip.example/")
        telegram.say(
            chats[2], "", **album, caption=BAD, caption_entities=[{"type": "url", "offset": 0, "length": 23}]
        )
        await telegram.answered(chats[1])
        await until(lambda: "slow.example/" in web.asked)
        await running.end(signal.SIGKILL)
    assert telegram.answers(chats[0]) == []
    web.may_answer.set()
    async with mop(settings):
        for chat in chats:
            await telegram.answered(chat)
        await until(lambda: "The page itself says" in telegram.answers(chats[1])[0]["plain"])
        for chat in chats:
            await telegram.settled(chat)
            assert len(telegram.answers(chat)) == 1
        await until(lambda: payloads(tmp_path) == {""})


def payloads(folder: Path) -> set[str]:
    """Return what is recorded of updates."""
    with closing(sqlite3.connect(folder / "mop.sqlite3")) as database:
        return {payload for (payload,) in database.execute("SELECT payload FROM updates")}


async def test_an_update_delivered_twice_is_answered_once(telegram: BotApi, web: Web, tmp_path: Path) -> None:
    """The same update, at once or after a restart, gets one answer; one that makes no sense gets none."""
    chat = telegram.chat()
    settings = environment(telegram, web, tmp_path)
    said = telegram.message(chat, BAD)
    async with mop(settings):
        telegram.update(5000, message=said)
        await telegram.answered(chat)
        telegram.update(5000, message=said)
        telegram.update(5001, message={"nonsense": True})
        telegram.update(5002, unheard_of={})
        telegram._last_update = 5002
        await telegram.settled(chat)
    telegram._updates.append({"update_id": 5000, "message": said})
    async with mop(settings):
        telegram._last_update = 6000
        await telegram.settled(chat)
    assert len(telegram.answers(chat)) == 1


async def test_a_token_that_telegram_does_not_know(telegram: BotApi, web: Web, tmp_path: Path) -> None:
    """A wrong token is told in one line, without the token."""
    settings = environment(telegram, web, tmp_path, MOP_TELEGRAM_TOKEN="1:wrong")
    async with mop(settings, ready=False) as running:
        assert await asyncio.wait_for(running.process.wait(), 20) == 2
        await asyncio.sleep(0.1)
    assert running.said.strip() == (
        "mop: MOP_TELEGRAM_TOKEN: is not known to Telegram (copy it again from @BotFather)"
    )


async def test_telegram_is_away_when_it_starts(telegram: BotApi, web: Web, tmp_path: Path) -> None:
    """Mop waits for a Telegram that is away, at the start and afterwards, without a traceback; it can be stopped."""
    telegram.faults += [Fault("getMe", Refusal(500, "Internal Server Error"), times=2)]
    telegram.faults += [Fault("getUpdates", Refusal(502, "Bad Gateway")), Fault("getUpdates", "drop")]
    chat = telegram.chat()
    async with mop(environment(telegram, web, tmp_path)) as running:
        telegram.say(chat, BAD)
        await telegram.answered(chat)
    assert "Traceback" not in running.said
    dead = environment(telegram, web, tmp_path, MOP_TELEGRAM_API_URL=f"http://127.0.0.1:{free_port()}/bot")
    async with mop(dead, ready=False) as running:
        await until(lambda: "Telegram does not answer" in running.said, 30)
        assert await running.end() == 0


# --- without a database -------------------------------------------------------------------------------


async def test_answers_come_while_the_database_is_away(telegram: BotApi, web: Web, tmp_path: Path) -> None:
    """A database that breaks stops no answer; a command that needs it says sorry, and so does a button."""
    chat, group = telegram.chat(), telegram.chat("supergroup")
    async with mop(environment(telegram, web, tmp_path)):
        telegram.say(chat, BAD)
        await telegram.answered(chat)
        await telegram.settled(chat)
        with closing(sqlite3.connect(tmp_path / "mop.sqlite3")) as database, database:
            for table in ("answers", "updates", "chats", "counts"):
                database.execute(f"ALTER TABLE {table} RENAME TO {table}_away")
        telegram.say(group, BAD)
        telegram.say(chat, "http://joker.example/")
        assert (await telegram.answered(group))[0].startswith("⚠️ The Gossip")
        assert (await telegram.answered(chat, 2))[1].startswith("🎭 The Joker")
        telegram.say(chat, "/stats")
        assert (await telegram.answered(chat, 3))[2].startswith("Something went wrong on my side")
        number = telegram.answers(chat)[0]["message_id"]
        assert (await telegram.toast(telegram.press(chat, number, "details"))).startswith("Something went wrong")
        with closing(sqlite3.connect(tmp_path / "mop.sqlite3")) as database, database:
            for table in ("answers", "updates", "chats", "counts"):
                database.execute(f"ALTER TABLE {table}_away RENAME TO {table}")
        telegram.say(chat, "/stats")
        assert (await telegram.answered(chat, 4))[3].startswith("One check here")


# --- webhook ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("runner", ["process", "within"])
async def test_webhook(telegram: BotApi, web: Web, tmp_path: Path, runner: str) -> None:
    """With a webhook Telegram delivers; without the secret nobody else can, and nothing is answered twice."""
    port, chat = free_port(), telegram.chat()
    settings = environment(
        telegram,
        web,
        tmp_path,
        MOP_TELEGRAM_WEBHOOK_URL=f"http://127.0.0.1:{port}/hook",
        MOP_TELEGRAM_WEBHOOK_SECRET=SECRET,
        MOP_TELEGRAM_WEBHOOK_LISTEN=f"127.0.0.1:{port}",
    )
    running = mop if runner == "process" else mop_within
    telegram.faults.append(Fault("setWebhook", Refusal(429, "Too Many Requests", retry_after=1)))
    async with running(settings), aiohttp.ClientSession(f"http://127.0.0.1:{port}") as client:
        assert telegram.webhook["secret_token"] == SECRET
        assert "callback_query" in telegram.webhook["allowed_updates"]
        update = {"update_id": 1, "message": telegram.message(chat, BAD)}
        right = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        statuses = []
        for headers, body in (
            ({}, json.dumps(update)),
            ({"X-Telegram-Bot-Api-Secret-Token": "wrong"}, json.dumps(update)),
            (right, "{"),
            (right, json.dumps(update)),
            (right, json.dumps(update)),
            (right, json.dumps({"update_id": 2, "message": 7})),
            (right, "[]"),
        ):
            async with client.post("/hook", headers=headers, data=body) as response:
                statuses.append(response.status)
        assert statuses == [403, 403, 400, 200, 200, 200, 200]
        assert len(await telegram.answered(chat)) == 1
        async with client.get("/healthz") as response:
            assert (response.status, await response.text()) == (200, "ok\n")
        async with client.get("/metrics") as response:
            assert "mop_updates_waiting 0\n" in await response.text()
        await asyncio.sleep(0.2)
        assert len(telegram.answers(chat)) == 1
        assert telegram.called("getUpdates") == []


async def test_a_webhook_that_cannot_be(telegram: BotApi, web: Web, tmp_path: Path) -> None:
    """An address that Telegram refuses, and a port that is taken, are told in one line each."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        more = {
            "MOP_TELEGRAM_WEBHOOK_URL": "http://127.0.0.1/hook",
            "MOP_TELEGRAM_WEBHOOK_SECRET": SECRET,
        }
        listen = f"127.0.0.1:{port}"
        settings = environment(telegram, web, tmp_path, **more, MOP_TELEGRAM_WEBHOOK_LISTEN=listen)
        async with mop(settings, ready=False) as running:
            assert await asyncio.wait_for(running.process.wait(), 20) == 2
    assert running.said.startswith("mop: MOP_TELEGRAM_WEBHOOK_LISTEN: cannot listen there")
    telegram.faults.append(Fault("setWebhook", bad("bad webhook: An HTTPS URL must be provided for webhook")))
    listen = f"127.0.0.1:{free_port()}"
    settings = environment(telegram, web, tmp_path, **more, MOP_TELEGRAM_WEBHOOK_LISTEN=listen)
    async with mop(settings, ready=False) as running:
        assert await asyncio.wait_for(running.process.wait(), 20) == 2
    assert running.said.startswith("mop: MOP_TELEGRAM_WEBHOOK_URL: Bad webhook") or "HTTPS" in running.said


# --- flood --------------------------------------------------------------------------------------------


async def test_a_thousand_forwards_from_two_hundred_chats(telegram: BotApi, web: Web, tmp_path: Path) -> None:
    """A thousand forwards at once from two hundred groups: each group gets its one warning, within Telegram's limits.

    A private chat that asks meanwhile does not wait for them all.
    """
    telegram.limits.on = True
    groups = [telegram.chat("supergroup") for _ in range(200)]
    async with mop(environment(telegram, web, tmp_path)) as running:
        for _ in range(5):
            for group in groups:
                telegram.say(group, "http://gossip.example/")
        alone = telegram.chat()
        telegram.say(alone, "http://joker.example/")
        await telegram.answered(alone, seconds=60)
        await until(lambda: all(telegram.answers(group) for group in groups), 60)
        assert await running.end() == 0
    assert {len(telegram.answers(group)) for group in groups} == {1}
    assert telegram.limits.exceeded == 0


async def test_one_chat_that_must_wait_holds_up_nobody(telegram: BotApi, web: Web, tmp_path: Path) -> None:
    """While Telegram asks one chat to wait, others are answered; the one that waits loses nothing."""
    slow, other = telegram.chat(), telegram.chat()
    telegram.faults.append(Fault("sendMessage", Refusal(429, "Too Many Requests", retry_after=3), slow))
    async with mop(environment(telegram, web, tmp_path)):
        for words in ("one", "two"):
            telegram.say(slow, words)
        await until(lambda: bool(telegram.called("sendMessage", slow)))
        telegram.say(other, "http://joker.example/")
        await telegram.answered(other)
        assert telegram.answers(slow) == []
        first, second = await telegram.answered(slow, 2)
        assert first == second == "I know nothing about these words. That does not make them true."
