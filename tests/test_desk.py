"""Conversations as data: what is heard, what is said, what is kept."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.core import Checker
from bot.desk import Desk
from bot.errors import StoreError
from bot.inquiry import Findings, Knowledge
from bot.local_ratings import local_rating
from bot.locales import Localizer
from bot.model import (
    Conversation,
    ConversationKind,
    Gap,
    Link,
    Message,
    Mode,
    Outcome,
    Page,
    Reply,
    Voice,
)
from bot.policy import Decision, Reason
from bot.queries import Query
from bot.state import OPERATOR, Store
from bot.store import open_store
from tests.samples import NOW, link, match, page
from tests.test_core import HandedPages

GROUP = Conversation("telegram:-100", ConversationKind.GROUP)
DIRECT = Conversation("telegram:7")
BAD = "https://gossip.example/x"
UNKNOWN = "https://unheard-of.example/"


@dataclass
class Chat:
    """A chat that notes what is done in it."""

    linkable: bool = True
    can_edit: bool = True
    shown: dict[str, Reply] = field(default_factory=dict)
    edits: int = 0
    sent: int = 0

    async def busy(self) -> None:
        """Show nothing."""

    async def send(self, reply: Reply, sentences: Localizer) -> str:
        """Note an answer."""
        self.sent += 1
        self.shown[f"a{self.sent}"] = reply
        return f"a{self.sent}"

    async def edit(self, answer: str, reply: Reply, sentences: Localizer) -> None:
        """Note a changed answer."""
        self.edits += 1
        self.shown[answer] = reply

    async def remove(self, answer: str) -> None:
        """Note an answer taken away."""
        del self.shown[answer]

    def link_to(self, answer: str) -> str:
        """Return a link where the chat has them."""
        return f"https://chat.example/{answer}" if self.linkable else ""

    def lines(self) -> list[str]:
        """Return the first lines that stand in the chat."""
        return [reply.headline for reply in self.shown.values()]


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Return a clock that stands still."""
    return Clock()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """Return a real store in a folder of its own."""
    async with open_store(tmp_path) as opened:
        yield opened


def make_desk(
    knowledge: Knowledge, store: Store, clock: Clock, pages: Mapping[str, Page | Gap | None] | None = None
) -> Desk:
    """Return a desk whose pages a test hands out."""
    checker = Checker(knowledge, HandedPages(pages or {}), clock)
    return Desk(checker, store, clock)


@pytest.fixture
def desk(knowledge: Knowledge, store: Store, clock: Clock) -> Desk:
    """Return a desk at which no page can be reached but one."""
    return make_desk(knowledge, store, clock, {BAD: page(link(BAD)), UNKNOWN: page(link(UNKNOWN))})


async def test_a_group_is_warned_once_a_day(desk: Desk, clock: Clock) -> None:
    """The same bad link gets one answer a chat and day, and another one the day after."""
    chat = Chat()
    message = Message(BAD, conversation=GROUP)
    first = await desk.hear(message, "1", chat)
    again = await desk.hear(message, "2", chat)
    assert (first.reason, again.reason) == (Reason.WARNING, Reason.ANSWERED_BEFORE)
    assert chat.lines() == ["The Gossip: not a source to rely on, according to The Editors."]
    clock.now += timedelta(days=1, minutes=1)
    assert (await desk.hear(message, "3", chat)).speak


async def test_asked_again_it_points_to_its_answer(desk: Desk) -> None:
    """Asked about a link that was answered today, Mop points there instead of repeating itself."""
    chat = Chat()
    await desk.hear(Message(BAD, conversation=GROUP), "1", chat)
    await desk.hear(Message(BAD, conversation=GROUP, asked=True), "2", chat)
    assert chat.shown["a2"].headline == "Already checked here today."
    assert chat.shown["a2"].notes[0].citations[0].url == "https://chat.example/a1"


async def test_asked_again_where_messages_have_no_links(desk: Desk) -> None:
    """In a chat whose messages cannot be linked the answer is given again."""
    chat = Chat(linkable=False)
    await desk.hear(Message(BAD, conversation=GROUP), "1", chat)
    await desk.hear(Message(BAD, conversation=GROUP, asked=True), "2", chat)
    assert chat.lines()[0] == chat.lines()[1]


