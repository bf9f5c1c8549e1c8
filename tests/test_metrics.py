"""Figures: what a check leaves in them, and what never stands there."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.core import Checker
from bot.errors import FetchError
from bot.inquiry import Findings
from bot.metrics import FETCH, MeasuredChecker, MeasuredPages, Metrics, with_measured_claims
from bot.model import Conversation, Message, Outcome
from bot.page_cache import CachedPages, CacheUse
from bot.report_cache import Reports, ReportUse
from bot.shared_pages import SharedUse
from bot.turns import Turns
from tests.conftest import REPOSITORY
from tests.samples import NOW, link, match, page
from tests.test_core import HandedPages

if TYPE_CHECKING:
    from bot.inquiry import Knowledge
    from bot.model import Link
    from bot.queries import Query

UNKNOWN = "https://unheard-of.example/"
BAD = "https://gossip.example/x"


class Ticks:
    """A timer that goes on by a tenth of a second each time it is read."""

    def __init__(self) -> None:
        self.reads = 0

    def __call__(self) -> float:
        """Return the next tenth."""
        self.reads += 1
        return self.reads / 10


def figures(metrics: Metrics) -> dict[str, float]:
    """Return what Prometheus would read: ``name{label=value}`` -> figure, without the histograms' buckets."""
    found = {}
    for family in text_string_to_metric_families(metrics.text().decode()):
        for sample in family.samples:
            labels = ",".join(f"{key}={value}" for key, value in sorted(sample.labels.items()))
            if not sample.name.endswith("_bucket"):
                found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found


def checker_of(knowledge: Knowledge, metrics: Metrics, pages: HandedPages | None = None) -> MeasuredChecker:
    """Return a measured checker."""
    return MeasuredChecker(knowledge, pages, lambda: NOW, metrics, deadline_seconds=5, language="en")


def said(text: str, chat: str = "telegram:-100") -> Message:
    """Return a message said in a chat."""
    return Message(text, conversation=Conversation(chat))


async def test_a_check_is_counted_by_platform_and_outcome(knowledge: Knowledge) -> None:
    """Two checks of one platform and one of another stand apart."""
    metrics = Metrics()
    checker = checker_of(knowledge, metrics, HandedPages({UNKNOWN: page(link(UNKNOWN)), BAD: page(link(BAD))}))
    for message in (said(UNKNOWN), said(UNKNOWN), said(BAD, "discord:5/6")):
        await checker.check(message)
    found = figures(metrics)
    assert found["mop_checks_total{outcome=nothing_found,platform=telegram}"] == 2
    assert found["mop_checks_total{outcome=unreliable_source,platform=discord}"] == 1


async def test_the_answer_is_the_same_measured_or_not(knowledge: Knowledge) -> None:
    """Measuring changes no word; a chat's own ratings reach the check."""
    asked = list[str]()

    def local(of: Link) -> tuple[()]:
        asked.append(of.url)
        return ()

    metrics = Metrics()
    checker = checker_of(knowledge, metrics, HandedPages({UNKNOWN: page(link(UNKNOWN))}))
    assert (await checker.check(said(UNKNOWN), local)).verdicts[0].outcome is Outcome.NOTHING_FOUND
    assert (await checker.first(said(BAD), local)).verdicts[0].outcome is Outcome.UNRELIABLE_SOURCE
    assert {UNKNOWN, BAD} <= set(asked)


async def test_a_first_answer_counts_only_where_it_is_the_whole(knowledge: Knowledge) -> None:
    """A message is counted once: at first where no page is to be read, with its page otherwise; talk is no check."""
    metrics = Metrics()
    checker = checker_of(knowledge, metrics, HandedPages({}))
    for text in (BAD, "https://evil.example/login", "good morning"):
        await checker.first(said(text))
    counted = {name: value for name, value in figures(metrics).items() if name.startswith("mop_checks_total")}
    assert counted == {"mop_checks_total{outcome=dangerous,platform=telegram}": 1}


async def test_gaps_are_counted_by_reason(knowledge: Knowledge) -> None:
    """The operator sees why pages are not read."""
    metrics = Metrics()
    await checker_of(knowledge, metrics, HandedPages({})).check(said(UNKNOWN))
    assert figures(metrics)["mop_gaps_total{reason=unreachable,step=fetch}"] == 1


async def test_each_stage_is_timed(knowledge: Knowledge) -> None:
    """Lists, page, fetch, fact-checks and the whole check each have their time."""

    class OneClaim:
        async def for_link(self, link: Link) -> Findings:
            return Findings()

        async def for_words(self, asked: Sequence[Query], language: str, seconds: float) -> Findings:
            return Findings((match(),))

    metrics = Metrics(Ticks())
    known = with_measured_claims(replace(knowledge, claims=OneClaim()), metrics)
    pages = MeasuredPages(HandedPages({UNKNOWN: page(link(UNKNOWN))}), metrics, FETCH)
    async with CachedPages(pages, lambda: NOW, told=metrics.page_came) as cached:
        checker = MeasuredChecker(known, cached, lambda: NOW, metrics, deadline_seconds=5, language="en")
        await checker.first(said(UNKNOWN))
        await checker.check(said(UNKNOWN))
        await checker.check(said(UNKNOWN))
    found = figures(metrics)
    times = {
        stage: found[f"mop_stage_seconds_count{{stage={stage}}}"] for stage in ("lists", "page", "fetch", "check")
    }
    assert times == {"lists": 1, "page": 2, "fetch": 1, "check": 2}
    assert found["mop_stage_seconds_count{stage=claims}"] >= 4
    assert found["mop_stage_seconds_sum{stage=lists}"] == pytest.approx(0.1)
    assert (found["mop_pages_total{how=kept}"], found["mop_pages_total{how=fetched}"]) == (1, 1)


