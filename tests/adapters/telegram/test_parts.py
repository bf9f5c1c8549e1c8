"""Small parts that a whole day seldom shows: albums in pieces, work that fails, a menu that cannot be set."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
import telegram

from adapters.telegram import albums, announcing, membership, polling, program
from adapters.telegram.admins import Admins
from adapters.telegram.albums import Albums
from adapters.telegram.announcing import announce
from adapters.telegram.answering import Answering
from adapters.telegram.background import Background
from adapters.telegram.delivery import TelegramDelivery
from adapters.telegram.intake import Intake, read_update
from adapters.telegram.keyboard import keyboard_of_share
from adapters.telegram.network import MopBot
from adapters.telegram.objecting import tell
from adapters.telegram.polling import Polling
from adapters.telegram.program import Program
from adapters.telegram.service import Service
from adapters.telegram.settings import TelegramSettings
from adapters.telegram.target import target_of
from adapters.telegram.webhook import SECRET_HEADER, served
from bot.buttons import Buttons
from bot.commands import COMMANDS, Commands
from bot.core import Checker
from bot.desk import Desk
from bot.disputes import decline, tell_filers
from bot.errors import ConfigurationError, PlatformError, StoreError
from bot.inquiry import Knowledge
from bot.locales import localizer
from bot.state import Dispute, WaitingUpdate
from bot.store import open_store
from tests.adapters.telegram.bot_api import ME, TOKEN, BotApi, Fault, Refusal, bad, played_telegram, until
from tests.adapters.telegram.running import free_port
from tests.samples import NOW

ENGLISH = localizer("en")


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """Return a Telegram."""
    async with played_telegram() as playing:
        yield playing


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[MopBot]:
    """Return a bot that knows itself."""
    async with MopBot(TOKEN, api.url) as opened:
        yield opened


@pytest.fixture
async def desk(knowledge: Knowledge, tmp_path: Path) -> AsyncIterator[Desk]:
    """Return a desk that opens no page."""
    async with open_store(tmp_path) as store:
        yield Desk(Checker(knowledge, None, lambda: NOW), store, lambda: NOW)


def served_by(bot: MopBot, desk: Desk) -> Service:
    """Return all parts with nothing done later."""
    return Service(bot, desk, Commands(desk, ()), Buttons(desk), SimpleNamespace(), lambda *_: None)  # type: ignore[arg-type]


# --- albums -------------------------------------------------------------------------------------------


def pictured(number: int) -> tuple[telegram.Message, telegram.Update]:
    """Return one picture of an album, and its update."""
    chat = telegram.Chat(5, "private")
    message = telegram.Message(number, NOW, chat, media_group_id="7")
    return message, telegram.Update(number, message=message)


async def test_an_album_waits_for_its_last_picture() -> None:
    """An album is whole when nothing more came for a while; what comes late is told apart."""
    waiting: list[Callable[[], Awaitable[None]]] = []
    whole: list[tuple[list[int], bool]] = []
    now = NOW

    def clock() -> datetime:
        return now

    def note(updates: Any, is_first: bool) -> None:  # noqa: ANN401 - updates
        whole.append(([update.update_id for update in updates], is_first))

    gathered = Albums(lambda _, work: waiting.append(work), note, clock)
    gathered.take(*pictured(2))
    gathered.take(*pictured(1))
    await waiting[0]()
    assert whole == []
    await waiting[1]()
    await waiting[1]()
    gathered.take(*pictured(3))
    await waiting[2]()
    now += timedelta(seconds=albums.REMEMBERED_SECONDS + 1)
    gathered.take(*pictured(4))
    await waiting[3]()
    assert whole == [([1, 2], True), ([3], False), ([4], True)]


# --- what fails ---------------------------------------------------------------------------------------


async def test_work_in_the_background_that_fails(caplog: pytest.LogCaptureFixture) -> None:
    """A fault in the background is told in the log and ends nothing else."""
    caplog.set_level(logging.INFO)
    background = Background()

    async def refused() -> None:
        raise PlatformError("gone")

    async def broken() -> None:
        raise ValueError("broken")

    background.later(0, refused)
    background.later(0, broken)
    background.start(asyncio.sleep(100))
    await until(lambda: len(caplog.records) == 2)
    await background.stop()
    assert {record.message for record in caplog.records} == {
        "work in the background came to nothing: gone",
        "work in the background failed",
    }


async def test_an_update_that_cannot_be_handled(
    api: BotApi, bot: MopBot, desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever asked hears that it went wrong, a group hears nothing, and the update is done with."""

    async def broken(*_: object, **__: object) -> None:
        raise ValueError("broken")

    monkeypatch.setattr(desk, "hear", broken)
    answering = Answering(served_by(bot, desk))
    chats = (api.chat(), api.chat("supergroup"))
    for chat in chats:
        raw = {"update_id": 1, "message": api.message(chat, "https://gossip.example/")}
        await answering.answer([telegram.Update.de_json(raw, bot)])
    assert api.texts(chats[0])[0].startswith("Something went wrong on my side")
    assert api.answers(chats[1]) == []
    assert len(caplog.records) == 2
    monkeypatch.setattr(membership, "take", broken)
    await answering.answer([telegram.Update(2, my_chat_member=SimpleNamespace())])  # type: ignore[arg-type]
    await answering.answer([telegram.Update(3)])


