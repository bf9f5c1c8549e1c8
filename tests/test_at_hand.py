"""The same words in another chat are answered as if they were looked into anew, and nothing of them is kept."""

from __future__ import annotations

import asyncio
import gc
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.at_hand import STANDS, AnswersAtHand, AtHand, Found, found_in, stands_until
from bot.core import Checker
from bot.desk import Desk
from bot.local_ratings import local_rating
from bot.metrics import Metrics
from bot.model import (
    ChatSettings,
    Conversation,
    ConversationKind,
    Evidence,
    Gap,
    GapReason,
    GapStep,
    Message,
    Mode,
    Outcome,
    Reply,
    Report,
    SourceRating,
    Verdict,
    Voice,
)
from bot.policy import Decision, Reason
from bot.report_cache import Reports
from bot.state import OPERATOR, Answer, Store
from bot.verdict import OLD_AFTER_DAYS
from tests.samples import NOW, link, page
from tests.test_core import HandedPages
from tests.test_desk import Chat, Clock

if TYPE_CHECKING:
    from bot.inquiry import Knowledge

BAD, UNKNOWN, LURE = "https://gossip.example/x", "https://unheard-of.example/", "https://phish.example/login"
PAGES = {each: replace(page(link(each)), fetched_at=NOW) for each in (BAD, UNKNOWN)}
GROUPS = [Conversation(f"telegram:-10{number}", ConversationKind.GROUP) for number in range(4)]


class Noted:
    """A store that notes what is kept, and knows what a test says."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self.counts: list[tuple[str, date, str]] = []
        self.ratings: dict[str, tuple[SourceRating, ...]] = {}
        self.modes: dict[str, Mode] = {}
        self.languages: dict[str, str] = {}

    async def chat_settings(self, chat: str) -> ChatSettings | None:
        """Return what a test says of a chat."""
        if chat not in self.modes and chat not in self.languages:
            return None
        return ChatSettings(self.modes.get(chat, Mode.WARN), self.languages.get(chat, ""))

    async def local_ratings(self, chat: str) -> tuple[SourceRating, ...]:
        """Return what a test says of a chat's ratings."""
        return self.ratings.get(chat, ())

    async def answer_about(self, chat: str, url: str, since: datetime) -> Answer | None:
        """Return the answer on a link that was kept last."""
        of_chat = (answer for answer in reversed(self.answers) if answer.chat == chat and answer.at >= since)
        return next((answer for answer in of_chat if url in answer.urls), None)

    async def keep_answer(self, answer: Answer) -> None:
        """Note an answer."""
        self.answers.append(answer)

    async def count(self, chat: str, day: date, outcome: str) -> None:
        """Note a check."""
        self.counts.append((chat, day, outcome))


def made(knowledge: Knowledge, clock: Clock | None = None) -> tuple[Desk, Noted, HandedPages]:
    """Return a desk, what it keeps, and the pages that it opens."""
    pages, store, clock = HandedPages(PAGES), Noted(), clock or Clock()
    checker = Checker(knowledge, pages, clock, reports=Reports(clock))
    return Desk(checker, cast("Store", store), clock), store, pages


WORDS = [
    "look",
    "the moon is",
    "made of cheese",
    "share this to everyone",
    BAD,
    UNKNOWN,
    LURE,
    "gossip.example/x",
    "🙂",
]
MESSAGES = st.builds(
    Message,
    text=st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join),
    hidden_urls=st.lists(st.sampled_from([BAD, UNKNOWN]), max_size=2, unique=True).map(tuple),
    language=st.sampled_from(["", "en", "es", "es-MX"]),
    conversation=st.sampled_from([*GROUPS[:2], Conversation("telegram:7"), Conversation("telegram:8")]),
    asked=st.booleans(),
    unread_images=st.sampled_from([0, 0, 0, 1]),
)


@given(st.lists(MESSAGES, min_size=1, max_size=5), st.sampled_from([Mode.WARN, Mode.ALWAYS]))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_at_hand_or_not_the_answer_is_the_same(knowledge: Knowledge, said: list[Message], mode: Mode) -> None:
    """Whatever was said before, each message gets the answer, the record and the count that it gets by itself."""

    async def all_said(*, at_hand: bool) -> tuple[list[Decision], list[dict[str, Reply]], Noted]:
        desk, store, _ = made(knowledge)
        store.modes[GROUPS[1].id] = mode
        decisions, shown = [], []
        for number, message in enumerate([*said, *said]):
            if not at_hand:
                desk.at_hand = AnswersAtHand(desk.clock, desk.checker.generation)
            chat = Chat()
            decisions.append(await desk.hear(message, str(number), chat))
            shown.append({**chat.shown})
        return decisions, shown, store

    kept, anew = (asyncio.run(all_said(at_hand=at_hand)) for at_hand in (True, False))
    assert kept[:2] == anew[:2]
    assert _last(kept[2]) == _last(anew[2])
    assert kept[2].counts == anew[2].counts


