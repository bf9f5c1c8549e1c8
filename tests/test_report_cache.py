"""What was found behind a link, kept: looked into once, said to each as their own, and never stale."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import Checker
from bot.errors import FetchError
from bot.inquiry import Findings
from bot.model import (
    Gap,
    GapReason,
    GapStep,
    Message,
    Outcome,
    Reliability,
    Step,
    StepKind,
    Verdict,
    Voice,
)
from bot.report_cache import Reports, ReportUse, lifetime
from tests.samples import NOW, evidence, link, match, page, rating
from tests.test_core import HandedPages
from tests.test_page_cache import Clock, Site

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.inquiry import Knowledge
    from bot.model import ClaimMatch, Link, Page, SourceRating
    from bot.queries import Query

UNKNOWN = "https://unheard-of.example/"
BAD = "https://gossip.example/x"
TOLD = "https://told.example/1"
AWAY = "https://away.example/"
PAGES: dict[str, Page | Gap | None] = {
    UNKNOWN: page(link(UNKNOWN)),
    BAD: page(link(BAD), title="You will not believe it"),
    TOLD: page(link(TOLD), title="Scientists: moon is made of cheese"),
    AWAY: Gap(GapStep.FETCH, GapReason.UNREACHABLE),
}


class WayKept(HandedPages):
    """Pages that come as they were asked for, which ``CachedPages`` sees to in earnest."""

    async def page(self, link: Link, deadline_seconds: float) -> Page:
        """Return the page behind the asker's own link."""
        found = await super().page(link, deadline_seconds)
        return replace(found, link=link)


class Never:
    """Pages that never come."""

    async def page(self, link: Link, deadline_seconds: float) -> Page:
        """Wait for ever."""
        await asyncio.Event().wait()
        raise AssertionError(link, deadline_seconds)