async def test_telegram_is_too_busy(api: BotApi, bot: MopBot, desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """A pause of an hour is not waited for: one line in the log, no traceback."""
    chat = api.chat()
    api.faults.append(Fault("sendMessage", Refusal(429, "Too Many Requests", retry_after=3600), chat))
    raw = {"update_id": 1, "message": api.message(chat, "https://gossip.example/")}
    await Answering(served_by(bot, desk)).answer([telegram.Update.de_json(raw, bot)])
    assert [record.message for record in caplog.records] == [
        "an update stays unanswered: Telegram is too busy for an answer"
    ]


async def test_a_menu_that_cannot_be_set(
    api: BotApi, bot: MopBot, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Menus are set only where they changed; a refusal stops nothing."""
    await announce(bot)
    await announce(bot)
    assert len(api.called("setMyCommands")) == 6
    monkeypatch.setattr(announcing, "COMMANDS", COMMANDS[:2])
    api.faults.append(Fault("setMyCommands", bad("BOT_COMMAND_INVALID")))
    await announce(bot)
    assert "the command menus stay as they were" in caplog.text


async def test_the_last_word_is_not_waited_for(api: BotApi, bot: MopBot) -> None:
    """At the end Telegram hears which updates were taken, where it listens at once."""
    taken: list[object] = []

    async def take(raw: bytes) -> None:
        taken.append(raw)
        raise ValueError("not understood, and no reason to stop")

    async def has_room() -> None:
        return

    polls = Polling(bot, ("message",), take, has_room)
    await polls.say_last_word()
    api.update()
    api.faults += [
        Fault("deleteWebhook", Refusal(404, "Not Found")),
        Fault("getUpdates", Refusal(429, "x", retry_after=1)),
    ]
    api.webhook = {"url": "https://elsewhere.example/"}
    running = asyncio.create_task(polls.run())
    await until(lambda: bool(taken))
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    api.faults.append(Fault("getUpdates", Refusal(502, "Bad Gateway")))
    await polls.say_last_word()
    await polls.say_last_word()
    assert api.called("getUpdates")[-1]["timeout"] == 0
    assert polling.LAST_WORD_SECONDS <= 1


# --- intake -------------------------------------------------------------------------------------------


async def test_what_was_recorded_and_is_not_understood(bot: MopBot, desk: Desk) -> None:
    """A recorded update that no longer makes sense is marked as done; an inline query is never recorded.

    What has no whole number for its id is left: it could be neither told apart nor acknowledged.
    """
    handed: list[tuple[int, bool]] = []
    intake = Intake(bot, desk, lambda update, again: handed.append((update.update_id, again)))
    for number, payload in (("1", "{"), ("2", '{"update_id": "x", "message": 7}'), ("3", '{"update_id": 3}')):
        await desk.store.take_update(WaitingUpdate("telegram", number, "telegram:5", payload, NOW))
    await intake.take_up_left_over()
    await intake.take_up_left_over()
    assert handed == [(3, True)]
    assert [each.id for each in await desk.store.waiting_updates("telegram")] == ["3"]
    typed = {"update_id": 4, "inline_query": {"id": "1", "from": ME, "query": "", "offset": ""}}
    await intake.take(json.dumps(typed).encode())
    assert [each.id for each in await desk.store.waiting_updates("telegram")] == ["3"]
    assert handed[-1] == (4, False)
    unusable: tuple[object, ...] = ([1], {}, "5", 5.0, True, None)
    for odd in unusable:
        await intake.take(json.dumps({"update_id": odd, "message": {}}).encode())
    assert len(handed) == 2


class Away:
    """A database that is away for as long as a test says."""

    def __init__(self, store: Any) -> None:  # noqa: ANN401 - any store
        self._store = store
        self.is_away = True

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any method
        if not self.is_away:
            return getattr(self._store, name)

        async def fail(*_: object) -> None:
            raise StoreError("nowhere", f"{name} failed")

        return fail


async def test_updates_answered_without_a_database_are_marked_later(bot: MopBot, desk: Desk) -> None:
    """What was answered while the database was away is marked once it is back, and never answered again."""
    handed: list[int] = []
    away = Away(desk.store)
    intake = Intake(bot, desk, lambda update, _: handed.append(update.update_id))
    message = {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "text": "x"}
    first, second = (json.dumps({"update_id": number, "message": message}).encode() for number in (1, 2))
    await intake.take(first)
    desk.store = away
    await intake.take(second)
    await intake.take(second)
    assert handed == [1, 2]
    updates = [read_update(each, bot) for each in (first, second)]
    await intake.finish([update for update in updates if update])
    away.is_away = False
    assert [each.id for each in await desk.store.waiting_updates("telegram")] == ["1"]
    await intake.finish([])
    assert await desk.store.waiting_updates("telegram") == ()


async def test_a_full_house(api: BotApi, bot: MopBot, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """While too much waits, polls pause and the webhook answers 503: Telegram keeps what it has."""
    running = Program(bot, desk, TelegramSettings(TOKEN, api.url))
    monkeypatch.setattr(program, "MOST_WAITING", -1)
    waiting = asyncio.create_task(running._has_room())
    await asyncio.sleep(0.01)
    assert not waiting.done()
    monkeypatch.setattr(program, "MOST_WAITING", 1)
    await waiting
    settings = TelegramSettings(TOKEN, api.url, "http://127.0.0.1/hook", "s", ("127.0.0.1", free_port()))
    taken: list[object] = []

    async def take(raw: object) -> None:
        taken.append(raw)

    async with served(settings, take, (), lambda: True), aiohttp.ClientSession() as client:
        url = f"http://127.0.0.1:{settings.listen[1]}/hook"
        async with client.post(url, headers={SECRET_HEADER: "s"}, json={}) as response:
            assert response.status == 503
    assert taken == []
    taken_port = ("127.0.0.1", int(api.url.split(":")[2].split("/")[0]))
    with pytest.raises(ConfigurationError, match="MOP_TELEGRAM_WEBHOOK_LISTEN"):
        async with served(replace(settings, listen=taken_port), take, (), lambda: True):
            pass


async def test_typing_on_leaves_older_queries(api: BotApi, bot: MopBot, desk: Desk) -> None:
    """Of what somebody types after ``@bot`` only the newest is checked."""
    answering = Answering(served_by(bot, desk))
    person = api.person(601)
    updates = [
        telegram.Update.de_json(
            {"update_id": number, "inline_query": {"id": f"{number}", "from": person, "query": words, "offset": ""}},
            bot,
        )
        for number, words in ((1, "https://joker.exam"), (2, "https://joker.example/"))
    ]
    for update in updates:
        answering.note(update)
    for update in updates:
        await answering.answer([update])
    assert list(api.cards) == ["2"]


async def test_answers_to_admin_commands_go_after_a_while(api: BotApi, bot: MopBot, desk: Desk) -> None:
    """In a group the answer to an admin's command deletes itself; alone with Mop it stays."""
    later: list[Callable[[], Awaitable[None]]] = []
    admins = Admins(bot, desk.clock)
    service = replace(served_by(bot, desk), admins=admins, later=lambda _, work: later.append(work))
    for kind, number in (("supergroup", 1), ("private", 2)):
        chat = api.chat(kind)
        raw = {"update_id": number, "message": api.message(chat, "/mode asked", sender_chat=api.chats[chat])}
        await Answering(service).answer([telegram.Update.de_json(raw, bot)])
        assert api.texts(chat) == ["Done. I speak here: only when somebody asks."]
    (work,) = later
    await work()
    await work()
    assert [said["plain"] for said in api.messages.values() if said.get("mine")] == [
        "Done. I speak here: only when somebody asks."
    ]
    assert await admins.is_admin(telegram.Chat(5, "private"), 5)


# --- delivery and buttons -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chat", "link"),
    [
        (telegram.Chat(-100123, "supergroup"), "https://t.me/c/123/9"),
        (telegram.Chat(-100123, "supergroup", username="public"), "https://t.me/public/9"),
        (telegram.Chat(-5, "group"), ""),
        (telegram.Chat(5, "private", username="ada"), ""),
    ],
)
async def test_links_to_answers(bot: MopBot, chat: telegram.Chat, link: str) -> None:
    """Only supergroups have links that lead to a message."""

    async def moved(old: int, new: int) -> None:
        del old, new

    delivery = TelegramDelivery(bot, target_of(telegram.Message(1, NOW, chat)), moved)
    assert delivery.link_to("9") == link


def test_a_link_too_long_for_inline_mode() -> None:
    """A query that Telegram would refuse gets no button."""
    assert keyboard_of_share("https://a.example/" + "x" * 300, ENGLISH) is None


async def test_what_became_of_an_objection(api: BotApi, bot: MopBot, desk: Desk) -> None:
    """Whoever objected is told in private; who cannot be told is not asked again; a bad line is tried again."""
    people = [api.chat(), api.chat(), api.chat()]
    api.faults.append(Fault("sendMessage", Refusal(403, "Forbidden: bot was blocked by the user"), people[1]))
    api.faults.append(Fault("sendMessage", "drop", people[2]))
    for person in people:
        dispute = Dispute(0, "telegram:-5", "9", (), "SATIRE", "It is satire.", "", "", f"telegram:{person}", NOW)
        await decline(desk.store, await desk.store.file_dispute(dispute), "It says so itself.", NOW)
    for _ in range(2):
        await tell_filers(desk, "telegram", lambda person, text: tell(bot, person, text))
    said = "You objected to “It is satire.”. It stays as it is. It says so itself."
    assert [api.texts(person) for person in people] == [[said], [], [said]]
    assert len(api.called("sendMessage", people[1])) == 1
    assert {dispute.filed_by for dispute in await desk.store.disputes()} == {""}


# --- the program --------------------------------------------------------------------------------------


async def test_it_ends_when_telegram_refuses(api: BotApi, desk: Desk) -> None:
    """A wrong token and a wrong webhook end the program with a fault that a person can mend."""
    bot = MopBot("1:wrong", api.url)
    with pytest.raises(ConfigurationError, match="MOP_TELEGRAM_TOKEN"):
        await Program(bot, desk, TelegramSettings("1:wrong")).run(asyncio.Event())
    await bot.shutdown()
    bot = MopBot(TOKEN, api.url)
    api.faults.append(Fault("setWebhook", bad("bad webhook")))
    settings = TelegramSettings(TOKEN, api.url, "http://127.0.0.1/hook", "s", ("127.0.0.1", 0))
    with pytest.raises(ConfigurationError, match="MOP_TELEGRAM_WEBHOOK_URL"):
        await Program(bot, desk, settings).run(asyncio.Event())
    await bot.shutdown()


async def test_a_late_picture_without_words_is_done_with(api: BotApi, bot: MopBot, desk: Desk) -> None:
    """A picture that comes after its album was answered is marked as answered."""
    running = Program(bot, desk, TelegramSettings(TOKEN, api.url))
    _, update = pictured(9)
    await desk.store.take_update(WaitingUpdate("telegram", "9", "telegram:5", "{}", NOW))
    running._take_album([update], False)
    for _ in range(200):
        if not await desk.store.waiting_updates("telegram"):
            break
        await asyncio.sleep(0.01)
    assert await desk.store.waiting_updates("telegram") == ()
    assert api.calls[1:] == []
