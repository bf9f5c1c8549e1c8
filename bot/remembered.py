"""What of an answer's words is kept so that a button under it still works: never the words. Pure.

A message's own text is not kept. What was recognised in it is: the ids of patterns, and the fact-checks it was
matched with, each as the publisher's own published words, behind ``CHECKED``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.claims.entry import Entry, from_line, to_line
from bot.model import ClaimMatch, MatchHow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.model import ClaimReview, Report

CHECKED: Final = "checked:"
"""Begins a kept fact-check; no pattern's id has a colon."""

LONGEST: Final = 300
"""Characters of a claim that are kept."""


def of_report(report: Report) -> tuple[str, ...]:
    """Return what to keep of a report's words: each pattern's id, and the fact-checks found for the words alone.

    Fact-checks of a link or its page are found again by the link.
    """
    patterns = [match.pattern_id for verdict in report.verdicts for match in verdict.evidence.pattern_matches]
    by_words = [
        _kept(match.how, match.review)
        for verdict in report.verdicts
        if verdict.evidence.link is None
        for match in verdict.evidence.claim_matches
    ]
    taken_up = [
        _kept(MatchHow.SAME_CLAIM, review)
        for verdict in report.verdicts
        if verdict.evidence.link is None
        for match in verdict.evidence.pattern_matches
        for review in match.reviews
        if review.appearances or review.language
    ]
    return tuple(dict.fromkeys((*patterns, *by_words, *taken_up)))


def patterns_in(kept: Iterable[str]) -> tuple[str, ...]:
    """Return the ids of patterns."""
    return tuple(each for each in kept if not each.startswith(CHECKED))


def claims_in(kept: Iterable[str]) -> tuple[ClaimMatch, ...]:
    """Return the fact-checks; one that an older program kept in another form is passed over."""
    return tuple(_matches(kept))


def _kept(how: MatchHow, review: ClaimReview) -> str:
    short = replace(review, claim_reviewed=review.claim_reviewed[:LONGEST], appearances=())
    return f"{CHECKED}{how.value}:{to_line(Entry(short)).decode()}"


def _matches(kept: Iterable[str]) -> Iterator[ClaimMatch]:
    for each in kept:
        if each.startswith(CHECKED):
            how, _, line = each.removeprefix(CHECKED).partition(":")
            try:
                yield ClaimMatch(from_line(line.encode()).review, MatchHow(int(how)), 1.0)
            except ValueError:
                continue
