"""News of old answers in Telegram, and what the log of a whole run holds."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from telegram.constants import ChatType

from adapters.telegram.following_up import _asked_about
from adapters.telegram.target import Target
from bot.startup import clock
from bot.state import Answer
from bot.store import open_store
from tests.adapters.telegram.bot_api import TOKEN, BotApi, until
from tests.adapters.telegram.running import Web, environment, mop
from tests.samples import NOW

if TYPE_CHECKING:
    from pathlib import Path

BAD = "http://gossip.example/x"


def unknown(chat: int, message: str = "5") -> Answer:
    """Return an answer given just now that knew nothing of a link that the lists warn of."""
    return Answer(f"telegram:{chat}", message, "6", (BAD,), (), "NOTHING_FOUND", "en", clock(), asked=True)


async def test_a_group_is_told_what_became_known(telegram: BotApi, web: Web, tmp_path: Path) -> None:
    """A running Mop tells the chat once, as a reply to the message that was asked about, without a sound."""
    chat, silent = telegram.chat("supergroup"), telegram.chat("supergroup")
    async with open_store(tmp_path) as store:
        await store.keep_answer(unknown(chat))
    for _ in range(2):
        async with mop(environment(telegram, web, tmp_path)) as running:
            await telegram.answered(chat, seconds=60)
            telegram.say(silent, f"/check {BAD}")
            await telegram.answered(silent, seconds=60)
            await running.end()
    (told,) = telegram.answers(chat)
    assert (
        told["plain"]
        .removeprefix("⚠️ ")
        .startswith("The Gossip: not a source to rely on, according to The Editors. You asked about it on")
    )
    (sent,) = telegram.called("sendMessage", chat)
    assert sent["reply_parameters"]["message_id"] == 5
    assert sent["disable_notification"] is True


@pytest.mark.parametrize(
    ("chat", "message", "number", "kind"),
    [
        (7, "41", 41, ChatType.PRIVATE),
        (-100123, "41", 41, ChatType.SUPERGROUP),
        (-123, "album-77", 6, ChatType.GROUP),
    ],
)
def test_what_is_replied_to(chat: int, message: str, number: int, kind: str) -> None:
    """The message that was asked about; of an album, whose number is none of a message, Mop's own answer."""
    found = _asked_about(replace(unknown(chat, message), at=NOW), chat)
    assert found == Target(chat, kind, number)


async def test_the_log_of_a_run_tells_of_no_chat(telegram: BotApi, web: Web, tmp_path: Path) -> None:
    """At INFO each line is JSON, each check has its id, and no word, link, token or number of a chat stands there."""
    chat = telegram.chat()
    secret = "http://unheard-of.example/our-family-album?key=geheimnis"
    level = {"MOP_LOG_LEVEL": "INFO", "MOP_LOG_FORMAT": "json"}
    async with mop(environment(telegram, web, tmp_path, **level), ready=False) as running:
        await until(lambda: "answering as" in running.said, 60)
        telegram.say(chat, f"grandmother is ill {secret}")
        telegram.say(chat, f"and http://gone.example/geheimnis too, {BAD}")
        await telegram.answered(chat, 2, 60)
        await running.end()
    lines = [json.loads(line) for line in running.said.splitlines()]
    told = [line for line in lines if line["logger"] == "bot.desk"]
    assert [line["event"].split(":")[0] for line in told] == ["lists", "checked"] * 2
    assert len({line["check"] for line in told}) == 2
    assert "nothing_found, 1 links, 1 pages read, 0 fact-checks, gaps: none; speaks: direct" in told[1]["event"]
    for hidden in ("grandmother", "our-family-album", "geheimnis", TOKEN.partition(":")[2], str(chat)):
        assert hidden not in running.said, hidden
