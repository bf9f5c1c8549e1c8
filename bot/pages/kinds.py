"""What a page really is when it is no article: a login wall, a consent page, a bot check, a soft 404, for sale.

Conservative: a real article about "404", cookies or log-ins is never taken for one. Nothing is decided from a word in
running text; a title or a heading must be the announcement itself, and the page must be short. A paywalled article is
an article: its headline and first lines are what it says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from bot.model import Gap, GapReason, GapStep, StepKind
from bot.pages import phrases
from bot.pages.facts import Sources, letters, segments, site_words
from bot.tidy import tidy

_LONG: Final = 2_500
"""Characters of main text from which a page is an article, whatever its title says."""
_SHORT: Final = 800
_FEW_LETTERS: Final = 10

_LOGIN_PATH: Final = re.compile(
    r"/(?:log-?in|sign-?in|log-?on|authwall|checkpoint|sso|servicelogin|oauth2?|authenticate)(?:[/.]|$)",
    re.IGNORECASE,
)
_CONSENT_PATH: Final = re.compile(
    r"/(?:consent|cookie-?consent|privacy-?gate|cookie-?wall|collectconsent)(?:[/.]|$)", re.I
)
_CONSENT_HOST: Final = re.compile(r"(?:^|\.)(?:consent|guce|myprivacy|cmp|privacy-?gate)\.")
_LOST_PATH: Final = re.compile(
    r"/(?:404|not-?found|page-?not-?found|error-?404|404error)(?:\.\w+)?/?$", re.IGNORECASE
)
_PARKING: Final = re.compile(
    r"sedoparking\.com|parkingcrew\.net|bodis\.com|parklogic\.com|above\.com/|afternic\.com|hugedomains\.com"
    r"|parking-lander|d38psrni17bvxu\.cloudfront\.net|skenzo\.com|cashparking|domainsponsor|parking\.(?:reg|nic)\.ru"
    r"|//parking\.|//parked",
    re.IGNORECASE,
)
_LANDER: Final = re.compile(r"location\.(?:href|replace)\s*[=(]\s*[\"']/lander")
_SLUG: Final = re.compile(r"(?:[^/-]+-){3}|\d{5}")


@dataclass(frozen=True, slots=True)
class _View:
    """A page as its kinds are told by."""

    sources: Sources
    titles: tuple[tuple[str, ...], ...]
    """The title element and og:title, each cut into plain segments without the site's name."""
    headings: tuple[tuple[str, ...], ...]
    """The first two h1, or h2 where there is none, cut likewise."""
    text: str
    """Main text."""
    seen: int
    """Characters that can be seen."""
    described: bool
    article: bool
    """True when metadata call it an article."""

    def nameless(self) -> bool:
        """Say whether the title element holds nothing but the site's name."""
        return not any(self.titles[:1])

    def titled(self, known: frozenset[str]) -> bool:
        """Say whether a title, without the site's name, begins with or is one of ``known``."""
        return _any_is(self.titles, known)

    def headed(self, known: frozenset[str]) -> bool:
        """Say the same of a heading."""
        return _any_is(self.headings, known)

    def announces(self, known: frozenset[str]) -> bool:
        """Say whether a title is one of ``known``, or, under a title that says nothing, a heading.

        A headline with "Sign in" further down is an article with a form.
        """
        return self.titled(known) or (self.nameless() and self.headed(known))


def _any_is(titles: tuple[tuple[str, ...], ...], known: frozenset[str]) -> bool:
    return any(parts and (parts[0] in known or " ".join(parts) in known) for parts in titles)


def gaps(sources: Sources, site: str, main_text: str, described: bool) -> tuple[Gap, ...]:
    """Return what the page really is, as at most one gap; empty for an article, or for what cannot be told.

    Args:
        sources: the page.
        site: the site's name; "" when unknown.
        main_text: its main text.
        described: whether it has a description of its own.
    """
    says_so = described and is_article(sources)
    if (says_so or len(main_text) >= _LONG) and not sources.at_root() and not _CONSENT_HOST.search(sources.link.host):
        return ()  # none of the tests below would tell it for anything else
    view = _view(sources, site, main_text, described)
    for reason, test in (
        (GapReason.CONSENT_PAGE, _is_consent),
        (GapReason.LOGIN_WALL, _is_login),
        (GapReason.BOT_CHECK, _is_bot_check),
        (GapReason.PARKED, _is_parked),
        (GapReason.SOFT_404, _is_lost),
        (GapReason.NO_TEXT, _is_empty),
    ):
        if test(view):
            return (Gap(GapStep.PAGE, reason),)
    return ()


