"""The straight path, with pages that a test hands out."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from bot.catalogue import Catalogue
from bot.catalogue.build import Tables
from bot.core import PAGES_A_MESSAGE, Checker
from bot.errors import FetchError
from bot.inquiry import Findings, Knowledge
from bot.model import (
    Gap,
    GapReason,
    GapStep,
    Link,
    MatchHow,
    Message,
    Outcome,
    Page,
    Reliability,
    Report,
    SignalKind,
    SourceRating,
    Step,
    StepKind,
    Voice,
)
from bot.patterns import Matcher
from bot.queries import Of, Query
from tests.samples import NOW, link, match, page, rating, review
from tests.samples import link as sample_link


class HandedPages:
    """Pages by URL; a URL without one fails, one mapped to None never answers."""

    def __init__(self, pages: Mapping[str, Page | Gap | None]) -> None:
        self.pages = pages
        self.asked: list[str] = []

    async def page(self, link: Link, deadline_seconds: float) -> Page:
        """Return the page, late, never, or an error."""
        self.asked.append(link.url)
        found = self.pages.get(link.url, Gap(GapStep.FETCH, GapReason.UNREACHABLE))
        if found is None:
            await asyncio.sleep(deadline_seconds * 100)
        if isinstance(found, Page):
            return found
        raise FetchError(link.url, found or Gap(GapStep.FETCH, GapReason.TIMED_OUT))


class HandedClaims:
    """One fact-check for every link, or for every words."""

    def __init__(self, *, of_link: bool, gap: Gap | None = None) -> None:
        self.of_link = of_link
        self.gaps = (gap,) if gap else ()
        self.queries: list[Query] = []
        self.links: list[str] = []

    async def for_link(self, link: Link) -> Findings:
        """Return a fact-check of this link."""
        self.links.append(link.url)
        return Findings((match(MatchHow.SAME_LINK),) if self.of_link else ())

    async def for_words(self, asked: Sequence[Query], language: str, seconds: float) -> Findings:
        """Return a fact-check of these words, or why there is none."""
        self.queries.extend(asked)
        return Findings((), self.gaps) if self.gaps else Findings((match(MatchHow.SAME_CLAIM),))


def _checker(
    knowledge: Knowledge, pages: Mapping[str, Page | Gap | None] | None = None, seconds: float = 5
) -> Checker:
    handed = None if pages is None else HandedPages(pages)
    return Checker(knowledge, handed, lambda: NOW, deadline_seconds=seconds)


def _outcomes(report: Report) -> list[Outcome]:
    return [verdict.outcome for verdict in report.verdicts]


async def test_a_known_host_needs_no_network(knowledge: Knowledge) -> None:
    """What the lists know is said without opening anything."""
    report = await _checker(knowledge).first(Message("look https://gossip.example/x"))
    assert _outcomes(report) == [Outcome.UNRELIABLE_SOURCE]


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("https://courier.example/a", Outcome.RELIABLE_SOURCE),
        ("https://sub.gossip.example/a", Outcome.UNRELIABLE_SOURCE),
        ("https://joker.example/a", Outcome.SATIRE),
        ("https://state.example/a", Outcome.STATE_CONTROLLED),
        ("https://checkers.example/moon", Outcome.FACT_CHECK),
        ("https://chatter.example/post/1", Outcome.USER_GENERATED),
        ("https://evil.example/login", Outcome.DANGEROUS),
        ("https://unheard-of.example/", Outcome.NOT_CHECKED),
        ("Did you know the moon is made of cheese?! Forward this to everyone", Outcome.KNOWN_PATTERN),
        ("good morning", Outcome.NOTHING_FOUND),
        ("", Outcome.NOTHING_FOUND),
    ],
)
async def test_outcome_of_a_message(knowledge: Knowledge, text: str, outcome: Outcome) -> None:
    """A pasted message leads to the outcome that its link or words deserve."""
    report = await _checker(knowledge).check(Message(text))
    assert report.verdicts[0].outcome is outcome


async def test_nothing_found_needs_the_page(knowledge: Knowledge) -> None:
    """That nothing is known is only said after the page was read."""
    url = "https://unheard-of.example/"
    report = await _checker(knowledge, {url: page(link(url))}).check(Message(url))
    assert _outcomes(report) == [Outcome.NOTHING_FOUND]


async def test_the_page_reached_is_rated_not_the_link(knowledge: Knowledge) -> None:
    """Behind a shortener the source is the site that the link leads to."""
    end = replace(link("https://gossip.example/x"), steps=(Step(StepKind.SHORTENER, "https://gossip.example/x"),))
    report = await _checker(knowledge, {"https://short.example/1": page(end)}).check(
        Message("https://short.example/1")
    )
    assert _outcomes(report) == [Outcome.UNRELIABLE_SOURCE]
    assert report.verdicts[0].evidence.link == end


async def test_a_redirect_that_fails_is_rated_where_it_failed(knowledge: Knowledge) -> None:
    """When the site behind a shortener does not answer, the reader still learns which site it is."""

    class Failing(HandedPages):
        async def page(self, link: Link, deadline_seconds: float) -> Page:
            reached = replace(sample_link("https://gossip.example/x"), forwarded=link.forwarded)
            raise FetchError(reached.url, Gap(GapStep.FETCH, GapReason.TIMED_OUT), reached)

    checker = Checker(knowledge, Failing({}), lambda: NOW)
    verdict = (await checker.check(Message("https://short.example/1"))).verdicts[0]
    assert verdict.outcome is Outcome.UNRELIABLE_SOURCE
    assert verdict.evidence.link
    assert verdict.evidence.link.forwarded == "https://short.example/1"


async def test_a_rumour_in_the_pages_own_title(knowledge: Knowledge) -> None:
    """An unknown site that tells a known rumour is recognised by what it says."""
    url = "https://unheard-of.example/"
    told = page(link(url), title="Scientists: moon is made of cheese")
    report = await _checker(knowledge, {url: told}).check(Message(url))
    assert _outcomes(report) == [Outcome.KNOWN_PATTERN]


async def test_a_login_page_is_matched_against_nothing(knowledge: Knowledge) -> None:
    """A page that is no article tells no rumour, whatever its title says."""
    url = "https://unheard-of.example/"
    wall = page(link(url), title="moon is made of cheese", gaps=(Gap(GapStep.PAGE, GapReason.LOGIN_WALL),))
    report = await _checker(knowledge, {url: wall}).check(Message(url))
    assert _outcomes(report) == [Outcome.NOT_CHECKED]


async def test_a_relied_on_paper_reports_about_rumours(knowledge: Knowledge) -> None:
    """A headline of a paper that raters rely on is not taken for the rumour that it reports on."""
    url = "https://courier.example/a"
    report = await _checker(knowledge, {url: page(link(url), title="Is the moon made of cheese")}).check(Message(url))
    assert _outcomes(report) == [Outcome.RELIABLE_SOURCE]


async def test_words_beside_a_fact_check_are_about_it(knowledge: Knowledge) -> None:
    """Somebody who shares the debunk is not told off for its words."""
    text = "they say the moon is made of cheese https://checkers.example/moon"
    report = await _checker(knowledge).check(Message(text))
    assert _outcomes(report) == [Outcome.FACT_CHECK]


async def test_words_beside_the_page_that_settles_them(knowledge: Knowledge) -> None:
    """Somebody who shares the authority's own page is not told off either."""
    text = "moon is made of cheese? https://moon.example/rocks"
    report = await _checker(knowledge).check(Message(text))
    assert Outcome.KNOWN_PATTERN not in _outcomes(report)