class Checks:
    """Fact-checks that count how often they are asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.of_link: tuple[ClaimMatch, ...] = ()

    async def for_link(self, link: Link) -> Findings:
        """Return what a test put here."""
        return Findings(self.of_link)

    async def for_words(self, asked: Sequence[Query], language: str, seconds: float) -> Findings:
        """Return nothing, after a moment."""
        await asyncio.sleep(0)
        self.asked.extend(query.text for query in asked)
        return Findings()


def made(
    knowledge: Knowledge, clock: Clock, uses: list[ReportUse] | None = None, checks: Checks | None = None
) -> tuple[Checker, HandedPages]:
    """Return a checker that keeps what it found, and its pages."""
    pages = WayKept(PAGES)
    reports = Reports(clock, told=(uses if uses is not None else []).append)
    known = replace(knowledge, claims=checks) if checks else knowledge
    return Checker(known, pages, clock, reports=reports), pages


async def test_a_link_is_looked_into_once(knowledge: Knowledge) -> None:
    """The second chat that asks gets the same answer, with no page read and no fact-check searched, and at once."""
    uses, checks = list[ReportUse](), Checks()
    checker, pages = made(knowledge, Clock(), uses, checks)
    assert not (await checker.first(Message(UNKNOWN))).complete
    reports = [await checker.check(Message(UNKNOWN)) for _ in range(3)]
    assert len(set(reports)) == 1
    assert reports[0].verdicts[0].outcome is Outcome.NOTHING_FOUND
    assert len(pages.asked) == 1
    assert len(checks.asked) == 2
    assert await checker.first(Message(UNKNOWN)) == reports[0]
    assert uses == [ReportUse.MADE, ReportUse.KEPT, ReportUse.KEPT]


async def test_a_thousand_at_once_ask_the_fact_checks_once(knowledge: Knowledge) -> None:
    """When the page that all wait for has come, one of them looks into it for all."""
    uses, checks, site = list[ReportUse](), Checks(), Site()
    clock = Clock()
    checker = Checker(replace(knowledge, claims=checks), site, clock, reports=Reports(clock, told=uses.append))
    await asyncio.gather(*(checker.check(Message(UNKNOWN)) for _ in range(1000)))
    assert checks.asked == ["A title", "A description of some length."]
    assert uses.count(ReportUse.MADE) == 1
    assert uses.count(ReportUse.JOINED) + uses.count(ReportUse.KEPT) == 999


LINES = [
    "",
    "look",
    "breaking news",
    "moon is made of cheese? https://moon.example/rocks",
    "forward this to everyone",
    "they say the moon is made of cheese",
]
URLS = [
    UNKNOWN,
    BAD,
    TOLD,
    AWAY,
    "https://evil.example/login",
    "https://courier.example/a",
    "hxxps://told[.]example/1",
]
MESSAGES = st.builds(
    lambda line, urls, language: Message(" ".join([line, *urls]), language=language),
    st.sampled_from(LINES),
    st.lists(st.sampled_from(URLS), max_size=3),
    st.sampled_from(["", "en", "es", "en-GB"]),
)


def test_kept_or_not_the_answer_is_the_same(knowledge: Knowledge) -> None:
    """Whatever was asked before, in whatever words, each message is answered as if it were the first."""

    @given(st.lists(MESSAGES, min_size=1, max_size=5))
    @settings(max_examples=80, deadline=None)
    def ask(messages: list[Message]) -> None:
        async def answers() -> None:
            checker, _ = made(knowledge, Clock())
            for message in messages:
                anew = Checker(knowledge, WayKept(PAGES), lambda: NOW)
                assert await checker.check(message) == await anew.check(message)

        asyncio.run(answers())

    ask()


async def test_nothing_of_a_message_is_kept(knowledge: Knowledge) -> None:
    """Neither words nor the way a link was written are in memory after the answer; another chat sees its own."""
    checker, _ = made(knowledge, Clock())
    await checker.check(Message("breaking: our family secret hxxps://told[.]example/1"))
    assert checker._reports is not None
    assert "secret" not in repr(list(checker._reports._kept.values()))
    assert "hxxps" not in repr(list(checker._reports._kept.values()))
    report = await checker.check(Message(TOLD))
    assert report.verdicts[0].evidence.link
    assert report.verdicts[0].evidence.link.forwarded == TOLD


async def test_a_chats_own_word_stays_in_it(knowledge: Knowledge) -> None:
    """What one chat's admins say neither comes out of the cache nor goes into it; the page is not read again."""
    checker, pages = made(knowledge, Clock())

    def local(of: Link) -> tuple[SourceRating, ...]:
        return (rating(Reliability.RELIABLE, voice=Voice.CHAT_ADMINS),)

    for _ in range(2):
        assert (await checker.check(Message(BAD), local)).verdicts[0].outcome is Outcome.RELIABLE_SOURCE
        assert (await checker.check(Message(BAD))).verdicts[0].outcome is Outcome.UNRELIABLE_SOURCE
    assert len(pages.asked) == 2  # CachedPages, which stands before them in earnest, would have asked once


@pytest.mark.parametrize("what", ["lists", "fact-checks"])
async def test_an_update_drops_what_it_made_stale(knowledge: Knowledge, what: str) -> None:
    """A link that a list or a fact-check speaks of from now on is answered so at once, from the page at hand."""
    uses, checks, stamp = list[ReportUse](), Checks(), [1]
    pages, clock = HandedPages(PAGES), Clock()
    reports = Reports(clock, stamp=lambda: stamp[0], told=uses.append)
    known = replace(knowledge, claims=checks)
    checker = Checker(known, pages, clock, reports=reports)
    assert (await checker.check(Message(UNKNOWN))).verdicts[0].outcome is Outcome.NOTHING_FOUND
    checks.of_link = (match(),)
    if what == "lists":
        checker.knowledge = replace(known)
    else:
        stamp[0] += 1
    assert not (await checker.first(Message(UNKNOWN))).complete
    assert (await checker.check(Message(UNKNOWN))).verdicts[0].outcome is Outcome.CLAIM_CHECKED
    assert len(pages.asked) == 1
    assert uses == [ReportUse.MADE, ReportUse.AGAIN]


