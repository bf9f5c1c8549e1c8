"""One message being checked: what every step says of its links and words, put together. Pure, no I/O."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, Protocol

from bot import clickbait, links, queries, remembered
from bot.alive import without_dead_links
from bot.display import harmless
from bot.errors import LinkError
from bot.links import canonical, registrable_domain
from bot.locales import best_language
from bot.model import (
    ClaimMatch,
    Evidence,
    Gap,
    GapReason,
    GapStep,
    Kind,
    Links,
    MatchHow,
    Message,
    Outcome,
    Reliability,
    Report,
    ReportPage,
    Signal,
    SignalKind,
    Verdict,
)
from bot.same_story import Stories, told_once
from bot.verdict import AGEING_KINDS, deciding_ratings, is_old, kinds_of, weigh

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from bot.catalogue import Catalogue
    from bot.catalogue.rows import Platform
    from bot.errors import FetchError
    from bot.model import Authority, ClaimReview, Link, LookAlike, Page, PatternMatch, SourceRating
    from bot.patterns import Matcher
    from bot.queries import Of, Query

LINKS_A_MESSAGE: Final = 25

_DEBUNKING_KINDS: Final = frozenset({Kind.FACT_CHECKER, Kind.PRIMARY, Kind.SATIRE, Kind.REFERENCE, Kind.SCIENCE})
"""Kinds whose pages speak *about* a rumour; their titles are never taken for the rumour itself."""


SHORTEST_HEADLINE_WORDS: Final = 6
"""Shorter titles are names of pages more often than headlines."""

_UNREAD_PICTURES: Final = frozenset(
    {
        GapReason.PICTURE_NOT_FETCHED,
        GapReason.PICTURE_TOO_LARGE,
        GapReason.PICTURE_BROKEN,
        GapReason.PICTURE_OUT_OF_TIME,
        GapReason.TOO_MANY_PICTURES,
    }
)
"""Gaps that are said beside a link too: pictures are read here, and this one was not."""

_NOT_FETCHED: Final = (Gap(GapStep.FETCH, GapReason.NOT_FETCHED),)

_OF_HEADLINES: Final = frozenset({SignalKind.CLICKBAIT, SignalKind.RAGEBAIT})


@dataclass(frozen=True, slots=True)
class Findings:
    """Fact-checks that were found, and what could not be asked."""

    matches: tuple[ClaimMatch, ...] = ()
    gaps: tuple[Gap, ...] = ()
    """Of step CLAIMS: an index that cannot be read, a service that failed; empty where all was asked."""


class Claims(Protocol):
    """Knows fact-checks. What it cannot ask is a gap of its findings, never an error."""

    async def for_link(self, link: Link) -> Findings:
        """Return fact-checks whose ``appearances`` hold this link, or an address that it was unwrapped from."""

    async def for_words(self, asked: Sequence[Query], language: str, seconds: float) -> Findings:
        """Return fact-checks of what these texts say, each text a query of its own.

        Args:
            asked: the texts, most telling first.
            language: BCP 47 of the reader.
            seconds: how long any service may be waited for.
        """


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
    sends: frozenset[Of] = frozenset()
    """Whose words ``claims`` sends to a service on the web; empty where the operator named none."""


@dataclass(frozen=True, slots=True)
class _Source:
    """What the catalogue says of where a link leads, whoever asks."""

    ratings: tuple[SourceRating, ...]
    look_alike: LookAlike | None
    report_pages: tuple[ReportPage, ...]


@dataclass(frozen=True)
class Inquiry:
    """One message being checked against one state of knowledge."""

    knowledge: Knowledge
    message: Message
    links: Links
    words: str
    """The message's text and what its pictures say, without links."""
    language: str
    local: LocalRatings
    recalled: tuple[str, ...] = ()
    """What was recognised when the words were still there (``remembered``); empty for a message at hand."""
    ends: float = math.inf
    """When the check must be over, by the event loop's clock."""
    sources: dict[tuple[str, str], _Source] = field(default_factory=dict, compare=False, repr=False)
    """What was looked up so far, by address and how it was sent: a check asks for the same link up to five times."""

    def unread(self, link: Link) -> Evidence:
        """Return what is known of a link before its page is opened."""
        source = self._source(link)
        ratings = (*self.local(link), *source.ratings)
        return Evidence(
            link=link,
            ratings=ratings,
            look_alike=source.look_alike,
            signals=self._signals_of_words,
            authorities=self._authorities_of_words,
            report_pages=source.report_pages,
            is_fact_check=any(rating.kind is Kind.FACT_CHECKER for rating in ratings),
            gaps=_NOT_FETCHED,
        )

    def _source(self, link: Link) -> _Source:
        key = (link.url, link.forwarded)
        source = self.sources.get(key)
        if source is None:
            catalogue = self.knowledge.catalogue
            pages = self._report_pages(catalogue.platform_for(link))
            source = self.sources[key] = _Source(catalogue.ratings_for(link), catalogue.look_alike(link), pages)
        return source

    def _report_pages(self, platform: Platform | None) -> tuple[ReportPage, ...]:
        if platform is None:
            return ()
        how = platform.report_how.get(self.language) or platform.report_how["en"]
        return (ReportPage(platform.name, how, platform.report_url, platform.illegal_url),)

    def read(self, page: Page) -> Evidence:
        """Return the evidence on a page that was read: the page that was reached is rated, not the forwarded link."""
        evidence = self.unread(page.link)
        if page.gaps:
            return replace(evidence, page=page, gaps=page.gaps)
        words = f"{page.title}\n{page.description}"
        reviews = tuple(self._own_reviews(page))
        if reviews:
            evidence = replace(evidence, claim_matches=reviews, is_fact_check=True)
        return replace(
            evidence,
            page=page,
            gaps=(),
            pattern_matches=() if speaks_about_rumours(evidence) else self._patterns(words),
            signals=_distinct((*evidence.signals, *_bait_in(page, kinds_of(evidence)), *self._signals(page.title))),
            authorities=self._authorities(words) or evidence.authorities,
        )

    def failed(self, link: Link, error: FetchError) -> Evidence:
        """Return the evidence on a link whose page was not read; as far as its redirects led, that is rated."""
        return replace(self.unread(error.link or link), gaps=(error.gap,))

    def impersonal(self, link: Link) -> Inquiry:
        """Return the inquiry into one link without anything of whoever sent it; all but their language."""
        message = Message("", language=self.message.language)
        return replace(self, message=message, links=Links((link,)), words="", local=_nobodys, recalled=())

    def as_asked(self, evidence: Evidence, asked: Link) -> Evidence:
        """Return what an impersonal inquiry found as this message's own would have found it.

        Only where nobody here rated the source, and nothing is recalled.
        """
        link = evidence.link and replace(evidence.link, forwarded=asked.forwarded)
        linked = {each.host for each in self.links.found}
        return replace(
            evidence,
            link=link,
            page=evidence.page and replace(evidence.page, link=link or asked),
            pattern_matches=tuple(match for match in evidence.pattern_matches if not linked & set(_hosts_of(match))),
            signals=_distinct((*self._signals_of_words, *evidence.signals)),
            authorities=evidence.authorities or self._authorities_of_words,
        )

    def weigh(self, evidence: Evidence, now: datetime) -> Verdict:
        """Return the verdict; "sounds like today" is a remark only on a page that is old."""
        if evidence.signals and not is_old(evidence, now):
            kept = tuple(signal for signal in evidence.signals if signal.kind is not SignalKind.OLD_STORY)
            if kept != evidence.signals:
                evidence = replace(evidence, signals=kept)
        return weigh(without_dead_links(evidence, self.knowledge.dead_links), now)

    def queries_of(self, evidence: Evidence) -> tuple[Query, ...]:
        """Return what a link's page is asked about: its title and its description, where it is no debunk itself."""
        if evidence.page is None or speaks_about_rumours(evidence):
            return ()
        return queries.of_page(evidence.page)

    def queries_of_words(self) -> tuple[Query, ...]:
        """Return what the message's own words are asked about."""
        texts = _texts(self.message, self.links)
        return tuple(query for text in texts for query in queries.of_message(text))

    def spellings(self, evidence: Evidence) -> tuple[Link, ...]:
        """Return the links under which a fact-check may know a page: as it was sent, reached, and calls itself.

        What a page says of its own address counts within its own registrable domain only.
        """
        link = evidence.link
        if link is None or evidence.is_fact_check:
            return ()
        sent = [each for each in self.links.found if each.forwarded == link.forwarded]
        named = [self._canonical(evidence.page.canonical)] if evidence.page and evidence.page.canonical else []
        own = [each for each in named if each and each.registrable_domain == link.registrable_domain]
        return tuple({each.url: each for each in (link, *sent, *own)}.values())

    def report(
        self,
        evidences: Iterable[Evidence],
        now: datetime,
        *,
        complete: bool = True,
        about_words: Findings | None = None,
    ) -> Report:
        """Return all verdicts, most serious first; a hoax that patterns and fact-checks know is told once."""
        found = about_words or Findings()
        unread = tuple(gap for gap in _picture_gaps(self.message) if gap.reason in _UNREAD_PICTURES)
        on_links = [_with_gaps(evidence, (*found.gaps, *unread)) for evidence in _each_page_once(evidences)]
        alone = [self.weigh(each, now) for each in on_links]
        beside_a_debunk = any(verdict.outcome is Outcome.FACT_CHECK for verdict in alone)
        *told, on_words = told_once([*on_links, self._on_words(found, beside_a_debunk)], self.stories())
        if told and on_words.claim_matches:
            told, on_words = _with_related(told, on_words)
        together = zip(on_links, alone, told, strict=True)
        weighed = (before if each is link else self.weigh(each, now) for link, before, each in together)
        verdicts = sorted(weighed, key=lambda verdict: verdict.outcome)
        verdict = self.weigh(on_words, now)
        if not verdicts or verdict.outcome not in {Outcome.NOTHING_FOUND, Outcome.NOT_CHECKED}:
            verdicts = sorted((*verdicts, verdict), key=lambda each: each.outcome)
        return Report(tuple(verdicts), now, self.links.left_out, complete)

    def _on_words(self, found: Findings, about_a_debunk: bool) -> Evidence:
        """Return the evidence on the message's own words; beside a link to a debunk they are about that."""
        linked = {_page_key(link.url) for link in self.links.found}
        matches = (*found.matches, *remembered.claims_in(self.recalled))
        return Evidence(
            link=None,
            pattern_matches=() if about_a_debunk else self._patterns(self.words),
            claim_matches=tuple(
                match for match in matches if not about_a_debunk and _page_key(match.review.url) not in linked
            ),
            signals=self._signals_of_words,
            authorities=self._authorities_of_words,
            gaps=(*_picture_gaps(self.message), *found.gaps),
        )

    def stories(self) -> Stories:
        """Return how the hoax that a fact-check is of is recognised as a pattern."""
        return Stories(self._page_key, self._tells)

    def _page_key(self, url: str) -> str:
        link = self._canonical(url)
        return _page_key(link.url if link else url)

    def _tells(self, text: str) -> frozenset[str]:
        return frozenset(match.pattern_id for match in self.knowledge.matcher.match(text, self.language))

    def _canonical(self, url: str) -> Link | None:
        try:
            return canonical(url, self.knowledge.catalogue.rules)
        except LinkError:
            return None

    def _patterns(self, words: str) -> tuple[PatternMatch, ...]:
        linked = {link.host for link in self.links.found}
        matcher = self.knowledge.matcher
        recalled = matcher.recall(remembered.patterns_in(self.recalled), self.language)
        matches = recalled or matcher.match(words, self.language)
        return tuple(match for match in matches if not linked & set(_hosts_of(match)))

    def _signals(self, headline: str) -> tuple[Signal, ...]:
        return self.knowledge.matcher.signals(headline)

    @cached_property
    def _signals_of_words(self) -> tuple[Signal, ...]:
        """A friend who writes "you have to see this" is no click-bait; only a page's own headline can be."""
        signals = self.knowledge.matcher.signals(self.words) if self.words else ()
        return tuple(signal for signal in signals if signal.kind not in _OF_HEADLINES)

    @cached_property
    def _authorities_of_words(self) -> tuple[Authority, ...]:
        return self._authorities(self.words)

    def _authorities(self, words: str) -> tuple[Authority, ...]:
        if not words:  # as of every link's own evidence, which holds no word of the message
            return ()
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
    words = "\n".join(_texts(message, found))
    return Inquiry(knowledge, message, found, words, best_language(message.language, language), local)


