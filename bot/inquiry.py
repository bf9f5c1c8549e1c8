"""One message being checked: what every step says of its links and words, put together. Pure, no I/O."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Protocol

from bot import clickbait, links
from bot.alive import without_dead_links
from bot.display import harmless
from bot.links import registrable_domain
from bot.locales import best_language
from bot.model import (
    ClaimMatch,
    Evidence,
    Gap,
    GapReason,
    GapStep,
    Kind,
    MatchHow,
    Outcome,
    Reliability,
    Report,
    ReportPage,
    Signal,
    SignalKind,
    Verdict,
)
from bot.verdict import AGEING_KINDS, deciding_ratings, is_old, kinds_of, weigh

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from bot.catalogue import Catalogue
    from bot.errors import FetchError
    from bot.model import Authority, ClaimReview, Link, Links, Message, Page, PatternMatch, SourceRating
    from bot.patterns import Matcher

LINKS_A_MESSAGE: Final = 25

_DEBUNKING_KINDS: Final = frozenset({Kind.FACT_CHECKER, Kind.PRIMARY, Kind.SATIRE, Kind.REFERENCE, Kind.SCIENCE})
"""Kinds whose pages speak *about* a rumour; their titles are never taken for the rumour itself."""


SHORTEST_HEADLINE_WORDS: Final = 6
"""Shorter titles are names of pages more often than headlines."""

_OF_HEADLINES: Final = frozenset({SignalKind.CLICKBAIT, SignalKind.RAGEBAIT})


class Claims(Protocol):
    """Knows fact-checks."""

    async def for_link(self, link: Link) -> tuple[ClaimMatch, ...]:
        """Return fact-checks whose ``appearances`` hold this link."""

    async def for_words(self, queries: Sequence[str], language: str) -> tuple[ClaimMatch, ...]:
        """Return fact-checks of what these texts say, each text a query of its own."""


LocalRatings = Callable[["Link"], tuple["SourceRating", ...]]
"""Look-up of what a chat's admins and the operator said of a link."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known before any link is opened; replaced as a whole when a list or sources.yaml changes."""

    catalogue: Catalogue
    matcher: Matcher
    claims: Claims | None = None
    dead_links: frozenset[str] = frozenset()
    """Citations that ``mop doctor --links`` last saw dead."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One message being checked against one state of knowledge."""

    knowledge: Knowledge
    message: Message
    links: Links
    words: str
    """The message's text without its links."""
    language: str
    local: LocalRatings
    recalled: tuple[str, ...] = ()
    """Ids of rumours recognised when the words were still there; empty for a message at hand."""

    def unread(self, link: Link) -> Evidence:
        """Return what is known of a link before its page is opened."""
        catalogue = self.knowledge.catalogue
        platform = catalogue.platform_for(link)
        pages: tuple[ReportPage, ...] = ()
        if platform is not None:
            how = platform.report_how.get(self.language) or platform.report_how["en"]
            pages = (ReportPage(platform.name, how, platform.report_url, platform.illegal_url),)
        ratings = (*self.local(link), *catalogue.ratings_for(link))
        return Evidence(
            link=link,
            ratings=ratings,
            look_alike=catalogue.look_alike(link),
            signals=self._signals_of_words(),
            authorities=self._authorities(self.words),
            report_pages=pages,
            is_fact_check=any(rating.kind is Kind.FACT_CHECKER for rating in ratings),
            gaps=(Gap(GapStep.FETCH, GapReason.NOT_FETCHED),),
        )

    def read(self, page: Page) -> Evidence:
        """Return the evidence on a page that was read: the page that was reached is rated, not the forwarded link."""
        evidence = replace(self.unread(page.link), page=page, gaps=page.gaps)
        words = f"{page.title}\n{page.description}"
        if page.gaps:
            return evidence
        reviews = tuple(self._own_reviews(page))
        evidence = replace(evidence, claim_matches=reviews, is_fact_check=evidence.is_fact_check or bool(reviews))
        return replace(
            evidence,
            pattern_matches=() if speaks_about_rumours(evidence) else self._patterns(words),
            signals=_distinct((*evidence.signals, *_bait_in(page, kinds_of(evidence)), *self._signals(page.title))),
            authorities=self._authorities(words) or evidence.authorities,
        )

    def failed(self, link: Link, error: FetchError) -> Evidence:
        """Return the evidence on a link whose page was not read; as far as its redirects led, that is rated."""
        return replace(self.unread(error.link or link), gaps=(error.gap,))

    def weigh(self, evidence: Evidence, now: datetime) -> Verdict:
        """Return the verdict; "sounds like today" is a remark only on a page that is old."""
        if not is_old(evidence, now):
            kept = tuple(signal for signal in evidence.signals if signal.kind is not SignalKind.OLD_STORY)
            evidence = replace(evidence, signals=kept)
        return weigh(without_dead_links(evidence, self.knowledge.dead_links), now)

    def report(
        self,
        evidences: Iterable[Evidence],
        now: datetime,
        *,
        complete: bool = True,
        about_words: tuple[ClaimMatch, ...] = (),
    ) -> Report:
        """Return all verdicts, most serious first."""
        verdicts = [self.weigh(evidence, now) for evidence in _each_page_once(evidences)]
        verdicts.extend(self._on_words(verdicts, about_words, now))
        verdicts.sort(key=lambda verdict: verdict.outcome)
        return Report(tuple(verdicts), now, self.links.left_out, complete)

    def _on_words(self, verdicts: list[Verdict], matches: tuple[ClaimMatch, ...], now: datetime) -> Iterator[Verdict]:
        """Yield the verdict on the message's own words, where there is one or where there is nothing else."""
        patterns = () if _shares_a_debunk(verdicts) else self._patterns(self.words)
        unread = self.message.images or self.message.unread_images
        images = (Gap(GapStep.IMAGES, GapReason.NOT_INSTALLED),) if unread else ()
        evidence = Evidence(
            link=None,
            pattern_matches=patterns,
            claim_matches=matches,
            signals=self._signals_of_words(),
            authorities=self._authorities(self.words),
            gaps=images,
        )
        verdict = self.weigh(evidence, now)
        if not verdicts or verdict.outcome not in {Outcome.NOTHING_FOUND, Outcome.NOT_CHECKED}:
            yield verdict

    def _patterns(self, words: str) -> tuple[PatternMatch, ...]:
        linked = {link.host for link in self.links.found}
        matcher = self.knowledge.matcher
        matches = matcher.recall(self.recalled, self.language) or matcher.match(words, self.language)
        return tuple(match for match in matches if not linked & set(_hosts_of(match)))

    def _signals(self, headline: str) -> tuple[Signal, ...]:
        return self.knowledge.matcher.signals(headline)

    def _signals_of_words(self) -> tuple[Signal, ...]:
        """A friend who writes "you have to see this" is no click-bait; only a page's own headline can be."""
        signals = self.knowledge.matcher.signals(self.words)
        return tuple(signal for signal in signals if signal.kind not in _OF_HEADLINES)

    def _authorities(self, words: str) -> tuple[Authority, ...]:
        return self.knowledge.catalogue.authorities_for(words, self.language, _country(self.message.language))

    def _own_reviews(self, page: Page) -> Iterator[ClaimMatch]:
        """Anyone can put ClaimReview on a page; only a listed fact-checker's, on its own domain, counts."""
        if not self.knowledge.catalogue.is_fact_checker(page.link.host):
            return
        for review in page.claim_reviews:
            if _domain_of(review, page) == page.link.registrable_domain:
                yield ClaimMatch(review, MatchHow.SAME_LINK, 1.0)