async def test_a_fact_checkers_own_review_is_quoted(knowledge: Knowledge) -> None:
    """On a listed fact-checker's own domain its ClaimReview counts; one that points elsewhere does not."""
    url = "https://checkers.example/moon"
    own, foreign = review(url=url), review(url="https://elsewhere.example/1")
    report = await _checker(knowledge, {url: page(link(url), claim_reviews=(own, foreign))}).check(Message(url))
    assert [found.review for found in report.verdicts[0].evidence.claim_matches] == [own]


async def test_anyone_can_put_a_review_on_a_page(knowledge: Knowledge) -> None:
    """A ClaimReview on a site that is no fact-checker's counts for nothing."""
    url = "https://unheard-of.example/"
    report = await _checker(knowledge, {url: page(link(url), claim_reviews=(review(url=url),))}).check(Message(url))
    assert report.verdicts[0].evidence.claim_matches == ()


async def test_dangerous_pages_are_not_opened(knowledge: Knowledge) -> None:
    """A phishing site does not learn that its bait was taken."""
    pages = HandedPages({})
    report = await Checker(knowledge, pages, lambda: NOW).check(Message("https://evil.example/login"))
    assert _outcomes(report) == [Outcome.DANGEROUS]
    assert pages.asked == []


async def test_one_deadline_bounds_the_check(knowledge: Knowledge) -> None:
    """A page that never answers becomes a gap; the others are told."""
    slow, quick = "https://slow.example/", "https://quick.example/"
    checker = _checker(knowledge, {slow: None, quick: page(link(quick))}, seconds=0.05)
    report = await checker.check(Message(f"{slow} {quick}"))
    gaps = {verdict.evidence.link.host: verdict.evidence.gaps for verdict in report.verdicts if verdict.evidence.link}
    assert gaps["slow.example"] == (Gap(GapStep.FETCH, GapReason.OUT_OF_TIME),)
    assert gaps["quick.example"] == ()