def is_article(sources: Sources) -> bool:
    """Say whether a page's metadata call it an article."""
    return "article" in sources.meta("og:type").lower() or bool(sources.meta("article:published_time"))


def is_described(sources: Sources) -> bool:
    """Say whether a page has a description of its own."""
    return bool(sources.meta("og:description", "description"))


def _view(sources: Sources, site: str, main_text: str, described: bool) -> _View:
    own = site_words(site, sources.link)
    h1, h2 = ([block.text for block in sources.body.blocks if block.tag == tag] for tag in ("h1", "h2"))
    return _View(
        sources=sources,
        titles=tuple(_parts(text, own) for text in (sources.parsed.title, sources.meta("og:title"))),
        headings=tuple(_parts(text, own) for text in (h1 or h2)[:2]),
        text=main_text,
        seen=sources.body.seen(),
        described=described,
        article=is_article(sources),
    )


def _parts(text: str, own: frozenset[str]) -> tuple[str, ...]:
    cut = [part for part in segments(tidy(text, 200)) if letters(part) not in own]
    return tuple(part for part in (phrases.plain(part) for part in cut) if part)


def _is_consent(view: _View) -> bool:
    link = view.sources.link
    if _CONSENT_HOST.search(link.host):
        return True
    if len(view.text) >= _LONG or view.article:
        return False
    asked = view.announces(phrases.CONSENT)
    if _CONSENT_PATH.search(urlsplit(link.url).path):
        return asked or len(view.text) < _SHORT
    return asked and (not view.described or not view.text)


def _is_login(view: _View) -> bool:
    if len(view.text) >= _SHORT or view.article:
        return False
    if view.announces(phrases.LOGIN):
        return True
    # A headline over a teaser and a password field is a paywall; the site's bare name over one is a wall.
    password = view.sources.body.password
    if _LOGIN_PATH.search(urlsplit(view.sources.link.url).path):
        return view.nameless() or password
    return view.nameless() and password and not view.sources.at_root()


def _is_parked(view: _View) -> bool:
    if len(view.text) >= _LONG or view.seen >= _LONG or view.article:
        return False
    if any(_PARKING.search(address) for address in view.sources.body.loads):
        return view.seen < _SHORT
    said = [" ".join(parts) for parts in (*view.titles, *view.headings)]
    if view.seen < _SHORT:
        said += [phrases.plain(block.text) for block in view.sources.body.blocks]
    offered = any(f" {phrase} " in f" {text} " for text in said for phrase in phrases.FOR_SALE)
    host = letters(view.sources.link.registrable_domain)
    named = (
        bool(host) and host in letters(view.sources.parsed.title) and "for sale" in view.sources.parsed.title.lower()
    )
    return offered or named or (view.seen < 100 and bool(_LANDER.search(view.sources.parsed.source[:20_000])))


def _is_lost(view: _View) -> bool:
    if _left_for_front_page(view.sources):
        return True
    if len(view.text) >= _SHORT or view.article:
        return False
    if (
        view.titled(phrases.NOT_FOUND)
        or view.headed(phrases.NOT_FOUND)
        or _LOST_PATH.search(urlsplit(view.sources.link.url).path)
    ):
        return True
    number = [parts for parts in (*view.titles, *view.headings) if parts]
    return bool(number) and all(set(parts) <= phrases.NUMBER_ALONE | phrases.NOT_FOUND for parts in number[:1])


def _left_for_front_page(sources: Sources) -> bool:
    """Say whether an article's address of this very host led to its front page, as removed articles do."""
    if not sources.at_root():
        return False
    steps = sources.link.steps
    if not any(step.kind in {StepKind.REDIRECT, StepKind.META_REFRESH} for step in steps):
        return False
    before = (sources.link.forwarded, *(step.url for step in steps[:-1]))
    return any(
        (urlsplit(url).hostname or "").removeprefix("www.") == sources.link.host.removeprefix("www.")
        and bool(_SLUG.search(urlsplit(url).path))
        for url in before
    )


def _is_bot_check(view: _View) -> bool:
    """A riddle, or a wait, that is put before the page to keep programs out."""
    return len(view.text) < _SHORT and not view.article and view.announces(phrases.CHALLENGE)


def _is_empty(view: _View) -> bool:
    if len(view.text) >= _SHORT:
        return False
    blocks = view.sources.body.blocks
    said = [phrases.plain(block.text) for block in blocks]
    told = sum(len(text.replace(" ", "")) for text in said if text not in phrases.SCRIPT_NEEDED)
    return told < _FEW_LETTERS and not view.described