def open_inquiry(knowledge: Knowledge, message: Message, local: LocalRatings, language: str) -> Inquiry:
    """Find the message's links, and the words that are left without them.

    Args:
        knowledge: what is known now.
        message: what was forwarded.
        local: what the chat's admins and the operator said of sources.
        language: BCP 47, spoken where the message names none that has a file.
    """
    found = links.find(message, knowledge.catalogue.rules, LINKS_A_MESSAGE)
    words = message.text
    for link in found.found:
        words = words.replace(link.forwarded, " ")
    return Inquiry(knowledge, message, found, words, best_language(message.language, language), local)


def _bait_in(page: Page, kinds: frozenset[Kind]) -> Iterator[Signal]:
    """Yield a remark on an English headline that is worded to be clicked, by the learned score.

    It learned from news: the title of a recipe, a shop or an authority is none of its business, nor is one of a
    few words.
    """
    if kinds - AGEING_KINDS or len(page.title.split()) < SHORTEST_HEADLINE_WORDS:
        return
    if page.language.startswith("en") and clickbait.score(page.title) >= clickbait.threshold():
        yield Signal(SignalKind.CLICKBAIT, harmless(page.title, 120))


def _each_page_once(evidences: Iterable[Evidence]) -> list[Evidence]:
    """Two short links to one page are one page."""
    return list({evidence.link and evidence.link.url: evidence for evidence in evidences}.values())


def speaks_about_rumours(evidence: Evidence) -> bool:
    """Tell whether a page is about rumours rather than one: fact-checks, authorities, relied-on press."""
    if evidence.is_fact_check or kinds_of(evidence) & _DEBUNKING_KINDS:
        return True
    return any(rating.reliability is Reliability.RELIABLE for rating in deciding_ratings(evidence.ratings))


def _shares_a_debunk(verdicts: Iterable[Verdict]) -> bool:
    """Words beside a link to a fact-check are most likely about the check."""
    return any(verdict.outcome is Outcome.FACT_CHECK for verdict in verdicts)


def _hosts_of(match: PatternMatch) -> Iterator[str]:
    for url in (*(page.url for page in match.authorities), *(review.url for review in match.reviews)):
        yield url.split("/")[2]


def _domain_of(review: ClaimReview, page: Page) -> str:
    host = review.url.split("/")[2] if "://" in review.url else page.link.host
    return registrable_domain(host)


def with_fetch_gap(evidence: Evidence, reason: GapReason) -> Evidence:
    """Return ``evidence`` of a page that was not read for ``reason``."""
    return replace(evidence, gaps=(Gap(GapStep.FETCH, reason),))


def _distinct(signals: Iterable[Signal]) -> tuple[Signal, ...]:
    return tuple({signal.kind: signal for signal in signals}.values())


def _country(language: str) -> str:
    """Return the ISO 3166 country of a BCP 47 tag such as ``es-MX``; "" where it names none."""
    parts = language.replace("_", "-").split("-")[1:]
    return next((part.upper() for part in parts if len(part) == 2), "")
