"""The life of the process: started, stopped, killed, without a database."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.adapters.telegram.bot_api import TOKEN, BotApi, Fault, Refusal, until
from tests.adapters.telegram.running import Web, environment, free_port, mop

BAD = "http://gossip.example/x"


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