def _last(store: Noted) -> dict[str, Answer]:
    """Return what is kept of each message's answer in the end."""
    return {answer.message: answer for answer in store.answers}


async def test_a_chain_message_is_looked_into_once(knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forwarded to four groups, each is warned; the lists are asked once, and each check is counted."""
    desk, store, _ = made(knowledge)
    metrics = Metrics()
    desk.told_again = metrics.told_again
    looks: list[Message] = []
    matching = desk.checker.first

    async def first(message: Message, *rest: Any) -> Report:  # noqa: ANN401 - handed on
        looks.append(message)
        return await matching(message, *rest)

    monkeypatch.setattr(desk.checker, "first", first)
    for number, group in enumerate(GROUPS):
        chat = Chat()
        assert (await desk.hear(Message(f"look {BAD}", conversation=group), str(number), chat)).speak
        assert chat.lines() == ["The Gossip: not a source to rely on, according to The Editors."]
    assert len(looks) == 1
    assert [(answer.chat, answer.urls) for answer in store.answers] == [(group.id, (BAD,)) for group in GROUPS]
    assert len(store.counts) == 4
    assert b'mop_checks_total{outcome="unreliable_source",platform="telegram"} 3.0' in metrics.text()


async def test_what_is_at_hand_obeys_the_chat(knowledge: Knowledge) -> None:
    """A chat that is off, one that had its answer, and one that heard something a moment ago hear nothing."""
    desk, store, _ = made(knowledge)
    store.modes[GROUPS[1].id] = Mode.OFF
    message = Message(f"look {BAD}", conversation=GROUPS[0])
    assert (await desk.hear(message, "1", Chat())).reason is Reason.WARNING
    assert (await desk.hear(message, "2", Chat())).reason is Reason.ANSWERED_BEFORE
    assert (await desk.hear(replace(message, conversation=GROUPS[1]), "3", Chat())).reason is Reason.SWITCHED_OFF
    await desk.hear(Message("https://joker.example/", conversation=GROUPS[2]), "4", Chat())
    assert (await desk.hear(replace(message, conversation=GROUPS[2]), "5", Chat())).reason is Reason.TOO_SOON


async def test_a_chats_language_is_its_own(knowledge: Knowledge) -> None:
    """The same words in a chat whose admins chose another language are answered in that language."""
    desk, store, _ = made(knowledge)
    message = Message(f"look {BAD}", language="en", conversation=GROUPS[0])
    english, spanish = Chat(), Chat()
    await desk.hear(message, "1", english)
    store.languages[GROUPS[1].id] = "es"
    await desk.hear(replace(message, conversation=GROUPS[1]), "2", spanish)
    assert english.lines()[0].startswith("The Gossip: not a source to rely on")
    assert spanish.lines()[0].startswith("The Gossip: no es una fuente")


async def test_where_nothing_was_said_and_something_is_wanted(knowledge: Knowledge) -> None:
    """Silence is at hand too; a chat that wants to hear of every link gets its answer all the same."""
    desk, store, _ = made(knowledge)
    store.modes[GROUPS[2].id] = Mode.ALWAYS
    message = Message(f"look {UNKNOWN}", conversation=GROUPS[0])
    assert not (await desk.hear(message, "1", Chat())).speak
    assert not (await desk.hear(replace(message, conversation=GROUPS[1]), "2", Chat())).speak
    chat = Chat()
    assert (await desk.hear(replace(message, conversation=GROUPS[2]), "3", chat)).reason is Reason.ALWAYS
    assert chat.lines() == ["Nothing known about unheard-of.example. That is not a clean bill."]


@pytest.mark.parametrize("whose", [GROUPS[1].id, OPERATOR])
async def test_a_chats_own_word_stays_in_it(knowledge: Knowledge, whose: str) -> None:
    """Where admins or the operator rated anything, nothing at hand is taken and nothing is put there."""
    desk, store, _ = made(knowledge)
    voice = Voice.OPERATOR if whose == OPERATOR else Voice.CHAT_ADMINS
    message = Message(f"look {BAD}", conversation=GROUPS[1])
    trusted = (local_rating("gossip.example", voice, trust=True, reason="", as_of="2026"),)
    for ratings, speaks in ((trusted, False), ((), True), (trusted, False)):
        store.answers.clear()
        store.ratings[whose] = ratings
        desk._spoke_unasked.clear()
        assert (await desk.hear(message, "1", Chat())).speak is speaks


async def test_nothing_of_a_message_is_kept(knowledge: Knowledge) -> None:
    """After the answer no word of a message can be found in what is at hand, nor can it be told from outside."""
    desk, _, _ = made(knowledge)
    message = Message(f"our family secret {BAD} the moon is made of cheese share this", conversation=GROUPS[0])
    await desk.hear(message, "1", Chat())
    kept = desk.at_hand._kept
    assert len(desk.at_hand) == 1
    texts = [each for each in _within(kept) if isinstance(each, str)]
    assert not any("secret" in text or "share this" in text or "made of cheese share" in text for text in texts)
    assert AnswersAtHand(NOW.now, lambda: 0).key(message, "en") not in kept
    assert all(len(key) == 16 for key in kept)


def _within(value: object) -> list[object]:
    found, left, seen = [], [value], set[int]()
    while left:
        each = left.pop()
        if id(each) not in seen and not isinstance(each, type):
            seen.add(id(each))
            found.append(each)
            left.extend(gc.get_referents(each))
    return found


async def test_an_update_ends_all_of_it(knowledge: Knowledge) -> None:
    """New lists and time end what is at hand; what was begun before an update is not kept after it."""
    stamp, clock = [1], Clock()
    answers = AnswersAtHand(clock, lambda: stamp[0], most=2)
    answer = AtHand(NOTHING, NOTHING, None, NOW + STANDS)
    for key in (b"1", b"2", b"3"):
        answers.keep(key, answer, answers.generation())
    assert [answers.get(key) for key in (b"1", b"2", b"3")] == [None, answer, answer]
    answers.keep(b"3", replace(answer, until=NOW + timedelta(seconds=1)), answers.generation())
    clock.now += timedelta(seconds=1)
    assert [answers.get(key) for key in (b"2", b"3")] == [answer, None]
    clock.now = NOW + STANDS
    assert answers.get(b"2") is None
    assert len(answers) == 0
    clock.now = NOW
    before = answers.generation()
    answers.keep(b"4", answer, before)
    stamp[0] += 1
    assert answers.get(b"4") is None
    answers.keep(b"5", answer, before)
    assert len(answers) == 0


NOTHING = Found(Outcome.NOTHING_FOUND, (), (), has_link=False, warns=False, has_substance=False)
READ = replace(page(link(BAD)), fetched_at=NOW)
ANSWERED = Evidence(link(BAD), READ)


@pytest.mark.parametrize(
    ("evidence", "stands"),
    [
        (ANSWERED, STANDS),
        (replace(ANSWERED, gaps=(Gap(GapStep.CLAIMS, GapReason.OUT_OF_DATE),)), STANDS),
        (replace(ANSWERED, page=replace(READ, fetched_at=NOW - timedelta(minutes=25))), timedelta(minutes=5)),
        (replace(ANSWERED, page=None, gaps=(Gap(GapStep.FETCH, GapReason.NOT_FETCHED),)), timedelta(minutes=1)),
        (
            replace(ANSWERED, page=replace(READ, published=NOW - timedelta(days=OLD_AFTER_DAYS + 1, seconds=-5))),
            timedelta(seconds=5),
        ),
        (replace(ANSWERED, page=replace(READ, fetched_at=None)), None),
        (replace(ANSWERED, gaps=(Gap(GapStep.FETCH, GapReason.OUT_OF_TIME),)), None),
        (replace(ANSWERED, gaps=(Gap(GapStep.CLAIMS, GapReason.SOURCE_FAILED),)), None),
    ],
)
def test_how_long_it_stands(evidence: Evidence, stands: timedelta | None) -> None:
    """Ten minutes, or less where the page may change or grow old sooner; what could not be looked at is not kept."""
    report = Report((Verdict(Outcome.NOTHING_FOUND, evidence),), NOW)
    assert stands_until(report) == (NOW + stands if stands is not None else None)
    assert found_in(report).urls == (BAD,)


async def test_pictures_are_looked_at_each_time(knowledge: Knowledge) -> None:
    """A message with a picture or a film is never at hand: what it shows is not in its words."""
    desk, _, _ = made(knowledge)
    message = Message(BAD, conversation=GROUPS[0], asked=True)
    for shown in (replace(message, images=(b"",)), replace(message, unread_images=1)):
        await desk.hear(shown, "1", Chat())
        assert len(desk.at_hand) == 0