async def test_at_most_eight_pages_a_message(knowledge: Knowledge) -> None:
    """A message full of links opens eight; of the rest it is said that they were too many."""
    urls = [f"https://site{number}.example/" for number in range(12)]
    pages = HandedPages({url: page(link(url)) for url in urls})
    report = await Checker(knowledge, pages, lambda: NOW).check(Message(" ".join(urls)))
    assert len(pages.asked) == PAGES_A_MESSAGE
    reasons = [gap.reason for verdict in report.verdicts for gap in verdict.evidence.gaps]
    assert reasons == [GapReason.TOO_MANY_LINKS] * 4


async def test_first_answer_says_that_the_page_is_being_read(knowledge: Knowledge) -> None:
    """The answer from the lists alone is marked as not the last word, unless nothing is left to read."""
    checker = _checker(knowledge, {})
    assert not (await checker.first(Message("https://gossip.example/x"))).complete
    assert (await checker.first(Message("https://evil.example/x"))).complete
    assert (await checker.first(Message("moon made of cheese"))).complete


async def test_what_became_known_meanwhile_counts(knowledge: Knowledge) -> None:
    """A message that was read before the lists were replaced is checked by the new ones."""
    checker = Checker(Knowledge(Catalogue(Tables()), Matcher((), (), {})), HandedPages({}), lambda: NOW)
    message = Message("https://gossip.example/x")
    opened = checker.opened(message)
    assert _outcomes(await checker.first(message, opened=opened)) == [Outcome.NOT_CHECKED]
    checker.knowledge = knowledge
    assert _outcomes(await checker.check(message, opened=opened)) == [Outcome.UNRELIABLE_SOURCE]


async def test_admins_word_comes_with_the_raters(knowledge: Knowledge) -> None:
    """What this chat's admins say decides, and the raters stay visible."""

    def local(link: Link) -> tuple[SourceRating, ...]:
        return (rating(Reliability.RELIABLE, voice=Voice.CHAT_ADMINS),)

    report = await _checker(knowledge).first(Message("https://gossip.example/x"), local)
    assert _outcomes(report) == [Outcome.RELIABLE_SOURCE]
    assert {each.voice for each in report.verdicts[0].evidence.ratings} == {Voice.CHAT_ADMINS, Voice.RATER}


async def test_fact_checks_of_a_link_come_before_those_of_its_words(knowledge: Knowledge) -> None:
    """A fact-check of this very link is surer than one of similar words, which then is not asked for."""
    claims = HandedClaims(of_link=True)
    informed = replace(knowledge, claims=claims)
    url = "https://unheard-of.example/"
    report = await _checker(informed, {url: page(link(url))}).check(Message(url))
    assert report.verdicts[0].outcome is Outcome.CLAIM_CHECKED
    assert claims.queries == []