def _texts(message: Message, found: Links) -> tuple[str, ...]:
    """Return the message's own text and that of each of its pictures, without links."""
    texts = [message.text, *(picture.words for picture in message.read_images if picture.words)]
    for link in found.found:
        texts = [text.replace(link.forwarded, " ") for text in texts]
    return tuple(texts)


def _picture_gaps(message: Message) -> tuple[Gap, ...]:
    """Return what of a message's pictures is not known, each reason once.

    A picture without words beside one with words is part of that one's story.
    """
    read = message.read_images
    gaps = [picture.gap for picture in read if picture.gap]
    if len(gaps) < len(read):
        gaps = [gap for gap in gaps if gap.reason is not GapReason.PICTURE_WITHOUT_WORDS]
    if message.images and not read:
        gaps.append(Gap(GapStep.IMAGES, GapReason.NOT_INSTALLED))
    if message.unread_images:
        gaps.append(Gap(GapStep.IMAGES, GapReason.MOVING_PICTURE))
    return tuple({gap.reason: gap for gap in gaps}.values())


def _nobodys(link: Link) -> tuple[SourceRating, ...]:
    del link
    return ()


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


def _with_gaps(evidence: Evidence, gaps: tuple[Gap, ...]) -> Evidence:
    """What could not be asked about the words beside a link is not known of the link either."""
    more = tuple(gap for gap in gaps if gap not in evidence.gaps)
    return replace(evidence, gaps=(*evidence.gaps, *more)) if more else evidence


