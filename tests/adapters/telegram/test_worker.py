"""Workers: chats leased, answered in order, given back; what a killed one left is completed and not said twice."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import telegram

from adapters.telegram import line as lines
from adapters.telegram import many, worker
from adapters.telegram.answering import Answering
from adapters.telegram.background import Background
from adapters.telegram.batch import batches
from adapters.telegram.line import Line
from adapters.telegram.many import Receiver
from adapters.telegram.network import MopBot
from adapters.telegram.opening import answering_of
from adapters.telegram.pacing import Pacing
from adapters.telegram.worker import Worker
from bot.core import Checker
from bot.desk import Desk
from bot.errors import StoreError
from bot.inquiry import Knowledge
from bot.metrics import Metrics
from bot.store import SQLStore, open_store
from tests.adapters.telegram.bot_api import TOKEN, BotApi, played_telegram, until
from tests.samples import NOW

BAD, JOKE = "http://gossip.example/x", "http://joker.example/"


class Parts:
    """A Telegram, a database and everything that answers, without limits."""

    def __init__(self, api: BotApi, bot: MopBot, store: SQLStore, knowledge: Knowledge) -> None:
        self.api = api
        self.bot = bot
        self.store: Any = store
        self.clock = NOW
        self.desk = Desk(Checker(knowledge, None, lambda: NOW), store, lambda: self.clock)
        self.pacing = Pacing()
        self.background = Background()
        self.answering = answering_of(self.desk, bot, self.background.later)
        self.receiver = Receiver(store, bot, self.desk.checker, self.background, lambda: self.clock)

    def worker(self, *, lease_seconds: float = 30.0) -> Worker:
        """Return a worker."""
        return Worker(
            self.store, self.store, self.desk, self.bot, self.answering, self.pacing, lease_seconds=lease_seconds
        )

    @asynccontextmanager
    async def working(self, *, lease_seconds: float = 30.0, end_seconds: float = 5.0) -> AsyncIterator[Worker]:
        """Have a worker work for as long as the block runs."""
        stop, one = asyncio.Event(), self.worker(lease_seconds=lease_seconds)
        running = asyncio.create_task(one.run(stop, end_seconds))
        try:
            yield one
        finally:
            stop.set()
            await running

    async def say(self, chat: int, text: str = "", **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - of a message
        """Have somebody say something, delivered to mop web."""
        said = self.api.say(chat, text, **fields)
        await self.receiver.take(json.dumps(self.api._updates[-1]).encode())
        return said

    async def emptied(self) -> None:
        """Wait until nothing waits."""
        async with asyncio.timeout(20):
            while (await self.store.depth("telegram")).waiting:  # noqa: ASYNC110 - a database tells nobody
                await asyncio.sleep(0.01)


@pytest.fixture
async def parts(knowledge: Knowledge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Parts]:
    """Return everything, with Telegram's windows short."""
    monkeypatch.setattr("adapters.telegram.pacing.MARGIN", 0.001)
    async with played_telegram() as api, open_store(tmp_path) as store, MopBot(TOKEN, api.url) as bot:
        made = Parts(api, bot, store, knowledge)
        yield made
        await made.background.stop()
        assert api.refused == []


# --- answering ----------------------------------------------------------------------------------------


async def test_what_was_recorded_is_answered_in_order(parts: Parts) -> None:
    """Six questions of one chat and one of another are answered, each chat's in order; nothing is left."""
    busy, quiet = parts.api.chat(), parts.api.chat()
    asked = [await parts.say(busy, f"http://joker.example/{number}") for number in range(6)]
    async with parts.working():
        await parts.say(quiet, BAD)
        await parts.emptied()
    replied = [values["reply_parameters"]["message_id"] for values in parts.api.called("sendMessage", busy)]
    assert replied == [said["message_id"] for said in asked]
    assert len(parts.api.answers(quiet)) == 1


async def test_talk_and_what_comes_twice_are_not_recorded(parts: Parts) -> None:
    """Of talk in a group nothing reaches the disk; what Telegram delivers twice is recorded once."""
    group = parts.api.chat("supergroup")
    await parts.say(group, "Good morning")
    await parts.receiver.take(b'{"update_id": "x", "message": {}}')
    assert (await parts.store.depth("telegram")).waiting == 0
    await parts.say(group, BAD)
    await parts.receiver.take(json.dumps(parts.api._updates[-1]).encode())
    assert (await parts.store.depth("telegram")).waiting == 1