async def test_title_description_and_words_are_queries_of_their_own(knowledge: Knowledge) -> None:
    """What the page says and what the message says are asked about apart."""
    claims = HandedClaims(of_link=False)
    informed = replace(knowledge, claims=claims)
    url = "https://unheard-of.example/"
    await _checker(informed, {url: page(link(url), title="T", description="D")}).check(Message(f"look {url}"))
    assert claims.queries == [Query("T", Of.TITLE), Query("D", Of.DESCRIPTION), Query("look", Of.MESSAGE)]


async def test_a_picture_that_cannot_be_read_is_said(knowledge: Knowledge) -> None:
    """A bare picture is not "nothing found"."""
    report = await _checker(knowledge).check(Message("", images=(b"x",)))
    assert _outcomes(report) == [Outcome.NOT_CHECKED]


async def test_recalled_answer_has_its_rumour_without_the_words(knowledge: Knowledge) -> None:
    """A button pressed later finds the same rumour and links, although no word was kept."""
    report = await _checker(knowledge).recall(["https://gossip.example/x"], ["moon-cheese"], "es")
    assert _outcomes(report) == [Outcome.UNRELIABLE_SOURCE, Outcome.KNOWN_PATTERN]
    assert report.verdicts[1].evidence.pattern_matches[0].title == "La luna es de queso"


async def test_two_links_to_one_page_are_one(knowledge: Knowledge) -> None:
    """Two short links that lead to one page give one verdict."""
    end = page(link("https://gossip.example/x"))
    pages = {"https://short.example/1": end, "https://short.example/2": end}
    report = await _checker(knowledge, pages).check(Message(" ".join(pages)))
    assert len(report.verdicts) == 1


async def test_dead_citations_are_not_shown(knowledge: Knowledge) -> None:
    """A page that was last seen dead is not cited."""
    informed = replace(knowledge, dead_links=frozenset({"https://editors.example/gossip"}))
    report = await _checker(informed).first(Message("https://gossip.example/x"))
    assert report.verdicts[0].evidence.ratings[0].url == "https://editors.example/"


async def test_breaking_is_a_remark_on_old_pages_only(knowledge: Knowledge) -> None:
    """Wording such as "breaking news" beside a page of today is no remark."""
    report = await _checker(knowledge).first(Message("breaking news https://gossip.example/x"))
    assert report.verdicts[0].evidence.signals == ()


async def test_only_a_headline_can_be_click_bait(knowledge: Knowledge) -> None:
    """A friend who writes "you will not believe this" is not told off; a page's headline may be remarked on."""
    url = "https://unheard-of.example/"
    plain = await _checker(knowledge, {url: page(link(url))}).check(Message(f"you will not believe this {url}"))
    bait = await _checker(knowledge, {url: page(link(url), title="You will not believe it")}).check(Message(url))
    kinds = [[signal.kind for signal in each.verdicts[0].evidence.signals] for each in (plain, bait)]
    assert kinds == [[], [SignalKind.CLICKBAIT]]


async def test_a_headline_worded_to_be_clicked_is_remarked_on(knowledge: Knowledge) -> None:
    """The learned score speaks of English headlines only."""
    url, title = "https://unheard-of.example/", "19 things only people who love cats will understand"
    found = []
    for language in ("en", "de"):
        checker = _checker(knowledge, {url: page(link(url), title=title, language=language)})
        found.append([signal.kind for signal in (await checker.check(Message(url))).verdicts[0].evidence.signals])
    assert found == [[SignalKind.CLICKBAIT], []]


