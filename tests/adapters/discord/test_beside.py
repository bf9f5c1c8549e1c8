"""What goes on beside a connection to Discord: news of old answers, figures, readiness."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING
from unittest.mock import MagicMock

import discord
import pytest
from discord.http import Route

from adapters.discord.following_up import place_of
from adapters.discord.program import Beside, serve
from bot.core import Checker
from bot.desk import Desk
from bot.metrics import Metrics
from bot.model import ConversationKind
from bot.startup import clock
from bot.state import Answer
from bot.store import open_store
from tests.adapters.discord.played import Fault, PlayedDiscord, played_discord
from tests.adapters.discord.test_program import settings_for
from tests.test_metrics import figures

if TYPE_CHECKING:
    from pathlib import Path

    from bot.inquiry import Knowledge

BAD = "https://gossip.example/x"


def unknown(chat: str, answer: str = "6") -> Answer:
    """Return an answer given just now that knew nothing of a link that the lists warn of."""
    return Answer(chat, "5", answer, (BAD,), (), "NOTHING_FOUND", "en", clock(), asked=True)


async def test_a_person_is_told_what_became_known(
    knowledge: Knowledge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told once in direct messages, as a reply; not in a server, where Mop speaks when asked; a 429 is counted."""
    metrics, stop = Metrics(), asyncio.Event()
    async with open_store(tmp_path) as store, played_discord(PlayedDiscord()) as played:
        monkeypatch.setattr(Route, "BASE", f"http://127.0.0.1:{played.port}/api/v10")
        for chat in ("discord:801", "discord:700/701", "discord:700/701/private"):
            await store.keep_answer(unknown(chat))
        wait = {"message": "slow down", "retry_after": 0.01, "global": False}
        played.faults.append(Fault("POST", "/channels/801/messages", 429, wait, headers={"Via": "1.1 played"}))
        desk = Desk(Checker(knowledge, None, clock), store, clock)
        beside = Beside(desk, store, metrics)
        assert not beside.is_connected()
        serving = asyncio.create_task(serve(desk, settings_for(played), tmp_path, stop, None, beside))
        (told,) = await played.until(lambda: played.asked("POST", "/channels/801/messages"))
        await played.until(played.session_of)
        while not beside.is_connected():  # noqa: ASYNC110 - discord.py tells nobody
            await asyncio.sleep(0.01)
        found = figures(metrics)
        stop.set()
        await serving
        assert not beside.is_connected()
        left = await store.unknown_answers("discord", clock() - timedelta(days=1), None, 9)
        assert {answer.chat for answer in left} == {"discord:700/701", "discord:700/701/private"}
    assert "You asked about it on" in str(told.body)
    assert told.body["message_reference"]["message_id"] == 6
    assert played.asked("POST", "/channels/701/messages") == []
    assert found["mop_platform_waits_total{platform=discord}"] == 1
    assert found["mop_waiting{platform=discord}"] == 0
    assert played.wrong == []


@pytest.mark.parametrize(
    ("chat", "channel", "server", "kind"),
    [
        ("discord:801", 801, None, ConversationKind.DIRECT),
        ("discord:700/701", 701, 700, ConversationKind.SERVER),
        ("discord:700/701/702", 702, 700, ConversationKind.SERVER),
    ],
)
def test_where_an_answer_stands(chat: str, channel: int, server: int | None, kind: ConversationKind) -> None:
    """In direct messages, a channel, or a thread of one."""
    client = MagicMock(spec=discord.Client)
    place = place_of(client, unknown(chat))
    assert place
    assert place.kind is kind
    client.get_partial_messageable.assert_called_once_with(channel, guild_id=server)


@pytest.mark.parametrize("answer", [unknown("discord:700/701/private"), unknown("discord:801", "")])
def test_what_one_person_alone_saw_is_not_followed_up(answer: Answer) -> None:
    """An answer shown to one person has no place that others could be told in."""
    assert place_of(MagicMock(spec=discord.Client), answer) is None