async def test_a_group_hears_nothing_of_harmless_links(desk: Desk) -> None:
    """A link with nothing worth saying is met with silence."""
    chat = Chat()
    decision = await desk.hear(Message(UNKNOWN, conversation=GROUP), "1", chat)
    assert decision.reason is Reason.NOTHING_WORTH_SAYING
    assert chat.shown == {}


async def test_talk_is_not_even_checked(desk: Desk) -> None:
    """A message without link or known rumour costs nothing and is counted nowhere."""
    decision = await desk.hear(Message("good morning", conversation=GROUP), "1", Chat())
    assert decision.reason is Reason.NO_LINK
    assert await desk.store.counts(GROUP.id) == {}


async def test_at_most_one_unasked_answer_a_minute(desk: Desk, clock: Clock) -> None:
    """Two different bad things within a minute get one unasked answer; danger is told all the same."""
    chat = Chat()
    await desk.hear(Message(BAD, conversation=GROUP), "1", chat)
    soon = await desk.hear(Message("the moon is made of cheese", conversation=GROUP), "2", chat)
    danger = await desk.hear(Message("https://evil.example/x", conversation=GROUP), "3", chat)
    assert soon.reason is Reason.TOO_SOON
    assert danger.speak
    clock.now += timedelta(seconds=61)
    assert (await desk.hear(Message("the moon is made of cheese", conversation=GROUP), "4", chat)).speak


async def test_a_direct_message_is_answered_in_two_stages(desk: Desk) -> None:
    """What the lists know comes at once, what the page says arrives by editing that same answer."""
    chat = Chat()
    await desk.hear(Message(BAD, conversation=DIRECT), "1", chat)
    assert (chat.sent, chat.edits) == (1, 1)
    assert any("The page itself says" in note.text for note in chat.shown["a1"].notes)


async def test_where_nothing_can_be_edited_only_the_last_word_is_sent(desk: Desk) -> None:
    """A place that cannot take words back gets one answer."""
    chat = Chat(can_edit=False)
    await desk.hear(Message(BAD, conversation=DIRECT), "1", chat)
    assert (chat.sent, chat.edits) == (1, 0)


async def test_an_unknown_host_is_answered_once(desk: Desk) -> None:
    """Where the lists know nothing the first answer waits for the page."""
    chat = Chat()
    await desk.hear(Message(UNKNOWN, conversation=DIRECT), "1", chat)
    assert (chat.sent, chat.edits) == (1, 0)


async def test_a_direct_message_always_gets_an_answer(desk: Desk) -> None:
    """Even "nothing known" is an answer, and asking twice is no nuisance."""
    chat = Chat()
    for number in range(2):
        await desk.hear(Message("good morning", conversation=DIRECT), str(number), chat)
    assert len(chat.shown) == 2


async def test_an_edited_message_changes_its_answer(desk: Desk) -> None:
    """The answer follows its message: another link, another answer; no link, no answer."""
    chat = Chat()
    await desk.hear(Message(BAD, conversation=GROUP), "1", chat)
    await desk.hear(Message("https://joker.example/", conversation=GROUP), "1", chat, edited=True)
    assert chat.lines() == ["The Joker is satire: meant as a joke, not as news."]
    await desk.hear(Message("never mind", conversation=GROUP), "1", chat, edited=True)
    assert chat.shown == {}
    assert await desk.store.answer_to(GROUP.id, "1") is None


async def test_an_edit_can_bring_the_first_answer(desk: Desk) -> None:
    """A message that had no link and gets one is heard as new."""
    chat = Chat()
    await desk.hear(Message(BAD, conversation=GROUP), "1", chat, edited=True)
    assert len(chat.shown) == 1


async def test_a_deleted_message_takes_its_answer_with_it(desk: Desk) -> None:
    """Nothing is left standing under a message that is gone."""
    chat = Chat()
    await desk.hear(Message(BAD, conversation=GROUP), "1", chat)
    await desk.message_deleted(GROUP.id, "1", chat)
    await desk.message_deleted(GROUP.id, "1", chat)
    assert chat.shown == {}