async def test_who_was_killed_after_the_answer_is_not_heard_twice(parts: Parts) -> None:
    """A worker killed between the answer and its end: the next one completes that answer."""
    chat = parts.api.chat()
    await parts.say(chat, BAD)
    async with parts.working():
        await parts.emptied()
    await parts.store._database.fetch(
        "UPDATE updates SET finished_at = NULL, chat = $1, payload = $2", f"telegram:{chat}", await _last(parts)
    )
    await parts.store.adopt("telegram")
    (claim,) = await parts.store.claim("telegram", "killed", 9, -1)
    assert claim.chat == f"telegram:{chat}"
    async with parts.working():
        await parts.emptied()
    assert len(parts.api.answers(chat)) == 1


async def _last(parts: Parts) -> str:
    return json.dumps(parts.api._updates[-1])


async def test_an_update_that_ends_workers_is_given_up(parts: Parts, caplog: pytest.LogCaptureFixture) -> None:
    """What so many workers in a row died of is left, and the next message is answered."""
    chat = parts.api.chat()
    poison = await parts.say(chat, BAD)
    await parts.say(chat, JOKE)
    for number in range(worker.MOST_CUT_OFFS):
        assert await parts.store.claim("telegram", f"killed{number}", 1, -1)
    async with parts.working():
        await parts.emptied()
    replied = [values["reply_parameters"]["message_id"] for values in parts.api.called("sendMessage", chat)]
    assert replied == [poison["message_id"] + 1]
    assert "is given up" in caplog.text


async def test_an_album_gets_one_answer(parts: Parts) -> None:
    """Pictures of an album are answered together; one that comes late, without words, gets nothing."""
    group = parts.api.chat("supergroup")
    album: dict[str, Any] = {"photo": [], "media_group_id": "7"}
    linked: dict[str, Any] = {"caption": BAD, "caption_entities": [{"type": "url", "offset": 0, "length": len(BAD)}]}
    await parts.say(group, **album, **linked)
    await parts.say(group, **album)
    async with parts.working():
        await asyncio.sleep(0.05)
        assert parts.api.answers(group) == []
        parts.clock = NOW + timedelta(seconds=1)
        await parts.emptied()
        assert len(parts.api.answers(group)) == 1
        await parts.say(group, **album)
        parts.clock = NOW + timedelta(seconds=5)
        await parts.emptied()
    assert len(parts.api.called("sendMessage", group)) == 1


def test_albums_are_put_together() -> None:
    """What belongs together stands at the place of its first; all else keeps its order."""

    def update(number: int, album: str = "") -> telegram.Update:
        chat = telegram.Chat(5, "private")
        return telegram.Update(number, message=telegram.Message(number, NOW, chat, media_group_id=album or None))

    later = NOW + timedelta(seconds=0.2)
    waiting = [(update(1), NOW), (update(2, "a"), NOW), (update(3), NOW), (update(4, "a"), later)]
    found = batches([*waiting, (telegram.Update(5), NOW)])
    assert [[each.update_id for each in batch.updates] for batch in found] == [[1], [2, 4], [3], [5]]
    assert [batch.wait(later) for batch in found] == [0, 0.5, 0, 0]
    assert found[1].wait(NOW + timedelta(seconds=9)) == 0