@pytest.mark.parametrize(
    "forwarded",
    [
        "https://unheard-of.example/a",
        "https://www.unheard-of.example/a?utm_source=x",
        "https://web.archive.org/web/2021/https://unheard-of.example/a",
        "https://unheard--of-example.cdn.ampproject.org/c/s/unheard-of.example/a",
        "https://wrap.example/go?u=https%3A%2F%2Funheard-of.example%2Fa",
        "https://short.example/1",
        "https://unheard-of.example/mobile/a",
    ],
)
async def test_a_checked_link_is_recognised_however_it_was_sent(knowledge: Knowledge, forwarded: str) -> None:
    """Archived, as an AMP copy, wrapped, shortened, with tracking, or as the page calls itself: it is one link."""
    claims = HandedClaims(of_link=True)
    end = link("https://unheard-of.example/a", forwarded)
    own = page(end, canonical="https://unheard-of.example/a")
    pages = dict.fromkeys(
        (
            end.url,
            "https://www.unheard-of.example/a",
            "https://short.example/1",
            "https://unheard-of.example/mobile/a",
        ),
        own,
    )
    report = await _checker(replace(knowledge, claims=claims), pages).check(Message(forwarded))
    assert "https://unheard-of.example/a" in claims.links
    assert report.verdicts[0].outcome is Outcome.CLAIM_CHECKED


async def test_a_page_cannot_call_itself_by_anothers_address(knowledge: Knowledge) -> None:
    """What a page names as its address counts within its own registrable domain."""
    claims = HandedClaims(of_link=False)
    told = page(link("https://unheard-of.example/a"), canonical="https://elsewhere.example/b")
    await _checker(replace(knowledge, claims=claims), {told.link.url: told}).check(Message(told.link.url))
    assert claims.links == ["https://unheard-of.example/a"]


async def test_a_fact_checkers_page_is_the_debunk_never_the_hoax(knowledge: Knowledge) -> None:
    """Nothing is looked for behind a fact-check: its title tells the rumour, and its link may stand anywhere."""
    claims = HandedClaims(of_link=True)
    url = "https://checkers.example/moon"
    told = page(link(url), title="The moon is made of cheese", claim_reviews=(review(url=url),))
    report = await _checker(replace(knowledge, claims=claims), {url: told}).check(Message(url))
    assert _outcomes(report) == [Outcome.FACT_CHECK]
    assert (claims.links, claims.queries) == ([], [])


@pytest.mark.parametrize("text", ["https://unheard-of.example/", "a text that says something"])
async def test_fact_checks_that_could_not_be_asked_are_no_nothing_found(knowledge: Knowledge, text: str) -> None:
    """Neither of a link nor of words is it said that nothing was found."""
    gap = Gap(GapStep.CLAIMS, GapReason.SOURCE_FAILED)
    informed = replace(knowledge, claims=HandedClaims(of_link=False, gap=gap))
    pages = {"https://unheard-of.example/": page(link("https://unheard-of.example/"))}
    report = await _checker(informed, pages).check(Message(text))
    assert _outcomes(report) == [Outcome.NOT_CHECKED]
    assert report.verdicts[0].evidence.gaps == (gap,)


async def test_what_words_could_not_be_asked_about_is_said_of_the_link(knowledge: Knowledge) -> None:
    """Where the page is relied on its rating stands, and what could not be asked about the words is a gap of it."""

    class OnlyWordsFail(HandedClaims):
        async def for_words(self, asked: Sequence[Query], language: str, seconds: float) -> Findings:
            return Findings((), self.gaps) if asked[0].of is Of.MESSAGE else Findings()

    gap = Gap(GapStep.CLAIMS, GapReason.TIMED_OUT)
    informed = replace(knowledge, claims=OnlyWordsFail(of_link=False, gap=gap))
    url = "https://courier.example/a"
    report = await _checker(informed, {url: page(link(url))}).check(Message(f"read this now {url}"))
    assert [(verdict.outcome, verdict.evidence.gaps) for verdict in report.verdicts] == [
        (Outcome.RELIABLE_SOURCE, (gap,))
    ]


async def test_services_are_given_what_is_left_of_the_deadline(knowledge: Knowledge) -> None:
    """However long a service takes, the check ends when it was said to."""
    left: list[float] = []

    class Waiting(HandedClaims):
        async def for_words(self, asked: Sequence[Query], language: str, seconds: float) -> Findings:
            left.append(seconds)
            return Findings()

    await _checker(replace(knowledge, claims=Waiting(of_link=False)), {}, seconds=3).check(Message("some words"))
    assert 0 < left[0] <= 3
