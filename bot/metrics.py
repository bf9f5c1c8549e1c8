"""Figures for Prometheus: how many, how long, how old. None of them names a chat, a person, a link or a site.

The core knows nothing of this: what is measured is wrapped around it (``MeasuredChecker``, ``MeasuredPages``,
``MeasuredClaims``), and what is a state is asked for when somebody looks (``watch``).
"""

from __future__ import annotations

import logging
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

from bot.core import Checker, no_local_ratings
from bot.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from prometheus_client.metrics_core import Metric

    from bot.core import Pages, Pictures
    from bot.inquiry import Claims, Findings, Inquiry, Knowledge, LocalRatings
    from bot.model import Link, Message, Page, Picture, ReadPicture, Report
    from bot.page_cache import CachedPages, CacheUse
    from bot.queries import Query
    from bot.report_cache import Reports, ReportUse
    from bot.shared_pages import SharedUse
    from bot.turns import Turns

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
"""Of ``Metrics.text``."""

PLATFORMS: Final = frozenset({"telegram", "discord", "terminal"})
"""Anything else counts as "other", so that no stranger's text becomes a series of its own."""

SECONDS: Final = (0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 4, 6, 8, 10, 15)
"""Bounds of the histograms: a look in the lists takes under one of these, the deadline of a check is 8."""

LISTS, PAGE, FETCH, CLAIMS, CHECK = "lists", "page", "fetch", "claims", "check"
"""Stages: what the lists know; a page as a check waits for it; the fetch behind it; fact-checks; a whole check."""