async def test_a_long_album_waits_for_what_was_not_looked_at(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    """An album at the end of what one turn looks at is answered whole, in the next turn."""
    monkeypatch.setattr(worker, "FETCHED", 2)
    group = parts.api.chat("supergroup")
    await parts.say(group, f"/check {JOKE}")
    for caption in ({"caption": f"/check {BAD}"}, {}):
        await parts.say(group, photo=[], media_group_id="8", **caption)
    parts.clock = NOW + timedelta(seconds=5)
    monkeypatch.setattr(worker, "FETCHED", 2)
    async with parts.working():
        await parts.emptied()
    assert len(parts.api.answers(group)) >= 1


async def test_a_chat_that_must_wait_is_put_back(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    """A chat that Telegram takes nothing for keeps no worker; it is answered when it may be."""
    waits = {"left": 3}

    def pause_of(_chat: int) -> float:
        waits["left"] -= 1
        return 1.6 if waits["left"] > 0 else 0.0

    monkeypatch.setattr(parts.pacing, "pause_of", pause_of)
    chat = parts.api.chat()
    await parts.say(chat, JOKE)
    async with parts.working() as one:
        await until(lambda: waits["left"] < 3)
        await until(lambda: not one._serving)
        assert parts.api.answers(chat) == []
        await parts.emptied()
    assert len(parts.api.answers(chat)) == 1


# --- leases -------------------------------------------------------------------------------------------


class Slow:
    """An answering that takes its time."""

    def __init__(self, inner: Answering) -> None:
        self._inner = inner
        self.began: list[int] = []
        self.cancelled: list[int] = []
        self.may_end = asyncio.Event()

    def note(self, update: telegram.Update) -> None:
        """Look at it."""
        self._inner.note(update)

    async def answer(self, updates: Sequence[telegram.Update], *, again: bool = False) -> None:
        """Wait, then answer."""
        number = updates[0].update_id
        self.began.append(number)
        try:
            await self.may_end.wait()
        except asyncio.CancelledError:
            self.cancelled.append(number)
            raise
        await self._inner.answer(updates, again=again)


async def test_who_loses_a_lease_leaves_the_chat(parts: Parts) -> None:
    """A chat that another worker took over is left in the middle; its message is the other's now."""
    slow = Slow(parts.answering)
    parts.answering = slow  # type: ignore[assignment] # stands in for it
    await parts.say(parts.api.chat(), JOKE)
    async with parts.working(lease_seconds=0.3) as one:
        await until(lambda: bool(slow.began))
        await parts.store._database.fetch("UPDATE turns SET worker = 'another', until = until + 100000000")
        await until(lambda: bool(slow.cancelled))
        await until(lambda: not one._serving)
    assert (await parts.store.depth("telegram")).waiting == 1


async def test_a_lease_is_held_while_it_is_needed(parts: Parts) -> None:
    """A check that takes longer than a lease is finished by who began it, once."""
    slow = Slow(parts.answering)
    parts.answering = slow  # type: ignore[assignment] # stands in for it
    chat = parts.api.chat()
    await parts.say(chat, JOKE)
    async with parts.working(lease_seconds=3.0):
        await until(lambda: bool(slow.began))
        question = "SELECT until FROM turns WHERE waiting = 1"
        ((first,),) = await parts.store._database.fetch(question)
        async with asyncio.timeout(20):
            while (await parts.store._database.fetch(question))[0][0] < first + 1_000_000:  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.05)
        slow.may_end.set()
        await parts.emptied()
    assert len(parts.api.answers(chat)) == 1


async def test_a_claim_that_got_lost_on_its_way_is_not_held(parts: Parts) -> None:
    """The connection broke after the database had leased a chat: the worker that never heard of it lets it go."""
    chat = parts.api.chat()
    await parts.say(chat, JOKE)
    async with parts.working(lease_seconds=1.0) as one:
        await parts.store._database.fetch("UPDATE turns SET worker = $1, until = until + 1000000000000", one.name)
        await parts.emptied()
    assert len(parts.api.answers(chat)) == 1


async def test_the_end_finishes_what_is_in_hand_and_gives_back_the_rest(parts: Parts) -> None:
    """At SIGTERM the message in hand is answered, and the one behind it is left for another worker."""
    slow = Slow(parts.answering)
    parts.answering = slow  # type: ignore[assignment] # stands in for it
    chat = parts.api.chat()
    await parts.say(chat, JOKE)
    await parts.say(chat, BAD)
    async with parts.working():
        await until(lambda: bool(slow.began))
        asyncio.get_running_loop().call_later(0.1, slow.may_end.set)
    assert len(parts.api.answers(chat)) == 1
    assert len(await parts.store.claim("telegram", "another", 9, 30)) == 1


async def test_the_end_does_not_wait_for_ever(parts: Parts, caplog: pytest.LogCaptureFixture) -> None:
    """What does not end in time is cut short, and another worker may go on with it at once."""
    slow = Slow(parts.answering)
    parts.answering = slow  # type: ignore[assignment] # stands in for it
    await parts.say(parts.api.chat(), JOKE)
    async with parts.working(end_seconds=0.05):
        await until(lambda: bool(slow.began))
    assert slow.cancelled
    assert "cut short" in caplog.text
    (claim,) = await parts.store.claim("telegram", "another", 9, 30)
    assert claim.cut_offs == 1


# --- without a database -------------------------------------------------------------------------------


class Away:
    """A store some of whose methods fail for as long as a test says."""

    def __init__(self, store: SQLStore, *names: str) -> None:
        self._store = store
        self.names = set(names)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any method
        if name not in self.names:
            return getattr(self._store, name)

        async def fail(*_: object, **__: object) -> None:
            raise StoreError("nowhere", f"{name} failed")

        return fail


async def test_an_answer_that_cannot_be_marked_is_not_given_twice(parts: Parts) -> None:
    """The database goes away between an answer and its mark: when it is back only the mark is made."""
    parts.store = away = Away(parts.store, "finish_update", "renew")
    chat = parts.api.chat()
    await parts.say(chat, JOKE)
    async with parts.working(lease_seconds=0.5):
        await parts.api.answered(chat)
        await asyncio.sleep(0.3)
        away.names.clear()
        await parts.emptied()
    assert len(parts.api.called("sendMessage", chat)) == 1


async def test_without_a_database_a_worker_lets_its_chats_go(parts: Parts) -> None:
    """Leases that could not be renewed are nobody's: what is in hand is left, and taken up when it is back."""
    slow = Slow(parts.answering)
    parts.answering = slow  # type: ignore[assignment] # stands in for it
    chat = parts.api.chat()
    await parts.say(chat, JOKE)
    parts.store = away = Away(parts.store)
    async with parts.working(lease_seconds=0.5):
        await until(lambda: bool(slow.began))
        away.names |= {"renew", "claim"}
        await until(lambda: bool(slow.cancelled))
        slow.may_end.set()
        away.names.clear()
        await parts.emptied()
    assert len(parts.api.answers(chat)) == 1


async def test_a_turn_that_fails_is_told_and_comes_again(parts: Parts, caplog: pytest.LogCaptureFixture) -> None:
    """A fault of Mop's own in one chat's turn stops no other chat."""
    parts.store = away = Away(parts.store)
    chat, other = parts.api.chat(), parts.api.chat()

    async def fail(*_: object) -> None:
        raise RuntimeError("boom")

    vars(away)["updates_of"] = fail
    await parts.say(chat, JOKE)
    async with parts.working(lease_seconds=0.3):
        await until(lambda: "a chat's turn failed" in caplog.text)
        del vars(away)["updates_of"]
        await parts.say(other, JOKE)
        await parts.api.answered(other)


async def test_the_web_leaves_with_telegram_what_it_cannot_record(parts: Parts) -> None:
    """While the database is away an update is not acknowledged; that nobody can be rung for stops nothing."""
    chat = parts.api.chat()
    parts.receiver = Receiver(Away(parts.store, "ring"), parts.bot, parts.desk.checker, parts.background, lambda: NOW)
    await parts.say(chat, JOKE)
    await asyncio.sleep(2 * many.RING_SECONDS)
    parts.receiver._queue = Away(parts.store, "enqueue")
    with pytest.raises(StoreError):
        await parts.say(chat, JOKE)
    assert (await parts.store.depth("telegram")).waiting == 1


# --- the line -----------------------------------------------------------------------------------------


async def test_the_line_is_shown_and_kept_in_bounds(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    """How much waits is a figure; over the bound unasked links are dropped, and counted, and questions are not."""
    metrics, line = Metrics(), Line(parts.store, lambda: NOW, 2)
    line.show(metrics)
    group = parts.api.chat("supergroup")
    for text in (BAD, f"/check {BAD}", BAD, f"/check {JOKE}", f"/check {JOKE}", JOKE):
        await parts.say(group, text)
    await line.look()
    assert line.depth.waiting == 6
    assert line.is_full
    assert b'mop_waiting{platform="telegram"} 6.0' in metrics.text()
    await line.keep_in_bounds()
    await line.look()
    assert line.depth.waiting == 3
    assert b'mop_dropped_total{platform="telegram"} 3.0' in metrics.text()
    assert b'mop_waiting{platform="telegram"} 3.0' in metrics.text()
    away = Line(Away(parts.store, "depth"), lambda: NOW)
    await away.look()
    assert away.depth.waiting == 0
    monkeypatch.setattr(lines, "WATCH_SECONDS", 0.01)
    watching = asyncio.create_task(line.watch())
    await parts.store.drop_unasked("telegram", 0, NOW)
    await asyncio.sleep(0.05)
    watching.cancel()