def _with_related(on_links: Sequence[Evidence], on_words: Evidence) -> tuple[list[Evidence], Evidence]:
    """Offer what is only related to the words beside a link with that link: alone it is worth no line."""
    related = [match for match in on_words.claim_matches if match.how is MatchHow.RELATED]
    first, *rest = on_links
    known = {(match.review.url, match.review.claim_reviewed) for match in first.claim_matches}
    more = [match for match in related if (match.review.url, match.review.claim_reviewed) not in known]
    kept = tuple(match for match in on_words.claim_matches if match.how is not MatchHow.RELATED)
    first = replace(first, claim_matches=(*first.claim_matches, *more))
    return [first, *rest], replace(on_words, claim_matches=kept)


def _page_key(url: str) -> str:
    """Return what the spellings of a page's address share: no scheme, no ``www.``, no slash at its end."""
    return url.partition("://")[2].removeprefix("www.").rstrip("/")


def _hosts_of(match: PatternMatch) -> Iterator[str]:
    for url in (*(page.url for page in match.authorities), *(review.url for review in match.reviews)):
        yield url.split("/")[2]


def _domain_of(review: ClaimReview, page: Page) -> str:
    host = review.url.split("/")[2] if "://" in review.url else page.link.host
    return registrable_domain(host)


def _distinct(signals: Iterable[Signal]) -> tuple[Signal, ...]:
    return tuple({signal.kind: signal for signal in signals}.values())


def _country(language: str) -> str:
    """Return the ISO 3166 country of a BCP 47 tag such as ``es-MX``; "" where it names none."""
    parts = language.replace("_", "-").split("-")[1:]
    return next((part.upper() for part in parts if len(part) == 2), "")
