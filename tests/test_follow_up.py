"""News of a link that nothing was known of: told once, in one chat at a time, where and when it may be told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import Checker
from bot.desk import Desk, later
from bot.errors import PlatformError
from bot.follow_up import AROUND, FollowUps, Place, is_time_of_day
from bot.inquiry import Findings
from bot.local_ratings import local_rating
from bot.model import Conversation, ConversationKind, Message, Mode, Outcome, Voice
from bot.report_cache import Reports
from bot.store import open_store
from tests.samples import NOW, link, match, page
from tests.test_core import HandedPages
from tests.test_desk import Chat, Clock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from bot.inquiry import Knowledge
    from bot.model import Link, Reply
    from bot.queries import Query
    from bot.state import Answer
    from bot.store import SQLStore

GROUP = Conversation("telegram:-100", ConversationKind.GROUP)
UNKNOWN = "https://unheard-of.example/story"
OTHER = "https://another.example/story"
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


class Checks:
    """Fact-checks of links, as a test adds them."""

    def __init__(self) -> None:
        self.links: set[str] = set()

    async def for_link(self, link: Link) -> Findings:
        """Return a fact-check of a link that a test named."""
        return Findings((match(),) if link.url in self.links else ())

    async def for_words(self, asked: Sequence[Query], language: str, seconds: float) -> Findings:
        """Return nothing."""
        return Findings()


class Town:
    """A running Mop with chats, and what is known as a test says."""

    def __init__(self, knowledge: Knowledge, store: SQLStore) -> None:
        self.clock = Clock()
        self.checks = Checks()
        self.known = replace(knowledge, claims=self.checks)
        pages = {url: page(link(url)) for url in (UNKNOWN, OTHER)}
        checker = Checker(self.known, HandedPages(pages), self.clock, reports=Reports(self.clock))
        self.desk = Desk(checker, store, self.clock)
        self.store = store
        self.chats: dict[str, Chat] = {}
        self.told: list[str] = []
        self.follow_ups = self.another()

    def another(self) -> FollowUps:
        """Return what tells news, as another process would have it."""
        return FollowUps(self.desk, self.store, "telegram", self.place)

    def place(self, answer: Answer) -> Place | None:
        """Return the chat that an answer stands in."""
        self.told.append(answer.message)
        return Place(self.chats[answer.chat], ConversationKind.GROUP)

    async def ask(self, url: str, message: str = "1", where: Conversation = GROUP) -> Chat:
        """Have somebody ask about a link."""
        chat = self.chats.setdefault(where.id, Chat())
        await self.desk.hear(Message(url, conversation=where, asked=True), message, chat)
        return chat

    def learn(self, *urls: str) -> None:
        """Let fact-checks of links come in."""
        self.checks.links |= set(urls)
        self.desk.checker.knowledge = replace(self.known)

    async def after(self, wait: timedelta) -> None:
        """Let time pass, and what comes round do so."""
        self.clock.now += wait
        await self.follow_ups.run()


@pytest.fixture
async def town(knowledge: Knowledge, tmp_path: Path) -> AsyncIterator[Town]:
    """Return a running Mop with an empty database."""
    async with open_store(tmp_path) as store:
        yield Town(knowledge, store)


async def test_a_chat_is_told_what_became_known(town: Town) -> None:
    """Asked in vain and found since: one message, true and useful in its first line, and never another one."""
    chat = await town.ask(UNKNOWN)
    await town.after(HOUR)
    assert chat.lines() == ["Nothing known about unheard-of.example. That is not a clean bill."]
    town.learn(UNKNOWN)
    await town.after(HOUR)
    asked = f"You asked about it on {NOW:%B} {NOW.day}, {NOW.year}, when I knew nothing about it."
    assert chat.lines()[1:] == [f"This has been checked: Checks rated it “False”. {asked}"]
    town.learn(OTHER)
    for _ in range(3):
        await town.after(DAY)
    assert chat.sent == 2


async def test_in_the_chats_own_language(town: Town) -> None:
    """The admins' language is spoken here as well."""
    await town.store.set_language(GROUP.id, "es", NOW)
    chat = await town.ask(UNKNOWN)
    town.learn(UNKNOWN)
    await town.after(HOUR)
    assert chat.lines()[1].endswith("cuando no sabía nada de él.")