async def test_updates_do_not_keep_a_page_young(knowledge: Knowledge) -> None:
    """However often lists change, a page is read again when its time has come; so is one that was not there."""
    checker, pages = made(knowledge, clock := Clock())
    for _ in range(9):
        await checker.check(Message(UNKNOWN))
        clock.wait(250)
        checker.knowledge = replace(knowledge)
    assert len(pages.asked) == 2
    for _ in range(4):
        report = await checker.check(Message(AWAY))
        assert report.verdicts[0].evidence.gaps == (Gap(GapStep.FETCH, GapReason.UNREACHABLE),)
        clock.wait(25)
        checker.knowledge = replace(knowledge)
    assert len(pages.asked) == 4


async def test_what_was_not_finished_is_not_kept(knowledge: Knowledge) -> None:
    """A check that ran out of time says nothing of the page to the next one."""
    clock = Clock()
    reports = Reports(clock)
    checker = Checker(knowledge, Never(), clock, deadline_seconds=0.02, reports=reports)
    assert (await checker.check(Message(UNKNOWN))).verdicts[0].evidence.gaps[0].reason is GapReason.OUT_OF_TIME
    assert reports.entries == 0


async def test_the_way_to_a_page_is_each_askers_own(knowledge: Knowledge) -> None:
    """A fact-check of the address that a link was wrapped in is found for who sent it so, and for nobody else."""
    wrapped = replace(link(UNKNOWN), steps=(Step(StepKind.AMP, UNKNOWN),))
    seen = list[tuple[Step, ...]]()

    class OfWay(Checks):
        async def for_link(self, link: Link) -> Findings:
            seen.append(link.steps)
            return Findings()

    checker, _ = made(knowledge, Clock(), checks=OfWay())
    inquiry = checker.opened(Message(UNKNOWN), lambda of: ())
    for each in (wrapped, link(UNKNOWN)):
        await checker._evidence(inquiry, each, page(each), checker.generation())
    assert seen == [wrapped.steps, ()]


async def test_a_caller_that_gives_up_takes_nothing_from_the_others(knowledge: Knowledge) -> None:
    """Whoever began the look may be cancelled; it goes on for the rest, and is kept."""
    gate = asyncio.Event()

    class Slow(Checks):
        async def for_words(self, asked: Sequence[Query], language: str, seconds: float) -> Findings:
            await gate.wait()
            return await super().for_words(asked, language, seconds)

    checks = Slow()
    checker, _ = made(knowledge, Clock(), checks=checks)
    first, second = (asyncio.create_task(checker.check(Message(UNKNOWN))) for _ in range(2))
    for _ in range(20):
        await asyncio.sleep(0)
    first.cancel()
    gate.set()
    assert (await second).verdicts[0].outcome is Outcome.NOTHING_FOUND
    assert len(checks.asked) == 2


async def test_memory_is_bounded(knowledge: Knowledge) -> None:
    """However many links are asked about, and however large their pages are."""
    reports = Reports(Clock(), most_entries=5, most_bytes=20_000)
    urls = [f"https://site{number}.example/" for number in range(20)]
    pages = HandedPages({url: page(link(url), text="x" * 900) for url in urls})
    checker = Checker(knowledge, pages, lambda: NOW, reports=reports)
    for url in urls:
        await checker.check(Message(url))
        assert reports.entries <= 5
        assert reports.bytes <= 20_000
    huge = HandedPages({UNKNOWN: page(link(UNKNOWN), text="x" * 50_000)})
    before = reports.entries
    await Checker(knowledge, huge, lambda: NOW, reports=reports).check(Message(UNKNOWN))
    assert reports.entries == before


