"""The connection: logged in, refused, lost, ended."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from unittest.mock import MagicMock

import discord
import pytest
from discord.http import Route

from adapters.discord import program
from adapters.discord.client import MopClient
from adapters.discord.images import Pictures
from adapters.discord.program import Beside, OneLine, serve, tame_logging
from adapters.discord.settings import DiscordSettings, Shards, read_discord_settings
from bot.core import Checker
from bot.desk import Desk
from bot.errors import ConfigurationError, PlatformError
from bot.inquiry import Knowledge
from bot.startup import clock
from bot.state import Dispute, DisputeState, Store
from bot.store import open_store
from tests.adapters.discord.played import MESSAGE_CONTENT, TOKEN, Fault, PlayedDiscord, played_discord
from tests.adapters.discord.wire import DIRECT, MANAGE_GUILD, Person, answer_to, replies_to, reply_to, words_of
from tests.conftest import SMALL
from tests.samples import NOW, link, page
from tests.test_core import HandedPages

BAD = "https://gossip.example/x"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """Return a real store."""
    async with open_store(tmp_path) as opened:
        yield opened


@pytest.fixture
def desk(knowledge: Knowledge, store: Store) -> Desk:
    """Return a desk with one page."""
    checker = Checker(knowledge, HandedPages({BAD: page(link(BAD))}), clock)
    return Desk(checker, store, clock)


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Come back at once where a person would wait."""
    monkeypatch.setattr(program, "FIRST_PAUSE_SECONDS", 0.01)

    async def identify_now(client: MopClient, shard_id: int | None, *, initial: bool = False) -> None:
        """Discord wants five seconds between two shards; the played one does not."""

    monkeypatch.setattr(MopClient, "before_identify_hook", identify_now)


def settings_for(played: PlayedDiscord, *, passive: bool = False, shards: Shards | None = None) -> DiscordSettings:
    """Return the settings that lead to the played Discord."""
    return DiscordSettings(
        TOKEN,
        gateway_url=f"ws://127.0.0.1:{played.port}/gateway/",
        passive=passive,
        shards=shards or Shards((), 0),
    )


@asynccontextmanager
async def serving(
    desk: Desk, played: PlayedDiscord, folder: Path, monkeypatch: pytest.MonkeyPatch, **more: object
) -> AsyncIterator[asyncio.Task[None]]:
    """Serve the played Discord for as long as the block runs."""
    monkeypatch.setattr(Route, "BASE", f"http://127.0.0.1:{played.port}/api/v10")
    stop = asyncio.Event()
    own = settings_for(played, **more)  # type: ignore[arg-type] # handed on as they are
    task = asyncio.create_task(serve(desk, own, folder, stop))
    try:
        yield task
    finally:
        stop.set()
        await asyncio.gather(task, return_exceptions=True)