PICTURES: Final = "pictures"
"""Stage: the pictures of a message, fetched and read."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Watched:
    name: str
    about: str
    label: str
    """Name of the one label; "" for none."""
    reads: dict[object, Callable[[], Mapping[str, float]]]
    """Each gives values by label; by "" where there is none."""

    def metric(self) -> Metric:
        kind = CounterMetricFamily if self.name.endswith("_total") else GaugeMetricFamily
        metric = kind(self.name, self.about, labels=[self.label] if self.label else [])
        for read in self.reads.values():
            for label, value in read().items():
                metric.add_metric([label] if self.label else [], value)
        return metric


class _Live:
    """States, read when somebody looks; one that cannot be read is left out, and the rest are shown."""

    def __init__(self) -> None:
        self.watched: dict[str, _Watched] = {}

    def collect(self) -> Iterator[Metric]:
        for watched in self.watched.values():
            try:
                metric = watched.metric()
            except Exception:
                _log.exception("cannot tell %s", watched.name)
            else:
                yield metric


class Metrics:
    """All figures of one process.

    Args:
        timer: seconds from anywhere, never going back.
    """

    def __init__(self, timer: Callable[[], float] = time.perf_counter) -> None:
        # Otherwise each counter has a second series that nobody looks at.
        disable_created_metrics()  # type: ignore[no-untyped-call] # the library's own omission
        self.registry = CollectorRegistry()
        self._timer = timer
        self._live = _Live()
        self.registry.register(self._live)
        registry = self.registry
        self._checks = Counter(
            "mop_checks", "Checks by platform and most serious outcome", ["platform", "outcome"], registry=registry
        )
        self._stages = Histogram(
            "mop_stage_seconds", "How long each stage took", ["stage"], buckets=SECONDS, registry=registry
        )
        self._gaps = Counter("mop_gaps", "What could not be looked at", ["step", "reason"], registry=registry)
        self._pages = Counter("mop_pages", "Pages by how they were come by", ["how"], registry=registry)
        self._shared = Counter(
            "mop_shared_pages", "Fetches by whether another program's served for them", ["how"], registry=registry
        )
        self._reports = Counter("mop_reports", "Links by how what is known was come by", ["how"], registry=registry)
        self._waits = Counter(
            "mop_platform_waits", "Times that a platform asked Mop to wait (429)", ["platform"], registry=registry
        )

    # --- what happens ---------------------------------------------------------------------------------------

    def checked(self, platform: str, report: Report) -> None:
        """Count a check that is complete, and what it could not look at."""
        self._checks.labels(_known(platform), report.verdicts[0].outcome.name.lower()).inc()
        for verdict in report.verdicts:
            for gap in verdict.evidence.gaps:
                self._gaps.labels(gap.step.value, gap.reason.value).inc()

    def told_again(self, chat: str, outcome: Outcome) -> None:
        """Count a check that was spared, since its answer was at hand; ``told_again`` of ``Desk``.

        Args:
            chat: as the core knows it, of which only the platform is used.
            outcome: the most serious one.
        """
        self._checks.labels(_known(chat.partition(":")[0]), outcome.name.lower()).inc()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time what the block does, also where it fails or is cancelled."""
        began = self._timer()
        try:
            yield
        finally:
            self._stages.labels(name).observe(self._timer() - began)

    def page_came(self, use: CacheUse) -> None:
        """Count a page by how it was come by; ``told`` of ``CachedPages``."""
        self._pages.labels(use.value).inc()

    def page_shared(self, use: SharedUse) -> None:
        """Count a fetch by whether another program's served for it; ``told`` of ``SharedPages``."""
        self._shared.labels(use.value).inc()

    def report_came(self, use: ReportUse) -> None:
        """Count what is known of a link by how it was come by; ``told`` of ``Reports``."""
        self._reports.labels(use.value).inc()

    def asked_to_wait(self, platform: str) -> None:
        """Count that a platform answered 429."""
        self._waits.labels(_known(platform)).inc()

    # --- what is --------------------------------------------------------------------------------------------

    def watch(self, name: str, about: str, read: Callable[[], Mapping[str, float]], label: str = "") -> None:
        """Show what ``read`` returns whenever somebody looks.

        Args:
            name: of the figure; a counter where it ends in ``_total``.
            about: what it is, in a few words.
            read: value by label; by "" where there is no label. Must not block.
            label: name of the label; "" for none. Several may watch one name, each with labels of its own.
        """
        self._watch(name, about, read, label, object())

    def _watch(
        self, name: str, about: str, read: Callable[[], Mapping[str, float]], label: str, whose: object
    ) -> None:
        """Show it in the place of what ``whose`` showed before."""
        self._live.watched.setdefault(name, _Watched(name, about, label, {})).reads[whose] = read

    def watch_turns(self, platform: str, turns: Turns) -> None:
        """Show the work in hand of a platform."""
        self._watch_platform("mop_waiting", "Work that waits for its turn", platform, lambda: turns.waiting)
        self._watch_platform(
            "mop_oldest_waiting_seconds", "Age of the oldest that waits", platform, lambda: turns.oldest_seconds
        )
        self._watch_platform("mop_dropped_total", "Unasked work dropped under load", platform, lambda: turns.dropped)

    def watch_cache(self, pages: CachedPages) -> None:
        """Show how full the cache of pages is."""
        self.watch("mop_cached_pages", "Pages and failures kept", lambda: {"": pages.entries})
        self.watch("mop_cached_bytes", "Memory that they take", lambda: {"": pages.bytes})

    def watch_reports(self, reports: Reports) -> None:
        """Show how full the cache of what was found behind links is."""
        self.watch("mop_cached_reports", "Links kept with what was found", lambda: {"": reports.entries})
        self.watch("mop_cached_report_bytes", "Memory that they take", lambda: {"": reports.bytes})

    def watch_lists(self, ages: Callable[[], Mapping[str, float]]) -> None:
        """Show the age of each list, in seconds, by its id."""
        self.watch("mop_list_age_seconds", "Age of each list and feed", ages, "list")

    def watch_claims(self, age: Callable[[], Mapping[str, float]]) -> None:
        """Show the age of the index of fact-checks, in seconds."""
        self.watch("mop_claim_index_age_seconds", "Age of the index of fact-checks", age)

    def watch_store(self, is_away: Callable[[], bool]) -> None:
        """Show whether the last use of the database failed."""
        self.watch("mop_store_is_away", "1 while Mop goes on without its database", lambda: {"": is_away()})

    def _watch_platform(self, name: str, about: str, platform: str, read: Callable[[], float]) -> None:
        self._watch(name, about, lambda: {platform: read()}, "platform", platform)

    def text(self) -> bytes:
        """Return all figures in Prometheus's text format."""
        return generate_latest(self.registry)