@pytest.mark.parametrize(("mode", "reason"), [(Mode.OFF, Reason.SWITCHED_OFF), (Mode.ASKED, Reason.ONLY_WHEN_ASKED)])
async def test_chosen_mode_is_kept(desk: Desk, mode: Mode, reason: Reason) -> None:
    """A chat that wants no unasked answers gets none, and its links are not opened."""
    await desk.store.set_mode(GROUP.id, mode, NOW)
    assert (await desk.hear(Message(BAD, conversation=GROUP), "1", Chat())).reason is reason


async def test_local_ratings_decide_in_their_chat_only(desk: Desk) -> None:
    """What a group's admins trust is trusted there and nowhere else; the operator's word holds for all."""
    trusted = local_rating("gossip.example", Voice.CHAT_ADMINS, trust=True, reason="our paper", as_of="2026-11-22")
    await desk.store.rate_locally(GROUP.id, trusted, NOW)
    own, other = Chat(), Chat()
    await desk.hear(Message(BAD, conversation=GROUP, asked=True), "1", own)
    await desk.hear(Message(BAD, conversation=DIRECT), "1", other)
    assert own.lines() == ["The Gossip: trusted by this group's admins."]
    assert other.shown["a1"].outcome is Outcome.UNRELIABLE_SOURCE
    distrusted = local_rating("joker.example", Voice.OPERATOR, trust=False, reason="", as_of="2026-11-22")
    await desk.store.rate_locally(OPERATOR, distrusted, NOW)
    await desk.hear(Message("https://joker.example/", conversation=DIRECT), "2", other)
    assert other.shown["a2"].headline == "The Joker: not a source to rely on, according to whoever runs this bot."


async def test_language_of_the_chat(desk: Desk) -> None:
    """Mop answers in the language the admins chose, otherwise in the reader's."""
    chat = Chat()
    await desk.hear(Message(BAD, language="es-MX", conversation=DIRECT), "1", chat)
    await desk.store.set_language(DIRECT.id, "en", NOW)
    await desk.hear(Message(BAD, language="es-MX", conversation=DIRECT), "2", chat)
    assert [line.split(":")[1][:4] for line in chat.lines()] == [" no ", " not"]


async def test_the_same_link_in_new_clothes(desk: Desk, knowledge: Knowledge, store: Store, clock: Clock) -> None:
    """A short link and the long one it leads to count as the same link."""
    short = "https://short.example/1"
    desk = make_desk(knowledge, store, clock, {short: page(link(BAD)), BAD: page(link(BAD))})
    chat = Chat()
    await desk.hear(Message(short, conversation=GROUP), "1", chat)
    again = await desk.hear(Message(BAD, conversation=GROUP), "2", chat)
    assert again.reason is Reason.ANSWERED_BEFORE


class AwayStore:
    """A database that does not answer."""

    def __getattr__(self, name: str) -> object:
        async def fail(*arguments: object) -> None:
            raise StoreError("nowhere", f"{name} failed")

        return fail