async def test_where_discord_refuses_the_words_of_messages(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Without the message-content intent Mop says so in a line, goes on without, and tells admins who want it."""
    async with played_discord(PlayedDiscord(content_allowed=False)) as played:
        async with serving(desk, played, tmp_path, monkeypatch, passive=True):
            await played.until(lambda: len(played.identified) == 2 and played.session_of())
            assert [bool(each["intents"] & MESSAGE_CONTENT) for each in played.identified] == [True, False]
            admin = Person(played, permissions=MANAGE_GUILD)
            told = await answer_to(played, await admin.command("mode", mode="warn", where="server"), "Done.")
            assert "I do not see messages that do not mention me" in words_of(told)
            assert "the whole server" in words_of(told)
            unseen = await admin.say("https://evil.example/x")
            await reply_to(played, await admin.say(f"<@1001> {BAD}"), "Gossip")
            await reply_to(played, await Person(played, channel=DIRECT).say(BAD), "Gossip")
            assert replies_to(played, unseen) == []
        assert played.wrong == []
    ours = [record for record in caplog.records if record.name == "adapters.discord.program"]
    assert [record.getMessage().split(":")[0] for record in ours] == [
        "Discord does not let this application read messages"
    ]
    assert ours[0].exc_info is None


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        (4011, ConfigurationError, "MOP_DISCORD_SHARDS: is too few"),
        (4013, PlatformError, "with code 4013"),
    ],
)
async def test_closed_for_good(
    desk: Desk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    code: int,
    kind: type[Exception],
    words: str,
) -> None:
    """A connection that Discord ends for good ends the program with the reason."""
    async with played_discord(PlayedDiscord()) as played:
        played.close_with = code
        async with serving(desk, played, tmp_path, monkeypatch) as task:
            with pytest.raises(kind, match=words):
                await task


async def test_discord_is_away_at_the_start(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """While Discord answers with faults Mop tries again, and connects when it is back."""
    async with played_discord(PlayedDiscord()) as played:
        played.faults.append(Fault("GET", "/gateway/bot", 503, {"message": "away"}))
        async with serving(desk, played, tmp_path, monkeypatch):
            await played.until(played.session_of)
    assert "Discord is away, trying again in 0.01 seconds" in caplog.text


async def test_a_range_of_shards(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that is given shards connects with those, and each hears its own servers."""
    async with played_discord(PlayedDiscord()) as played:
        played.guilds.clear()
        async with serving(desk, played, tmp_path, monkeypatch, shards=Shards((2, 3), 4)):
            await played.until(lambda: played.session_of(2) and played.session_of(3))
            assert sorted(each["shard"] for each in played.identified) == [[2, 4], [3, 4]]
            person = Person(played, channel=DIRECT)
            event = person.interaction(2, {"id": "1", "name": "about", "type": 1})
            await played.dispatch("INTERACTION_CREATE", event, shard=3)
            assert "Mop checks forwarded links" in words_of(await answer_to(played, event["token"]))


async def test_a_session_that_is_gone_is_begun_anew(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where Discord no longer knows the session a new one is begun at the same gateway."""
    monkeypatch.setattr(discord.backoff.ExponentialBackoff, "delay", lambda self: 0.01)
    async with played_discord(PlayedDiscord()) as played, serving(desk, played, tmp_path, monkeypatch):
        session = await played.until(played.session_of)
        del played.sessions[session.id]
        await session.socket.close(code=4000)
        await played.until(lambda: len(played.identified) == 2 and played.session_of())
        assert len(played.resumed) == 1


async def test_heartbeats_and_a_wish_to_reconnect(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection is kept alive, and where Discord asks for it begun again without losing the session."""
    async with played_discord(PlayedDiscord()) as played:
        played.heartbeat_interval = 50
        async with serving(desk, played, tmp_path, monkeypatch):
            session = await played.until(played.session_of)
            await played.until(lambda: played.heartbeats > 1)
            await session.socket.send_json({"op": 7, "d": None, "s": None, "t": None})
            await played.until(lambda: played.resumed)
            assert "Mop checks" in words_of(await answer_to(played, await Person(played).command("about")))
            assert len(played.identified) == 1
        assert played.wrong == []


async def test_an_acknowledgement_confirmed_without_a_body(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A confirmation without a body is one, for an answer and for a form."""
    async with played_discord(PlayedDiscord()) as played:
        played.terse = True
        async with serving(desk, played, tmp_path, monkeypatch):
            person = Person(played)
            answer = await answer_to(played, await person.command("check", text=BAD), "Gossip")
            pressed = await person.press(answer, "mop:not_right")
            await played.until(lambda: pressed in played.acknowledged)
            assert "Mop checks" in words_of(await answer_to(played, await person.command("about")))
        assert played.wrong == []


async def test_work_that_takes_too_long_is_cut_short(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What cannot be finished in time does not keep the program from ending."""
    monkeypatch.setattr("adapters.discord.client.DRAIN_SECONDS", 0.05)
    desk.checker = Checker(desk.checker.knowledge, HandedPages({"https://slow.example/": None}), clock)
    async with played_discord(PlayedDiscord()) as played, serving(desk, played, tmp_path, monkeypatch):
        token = await Person(played).command("check", text="https://slow.example/")
        await played.until(lambda: token in played.acknowledged)
    assert "some work was cut short" in caplog.text


async def test_whoever_objected_is_told(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A settled objection is told to its filer in a direct message; who blocks those is told nothing."""
    for person in ("discord:555", "discord:556"):
        filed = Dispute(0, "discord:700", "1", (BAD,), "X", "said <@1>", "", "", person, NOW)
        number = await desk.store.file_dispute(filed)
        await desk.store.settle_dispute(number, DisputeState.ACCEPTED, "thanks", NOW)
    async with played_discord(PlayedDiscord()) as played:
        played.faults.append(Fault("GET", "/users/556", 403, {"message": "blocked", "code": 50007}))
        async with serving(desk, played, tmp_path, monkeypatch):
            await played.until(lambda: played.asked("POST", "/channels/801/messages"))
            await played.until(lambda: played.asked("GET", "/users/556 -> 403"))
        assert (
            "“said \\<\\@1\\>”; that is corrected now"
            in played.asked("POST", "/channels/801/messages")[0].body["content"]
        )
        assert played.wrong == []


async def test_servers_that_come_and_go(desk: Desk, tmp_path: Path) -> None:
    """A server that removes Mop is forgotten a month later, and one that takes it back in time is not."""
    client = MopClient(desk, DiscordSettings(TOKEN), tmp_path)
    gone, back = MagicMock(spec=discord.Guild, id=700), MagicMock(spec=discord.Guild, id=799)
    for server in (gone, back):
        await desk.store.set_language(f"discord:{server.id}", "es", NOW)
        await client.on_guild_remove(server)
    await client.on_guild_join(back)
    await desk.store.purge(clock() + timedelta(days=31))
    assert await desk.store.chat_settings("discord:700") is None
    assert await desk.store.chat_settings("discord:799") is not None


def test_a_line_for_each_error_of_the_library(caplog: pytest.LogCaptureFixture) -> None:
    """discord.py's tracebacks become a line, our own stay, and its DEBUG lines with bodies are never written."""
    tame_logging()
    caplog.handler.addFilter(OneLine())
    try:
        raise OSError("gone")
    except OSError:
        logging.getLogger("discord.client").exception("Attempting %s", "a reconnect")
        logging.getLogger("adapters.discord").exception("ours")
    assert [(record.getMessage(), bool(record.exc_info)) for record in caplog.records] == [
        ("Attempting a reconnect (OSError: gone)", False),
        ("ours", True),
    ]
    assert not logging.getLogger("discord.http").isEnabledFor(logging.DEBUG)


async def test_the_addresses_of_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run opens what is known and the store, and asks the address that was set."""
    heard: list[str] = []

    async def served(
        desk: Desk, own: DiscordSettings, data_dir: Path, stop: asyncio.Event, pictures: Pictures, beside: Beside
    ) -> None:
        heard.append(Route("GET", "/gateway/bot").url)
        assert desk.checker.knowledge.catalogue.tables.sources

    monkeypatch.setattr(program, "serve", served)
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    named = {"MOP_DISCORD_TOKEN": TOKEN, "MOP_DISCORD_API_URL": "http://127.0.0.1:1/api/v10"}
    settings, own = read_discord_settings({**named, "MOP_DATA_DIR": str(tmp_path), "MOP_SOURCES": str(SMALL)})
    await program.run(settings, own)
    assert heard == ["http://127.0.0.1:1/api/v10/gateway/bot"]


async def test_the_digest_cannot_be_kept(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the data folder cannot be written Discord is told the commands again next time."""
    (tmp_path / "file").write_text("")
    async with played_discord(PlayedDiscord()) as played:
        for times in (1, 2):
            async with serving(desk, played, tmp_path / "file", monkeypatch):
                await told_times(played, times)


async def told_times(played: PlayedDiscord, times: int) -> None:
    """Wait until Discord was told the commands so many times."""
    await played.until(lambda: len(played.asked("PUT", ".*/commands")) == times)