class MeasuredPages:
    """Pages, timed as one stage."""

    def __init__(self, pages: Pages, metrics: Metrics, stage: str) -> None:
        self._pages = pages
        self._metrics = metrics
        self._stage = stage

    async def page(self, link: Link, deadline_seconds: float) -> Page:
        """Return the page, or raise what reading it raises."""
        with self._metrics.stage(self._stage):
            return await self._pages.page(link, deadline_seconds)


class MeasuredPictures:
    """Pictures, timed."""

    def __init__(self, pictures: Pictures, metrics: Metrics) -> None:
        self._pictures = pictures
        self._metrics = metrics

    async def read(self, images: Sequence[bytes | Picture], seconds: float) -> tuple[ReadPicture, ...]:
        """Return what each picture says."""
        with self._metrics.stage(PICTURES):
            return await self._pictures.read(images, seconds)


class MeasuredClaims:
    """Fact-checks, timed."""

    def __init__(self, claims: Claims, metrics: Metrics) -> None:
        self._claims = claims
        self._metrics = metrics

    async def for_link(self, link: Link) -> Findings:
        """Return fact-checks of a link."""
        with self._metrics.stage(CLAIMS):
            return await self._claims.for_link(link)

    async def for_words(self, asked: Sequence[Query], language: str, seconds: float) -> Findings:
        """Return fact-checks of words."""
        with self._metrics.stage(CLAIMS):
            return await self._claims.for_words(asked, language, seconds)


class MeasuredChecker(Checker):
    """A checker that counts and times what it does."""

    def __init__(
        self,
        knowledge: Knowledge,
        pages: Pages | None,
        clock: Callable[[], datetime],
        metrics: Metrics,
        *,
        deadline_seconds: float,
        language: str,
        reports: Reports | None = None,
    ) -> None:
        super().__init__(
            knowledge,
            pages and MeasuredPages(pages, metrics, PAGE),
            clock,
            deadline_seconds=deadline_seconds,
            language=language,
            reports=reports,
        )
        self._metrics = metrics

    async def first(
        self, message: Message, local: LocalRatings = no_local_ratings, opened: Inquiry | None = None
    ) -> Report:
        """Return what can be said without network; counted where that is already the whole answer to something."""
        with self._metrics.stage(LISTS):
            report = await super().first(message, local, opened)
        if report.complete and _is_about_something(report):
            self._metrics.checked(_platform(message), report)
        return report

    async def check(
        self, message: Message, local: LocalRatings = no_local_ratings, opened: Inquiry | None = None
    ) -> Report:
        """Return the whole answer."""
        with self._metrics.stage(CHECK):
            report = await super().check(message, local, opened)
        self._metrics.checked(_platform(message), report)
        return report


def with_measured_claims(knowledge: Knowledge, metrics: Metrics | None) -> Knowledge:
    """Return ``knowledge`` with its fact-checks timed, where there are any and somebody measures."""
    if metrics is None or knowledge.claims is None:
        return knowledge
    return replace(knowledge, claims=MeasuredClaims(knowledge.claims, metrics))


def _is_about_something(report: Report) -> bool:
    return any(verdict.evidence.link or verdict.outcome < Outcome.NOTHING_FOUND for verdict in report.verdicts)


def _platform(message: Message) -> str:
    return message.conversation.id.partition(":")[0] or "terminal"


def _known(platform: str) -> str:
    return platform if platform in PLATFORMS else "other"