@pytest.mark.parametrize(
    ("outcome", "gaps", "fields", "minutes"),
    [
        (Outcome.NOTHING_FOUND, (), {}, 30),
        (Outcome.UNRELIABLE_SOURCE, (), {}, 60),
        (Outcome.CLAIM_CHECKED, (), {}, 60),
        (Outcome.DANGEROUS, (), {}, 60),
        (Outcome.CLAIM_CHECKED, (), {"published": NOW - timedelta(hours=3)}, 10),
        (Outcome.CLAIM_CHECKED, (), {"published": NOW - timedelta(days=3)}, 60),
        (Outcome.NOTHING_FOUND, (), {"published": NOW - timedelta(days=3), "modified": NOW}, 10),
        (Outcome.NOT_CHECKED, (Gap(GapStep.PAGE, GapReason.CONSENT_PAGE),), {}, 10),
        (Outcome.NOT_CHECKED, (Gap(GapStep.FETCH, GapReason.TIMED_OUT),), {}, 1),
        (Outcome.NOT_CHECKED, (Gap(GapStep.FETCH, GapReason.ROBOTS),), {}, 10),
        (Outcome.UNRELIABLE_SOURCE, (Gap(GapStep.FETCH, GapReason.UNREACHABLE),), {}, 1),
        (Outcome.NOTHING_FOUND, (Gap(GapStep.CLAIMS, GapReason.SOURCE_FAILED),), {}, 1),
        (Outcome.NOTHING_FOUND, (Gap(GapStep.CLAIMS, GapReason.OUT_OF_DATE),), {}, 30),
        (
            Outcome.NOT_CHECKED,
            (Gap(GapStep.FETCH, GapReason.ROBOTS), Gap(GapStep.CLAIMS, GapReason.SOURCE_FAILED)),
            {"published": NOW},
            1,
        ),
        (Outcome.NOTHING_FOUND, (Gap(GapStep.IMAGES, GapReason.NOT_INSTALLED),), {}, 30),
    ],
)
def test_how_long_an_answer_stands(
    outcome: Outcome, gaps: tuple[Gap, ...], fields: dict[str, object], minutes: int
) -> None:
    """What could not be looked at is tried again soon, news of today soon after, the rest within the hour."""
    found = evidence(page=page(None, **fields), gaps=gaps)
    assert lifetime(Verdict(outcome, found), NOW) == timedelta(minutes=minutes)


async def test_a_fault_reaches_who_waits_and_is_not_kept(knowledge: Knowledge) -> None:
    """A bug in one look is no answer for the next one."""

    class Broken(Checks):
        async def for_words(self, asked: Sequence[Query], language: str, seconds: float) -> Findings:
            raise RuntimeError("a bug")

    checker, _ = made(knowledge, Clock(), checks=Broken())
    with pytest.raises(RuntimeError, match="a bug"):
        await checker.check(Message(UNKNOWN))
    assert checker._reports is not None
    assert checker._reports.entries == 0


async def test_a_short_link_that_failed_leads_each_asker_on(knowledge: Knowledge) -> None:
    """The source behind a short link that could not be read is rated for everybody, as each wrote the link."""
    reached = link(BAD, "https://short.example/1")

    class Failing(HandedPages):
        async def page(self, link: Link, deadline_seconds: float) -> Page:
            self.asked.append(link.url)
            raise FetchError(BAD, Gap(GapStep.FETCH, GapReason.TIMED_OUT), replace(reached, forwarded=link.forwarded))

    clock = Clock()
    pages = Failing({})
    checker = Checker(knowledge, pages, clock, reports=Reports(clock))
    for sent in ("https://short.example/1", "hxxps://short[.]example/1"):
        verdict = (await checker.check(Message(sent))).verdicts[0]
        assert verdict.outcome is Outcome.UNRELIABLE_SOURCE
        assert verdict.evidence.link
        assert verdict.evidence.link.forwarded == sent
        checker.knowledge = replace(knowledge)
    assert len(pages.asked) <= 2
