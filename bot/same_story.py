"""One hoax, one note: where patterns and fact-checks meet. Pure.

A fact-check and a pattern tell of the same hoax where

- the fact-check's page is one that the pattern cites (the same canonical address), or
- the claim that was checked, in the fact-checker's own words, is itself recognised as that pattern,

unless the fact-checker found the claim right: that is news about the hoax, and stands by itself. The pattern then
takes the fact-check up: its sentences, and who rated it how, in one note. A fact-check that is only related is not
taken up, since a pattern may tell a whole family of hoaxes ("a celebrity has died") of which this is another one; nor
is it told beside the pattern, which says what there is to say of that family.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.model import MatchHow, Reliability

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.model import ClaimMatch, ClaimReview, Evidence, PatternMatch

REVIEWS: Final = 3
"""Fact-checks of one pattern that are told."""


@dataclass(frozen=True, slots=True)
class Stories:
    """How a story is recognised."""

    address: Callable[[str], str]
    """URL -> what all spellings of that page share."""
    tells: Callable[[str], frozenset[str]]
    """Text -> ids of the patterns that it tells."""

    def is_same(self, review: ClaimReview, pattern: PatternMatch) -> bool:
        """Tell whether a fact-check is of the hoax that a pattern knows."""
        if review.reliability is Reliability.RELIABLE:
            return False
        pages = (*(page.url for page in pattern.authorities), *(each.url for each in pattern.reviews))
        if self.address(review.url) in {self.address(url) for url in pages}:
            return True
        return pattern.pattern_id in self.tells(review.claim_reviewed)


def told_once(evidences: Sequence[Evidence], stories: Stories) -> list[Evidence]:
    """Return all evidence of one message with the fact-checks of a recognised hoax handed to its pattern.

    A link whose page was checked to be this hoax, while only the words beside it tell the pattern, gets the pattern
    too, so that both are one answer. A match by this very link stays, since it decides the outcome.
    """
    known = {match.pattern_id: match for evidence in evidences for match in evidence.pattern_matches}
    if not known:
        return list(evidences)
    taken: defaultdict[str, list[ClaimReview]] = defaultdict(list)
    handed = [_handed(evidence, known, stories, taken) for evidence in evidences]
    full = {name: _with_reviews(match, taken[name], stories) for name, match in known.items()}
    return [replace(evidence, pattern_matches=_ordered(evidence.pattern_matches, full, taken)) for evidence in handed]


def _handed(
    evidence: Evidence,
    known: dict[str, PatternMatch],
    stories: Stories,
    taken: defaultdict[str, list[ClaimReview]],
) -> Evidence:
    """Hand over the fact-checks of one link or text; what a debunk's page holds is its own, and stays."""
    if evidence.is_fact_check:
        return evidence
    kept: list[ClaimMatch] = []
    patterns = list(evidence.pattern_matches)
    for match in evidence.claim_matches:
        found = next((each for each in (*patterns, *known.values()) if stories.is_same(match.review, each)), None)
        if found is None:
            kept.append(match)
            continue
        if match.how is MatchHow.RELATED:
            continue
        taken[found.pattern_id].append(match.review)
        if match.how is MatchHow.SAME_LINK:
            kept.append(match)
        if all(each.pattern_id != found.pattern_id for each in patterns):
            patterns.append(found)
    return replace(evidence, claim_matches=tuple(kept), pattern_matches=tuple(patterns))


def _with_reviews(match: PatternMatch, reviews: Iterable[ClaimReview], stories: Stories) -> PatternMatch:
    each = {stories.address(review.url): review for review in reversed((*match.reviews, *reviews))}
    return replace(match, reviews=tuple(reversed(each.values()))[:REVIEWS])


def _ordered(
    matches: Iterable[PatternMatch], full: dict[str, PatternMatch], taken: dict[str, list[ClaimReview]]
) -> tuple[PatternMatch, ...]:
    """The pattern that a fact-check is of comes first: it is the one that is told at length."""
    found = [full[match.pattern_id] for match in matches]
    return tuple(sorted(found, key=lambda match: not taken[match.pattern_id]))