@pytest.mark.parametrize("mode", [Mode.OFF, Mode.ASKED])
async def test_where_mop_may_not_speak_unasked_it_does_not(town: Town, mode: Mode) -> None:
    """Whoever set a chat to silence, or to answers alone, is told no news."""
    chat = await town.ask(UNKNOWN)
    await town.store.set_mode(GROUP.id, mode, NOW)
    town.learn(UNKNOWN)
    await town.after(HOUR)
    assert chat.sent == 1


async def test_one_an_hour_and_chat(town: Town) -> None:
    """News of two links come an hour apart in one chat, and at once in two."""
    first = await town.ask(UNKNOWN)
    await town.ask(OTHER, "2")
    second = await town.ask(UNKNOWN, "1", Conversation("telegram:-200", ConversationKind.GROUP))
    town.learn(UNKNOWN, OTHER)
    await town.after(timedelta(minutes=1))
    assert (first.sent, second.sent) == (3, 2)
    await town.after(timedelta(minutes=50))
    assert first.sent == 3
    await town.after(timedelta(minutes=10))
    assert first.sent == 4


async def test_nobody_is_woken(town: Town) -> None:
    """What becomes known at night is told when it was asked, by the clock."""
    chat = await town.ask(UNKNOWN)
    town.learn(UNKNOWN)
    await town.after(timedelta(hours=12))
    assert chat.sent == 1
    await town.after(timedelta(hours=9))
    assert chat.sent == 2


async def test_any_number_of_processes_tell_it_once(town: Town) -> None:
    """Where two run it all the same, the chat hears of it once."""
    chat = await town.ask(UNKNOWN)
    town.learn(UNKNOWN)
    town.clock.now += HOUR
    for each in (town.another(), town.another(), town.follow_ups):
        await each.run()
    assert chat.sent == 2


async def test_killed_before_it_was_sent_it_is_lost_and_never_said_twice(town: Town) -> None:
    """Noted first, sent then: the next process says nothing of it."""
    chat = await town.ask(UNKNOWN)
    town.learn(UNKNOWN)

    class Killed(Chat):
        async def send(self, reply: Reply, sentences: object) -> str:
            raise KeyboardInterrupt

    town.chats[GROUP.id] = Killed()
    with pytest.raises(KeyboardInterrupt):
        await town.after(HOUR)
    town.chats[GROUP.id] = chat
    await town.another().run()
    assert chat.sent == 1


async def test_a_chat_that_cannot_be_told_holds_up_nobody(town: Town) -> None:
    """Where Mop was muted, the next chat is told all the same."""

    class Muted(Chat):
        async def send(self, reply: Reply, sentences: object) -> str:
            raise PlatformError("no right to speak")

    await town.ask(UNKNOWN)
    second = await town.ask(UNKNOWN, "1", Conversation("telegram:-200", ConversationKind.GROUP))
    town.chats[GROUP.id] = Muted()
    town.learn(UNKNOWN)
    await town.after(HOUR)
    assert second.sent == 2


@pytest.mark.parametrize(("trusted", "sent"), [(False, 2), (True, 1)])
async def test_what_admins_trust_is_no_news(town: Town, trusted: bool, sent: int) -> None:
    """A list that warns of a source since is told of, but not where this chat's admins trust it."""
    chat = await town.ask(UNKNOWN)
    kept = await town.store.answer_to(GROUP.id, "1")
    assert kept
    await town.store.keep_answer(replace(kept, urls=("https://gossip.example/x",)))
    if trusted:
        word = local_rating("gossip.example", Voice.CHAT_ADMINS, trust=True, reason="", as_of="2026")
        await town.store.rate_locally(GROUP.id, word, NOW)
    await town.after(HOUR)
    assert chat.sent == sent


