"""A citation that was last seen dead is never shown: its site's front page stands in, or it is left out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from bot.model import Authority, Evidence, PatternMatch


def without_dead_links(evidence: Evidence, dead: frozenset[str]) -> Evidence:
    """Return ``evidence`` with no link of ``dead`` in it.

    A rating keeps its note and cites the rater's front page. A page to read instead is left out, unless it is
    the one that settles a pattern: then its publisher's front page stands in, since a note must cite something.
    """
    if not dead:
        return evidence
    ratings = tuple(replace(rating, url=_alive(rating.url, dead)) for rating in evidence.ratings)
    patterns = tuple(_pattern(match, dead) for match in evidence.pattern_matches)
    pages = tuple(page for page in evidence.authorities if page.url not in dead)
    reports = tuple(
        replace(page, url=_alive(page.url, dead), illegal_url="" if page.illegal_url in dead else page.illegal_url)
        for page in evidence.report_pages
    )
    return replace(evidence, ratings=ratings, pattern_matches=patterns, authorities=pages, report_pages=reports)


def _pattern(match: PatternMatch, dead: frozenset[str]) -> PatternMatch:
    pages = tuple(page for page in match.authorities if page.url not in dead)
    reviews = tuple(review for review in match.reviews if review.url not in dead)
    return replace(match, authorities=pages or (_front_page(match.authorities[0]),), reviews=reviews)


def _front_page(page: Authority) -> Authority:
    return replace(page, url=_front(page.url), title=page.publisher)


def _alive(url: str, dead: frozenset[str]) -> str:
    return _front(url) if url in dead else url


def _front(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"