async def test_a_stage_that_fails_is_timed_too() -> None:
    """Slow failures are what one looks for in the figures."""
    metrics = Metrics(Ticks())
    pages = MeasuredPages(HandedPages({}), metrics, FETCH)
    with pytest.raises(FetchError):
        await pages.page(link(UNKNOWN), 1)
    assert figures(metrics)["mop_stage_seconds_count{stage=fetch}"] == 1


def test_claims_are_left_alone_where_nobody_measures(knowledge: Knowledge) -> None:
    """Without metrics, or without fact-checks, nothing is wrapped."""
    assert with_measured_claims(knowledge, None) is knowledge
    assert with_measured_claims(knowledge, Metrics()) is knowledge


async def test_work_in_hand_is_shown() -> None:
    """How much waits, for how long, and how much was dropped: of each platform, at the moment one looks."""
    metrics, gate = Metrics(), asyncio.Event()
    async with Turns(at_once=1, most_waiting=2) as turns, Turns() as others:
        metrics.watch_turns("telegram", turns)
        metrics.watch_turns("discord", others)

        async def wait() -> None:
            await gate.wait()

        for chat in "abcd":
            turns.submit(chat, wait, owed=False)
        await asyncio.sleep(0.01)
        found = figures(metrics)
        gate.set()
        await turns.done()
    assert found["mop_waiting{platform=telegram}"] == 2
    assert found["mop_waiting{platform=discord}"] == 0
    assert found["mop_oldest_waiting_seconds{platform=telegram}"] > 0
    assert found["mop_dropped_total{platform=telegram}"] == 1


async def test_cache_lists_database_and_waits_are_shown(knowledge: Knowledge) -> None:
    """The rest of what an operator watches."""
    metrics = Metrics()
    async with CachedPages(HandedPages({UNKNOWN: page(link(UNKNOWN))}), lambda: NOW) as pages:
        metrics.watch_cache(pages)
        await pages.page(link(UNKNOWN), 1)
        metrics.watch_lists(lambda: {"sources.yaml": 60.0, "a-list": 3600.0})
        metrics.watch_claims(lambda: {"": 7200.0})
        metrics.watch_store(lambda: True)
        metrics.asked_to_wait("telegram")
        metrics.page_shared(SharedUse.SHARED)
        reports = Reports(lambda: NOW, told=metrics.report_came)
        metrics.watch_reports(reports)
        checker = Checker(knowledge, pages, lambda: NOW, reports=reports)
        await asyncio.gather(*(checker.check(said(UNKNOWN)) for _ in range(2)))
        found = figures(metrics)
    assert found["mop_claim_index_age_seconds"] == 7200
    assert found["mop_shared_pages_total{how=shared}"] == 1
    assert found[f"mop_reports_total{{how={ReportUse.MADE.value}}}"] == 1
    assert found["mop_cached_reports"] == 1
    assert found["mop_cached_report_bytes"] > 0
    assert found["mop_cached_pages"] == 1
    assert found["mop_cached_bytes"] > 0
    assert found["mop_list_age_seconds{list=a-list}"] == 3600
    assert found["mop_store_is_away"] == 1
    assert found["mop_platform_waits_total{platform=telegram}"] == 1


def test_what_cannot_be_told_hides_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    """A list's folder that cannot be read costs that figure, not the page."""
    metrics = Metrics()
    missing: dict[str, float] = {}
    metrics.watch("mop_broken", "Fails", lambda: {"": missing["age"]})
    metrics.watch("mop_whole", "Works", lambda: {"": 7})
    assert figures(metrics)["mop_whole"] == 7
    assert "cannot tell mop_broken" in caplog.text


async def test_no_chat_person_or_site_is_in_the_figures(knowledge: Knowledge) -> None:
    """Whoever reads the figures learns how much is checked, and nothing of whom; no stranger makes a series."""
    metrics = Metrics()
    checker = checker_of(knowledge, metrics, HandedPages({}))
    for number in range(50):
        await checker.check(said(f"{UNKNOWN}secret/{number}", f"strange{number}:-100{number}"))
    metrics.page_came(CacheUse.JOINED)
    text = metrics.text().decode()
    assert "unheard-of" not in text
    assert "strange" not in text
    assert "-100" not in text
    assert figures(metrics)["mop_checks_total{outcome=not_checked,platform=other}"] == 50


def test_the_dashboard_asks_for_figures_that_there_are() -> None:
    """Every figure on the dashboard file is one that Mop tells, and every one that Mop tells is on it."""
    metrics = Metrics()
    metrics.watch_turns("telegram", Turns())
    metrics.watch_cache(CachedPages(HandedPages({}), lambda: NOW))
    metrics.watch_reports(Reports(lambda: NOW))
    metrics.watch_lists(lambda: {"a-list": 1.0})
    metrics.watch_claims(lambda: {"": 1.0})
    metrics.watch_store(lambda: False)
    told = set(re.findall(r"^# TYPE (mop_\w+)", metrics.text().decode(), re.MULTILINE))
    asked = (REPOSITORY / "deploy" / "grafana-dashboard.json").read_text("utf-8")
    names = {name.removesuffix("_bucket") for name in re.findall(r"mop_\w+", asked)}
    assert names == told