async def test_without_a_database_the_answer_comes_all_the_same(
    knowledge: Knowledge, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """Checks are answered from memory while the database is away, and the fault is logged once."""
    desk = make_desk(knowledge, AwayStore(), clock)  # type: ignore[arg-type]
    chat = Chat()
    await desk.hear(Message(BAD, conversation=GROUP), "1", chat)
    await desk.hear(Message("https://joker.example/", conversation=GROUP, asked=True), "2", chat)
    assert len(chat.shown) == 2
    assert desk.store_is_away
    assert len(caplog.records) == 1


async def test_checks_are_counted_by_outcome(desk: Desk) -> None:
    """What was checked is counted, spoken or not."""
    await desk.hear(Message(BAD, conversation=GROUP), "1", Chat())
    await desk.hear(Message(UNKNOWN, conversation=GROUP), "2", Chat())
    assert await desk.store.counts(GROUP.id) == {"UNRELIABLE_SOURCE": 1, "NOTHING_FOUND": 1}


async def test_a_gap_is_kept_apart_from_nothing_found(desk: Desk) -> None:
    """A page that cannot be reached is told as such in a direct message."""
    chat = Chat()
    await desk.hear(Message("https://away.example/", conversation=DIRECT), "1", chat)
    assert chat.lines() == ["away.example: the page could not be reached. So I cannot say anything about it."]


CHANNEL = Conversation("discord:1/2", ConversationKind.SERVER)
OTHER_CHANNEL = Conversation("discord:1/3", ConversationKind.SERVER)
PRIVATE = Conversation("discord:1/2/private", ConversationKind.DIRECT)


async def test_a_server_is_not_watched_until_somebody_says_so(desk: Desk) -> None:
    """Nothing is said unasked in a server's channels by default; a chosen language does not change that."""
    await desk.store.set_language("discord:1", "es", NOW)
    assert (await desk.hear(Message(BAD, conversation=CHANNEL), "1", Chat())).reason is Reason.ONLY_WHEN_ASKED


async def test_a_channel_has_its_own_mode_or_its_servers(desk: Desk) -> None:
    """What was chosen for a channel goes before what was chosen for the server; its counts are the server's."""
    await desk.store.set_mode("discord:1", Mode.WARN, NOW)
    await desk.store.set_mode(OTHER_CHANNEL.id, Mode.OFF, NOW)
    assert (await desk.hear(Message(BAD, conversation=CHANNEL), "1", Chat())).speak
    assert (await desk.hear(Message(BAD, conversation=OTHER_CHANNEL), "2", Chat())).reason is Reason.SWITCHED_OFF
    assert await desk.store.counts("discord:1") == {"UNRELIABLE_SOURCE": 1}


async def test_a_private_answer_takes_only_ratings_from_the_server(desk: Desk) -> None:
    """Who asks for themselves is answered in their own language, whatever the server's mode; its trust counts."""
    await desk.store.set_mode("discord:1", Mode.OFF, NOW)
    await desk.store.set_language("discord:1", "es", NOW)
    trusted = local_rating("gossip.example", Voice.CHAT_ADMINS, trust=True, reason="our paper", as_of="2026-11-22")
    await desk.store.rate_locally("discord:1", trusted, NOW)
    chat = Chat()
    await desk.hear(Message(BAD, conversation=PRIVATE, asked=True, language="en"), "1", chat)
    assert chat.lines() == ["The Gossip: trusted by this group's admins."]


@pytest.mark.parametrize(
    ("text", "spoken", "reason"),
    [
        ("Mars is all jam, share this to everyone", True, Reason.WARNING),
        ("Mars is all jam, they say", False, Reason.NO_LINK),
        ("Bring a cake on Sunday, share this to everyone", False, Reason.NOTHING_WORTH_SAYING),
    ],
)
async def test_a_chain_message_is_held_against_the_fact_checks(
    knowledge: Knowledge, store: Store, clock: Clock, text: str, reason: Reason, *, spoken: bool
) -> None:
    """In a group words alone are looked up only where they ask to be passed on, and answered only where checked."""

    class OnMars:
        async def for_link(self, link: Link) -> Findings:
            return Findings()

        async def for_words(self, asked: Sequence[Query], language: str, seconds: float) -> Findings:
            return Findings((match(),) if "Mars" in asked[0].text else ())

    chat = Chat()
    desk = make_desk(replace(knowledge, claims=OnMars()), store, clock)
    decision = await desk.hear(Message(text, conversation=GROUP), "1", chat)
    assert decision == Decision(speak=spoken, reason=reason)
    assert chat.lines() == (["This has been checked: Checks rated it “False”."] if spoken else [])


async def test_a_fact_check_of_words_is_there_for_the_buttons(
    knowledge: Knowledge, store: Store, clock: Clock
) -> None:
    """What an answer to words rests on is found again by a button, though the words were not kept."""

    class Always:
        async def for_link(self, link: Link) -> Findings:
            return Findings()

        async def for_words(self, asked: Sequence[Query], language: str, seconds: float) -> Findings:
            return Findings((match(),))

    desk = make_desk(replace(knowledge, claims=Always()), store, clock)
    await desk.hear(Message("Mars is all jam", conversation=DIRECT), "1", Chat())
    answer = await store.answer_to(DIRECT.id, "1")
    assert answer
    assert "jam" not in str(answer)
    recalled = await desk.recall(answer)
    assert recalled.verdicts[0].outcome is Outcome.CLAIM_CHECKED
    assert recalled.verdicts[0].evidence.claim_matches[0].review == match().review