async def test_after_a_month_it_is_forgotten(town: Town) -> None:
    """News of what was asked longer ago are told to nobody; what waits too long is given up."""
    chat = await town.ask(UNKNOWN)
    town.clock.now += timedelta(days=31)
    town.learn(UNKNOWN)
    await town.after(timedelta(0))
    assert (chat.sent, town.told) == (1, [])


async def test_the_way_to_a_page_is_no_news(town: Town) -> None:
    """A short link through a site that raters warn of was known when its page was asked about."""
    chat = await town.ask(UNKNOWN)
    kept = await town.store.answer_to(GROUP.id, "1")
    assert kept
    await town.store.keep_answer(replace(kept, urls=("https://gossip.example/x", *kept.urls)))
    town.learn(OTHER)
    await town.after(HOUR)
    assert chat.sent == 1


async def test_a_follow_up_is_an_answer_of_its_own(town: Town) -> None:
    """Its buttons know what it was about, and it goes when its message is deleted."""
    chat = await town.ask(UNKNOWN)
    town.learn(UNKNOWN)
    await town.after(HOUR)
    kept = await town.store.answer_with_id(GROUP.id, "a2")
    assert kept
    assert (kept.message, kept.outcome, kept.urls) == (later("1"), Outcome.CLAIM_CHECKED.name, (UNKNOWN,))
    await town.desk.message_deleted(GROUP.id, "1", chat)
    assert chat.lines() == []


async def test_where_nobody_else_can_see_nothing_is_told(town: Town) -> None:
    """An answer that was shown to one person alone has no place to be followed up."""
    chat = await town.ask(UNKNOWN)
    town.learn(UNKNOWN)
    town.clock.now += HOUR
    await FollowUps(town.desk, town.store, "telegram", lambda answer: None).run()
    assert chat.sent == 1


async def test_many_answers_are_gone_through_in_batches(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many asked, all are found, and no more than so many are told at once."""
    monkeypatch.setattr("bot.follow_up.BATCH", 3)
    monkeypatch.setattr("bot.follow_up.MOST_AT_ONCE", 5)
    chats = [
        await town.ask(UNKNOWN, "1", Conversation(f"telegram:-{number}", ConversationKind.GROUP))
        for number in range(300, 308)
    ]
    town.learn(UNKNOWN)
    await town.after(HOUR)
    assert sum(chat.sent for chat in chats) == 8 + 5
    await town.after(timedelta(minutes=10))
    assert sum(chat.sent for chat in chats) == 8 + 8


async def test_what_does_not_fit_in_memory_comes_later(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """However much becomes known at once, so many wait at most; the rest is found with the next update."""
    monkeypatch.setattr("bot.follow_up.MOST_WAITING", 2)
    monkeypatch.setattr("bot.follow_up.BATCH", 2)
    monkeypatch.setattr("bot.follow_up.BREATH", 1)
    chats = [
        await town.ask(UNKNOWN, "1", Conversation(f"telegram:-{number}", ConversationKind.GROUP))
        for number in range(300, 304)
    ]
    wordless = await town.store.answer_to("telegram:-300", "1")
    assert wordless
    await town.store.keep_answer(replace(wordless, chat="telegram:-1", urls=(), at=NOW - DAY))
    for sent in (2, 4):
        town.learn(UNKNOWN)
        await town.after(timedelta(minutes=1))
        assert sum(chat.sent for chat in chats) == 4 + sent


@given(st.datetimes(), st.integers(0, 700), st.integers(-1440, 1440))
@settings(max_examples=100, deadline=None)
def test_the_time_of_day_goes_round(asked: datetime, days: int, minutes: int) -> None:
    """An hour before midnight and an hour after are two hours apart, on whichever day."""
    asked = asked.replace(year=2020, tzinfo=NOW.tzinfo)
    apart = min(abs(minutes) % 1440, 1440 - abs(minutes) % 1440)
    assert is_time_of_day(asked, asked + days * DAY + timedelta(minutes=minutes)) == (
        timedelta(minutes=apart) <= AROUND
    )
