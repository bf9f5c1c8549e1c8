"""Which fact-checks count, and how their words are read. Pure.

Anyone can put ClaimReview on a page and into a feed. Only the review on the page of a listed fact-checker counts:
what makes a publisher is the registrable domain of the review's own address, never the name that it gives itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from bot.claims.entry import Entry
from bot.claims.feed import Tally
from bot.claims.words import folded
from bot.links import registrable_domain
from bot.model import Reliability

_LONGEST_CLAIM: Final = 1_000
_SHORTEST_CLAIM: Final = 8
"""Characters; "False" or "Photo" alone would match anything."""

Readings = Mapping[str, Mapping[str, Reliability | None]]
"""Registrable domain of a fact-checker, or "*" for all -> its words, folded -> how each is read."""


@dataclass(frozen=True)
class Admission:
    """Who counts as a fact-checker, and how each one's words are read."""

    is_fact_checker: Callable[[str], bool]
    """Host -> whether it is a listed fact-checker's."""
    readings: Readings = field(default_factory=dict)

    def admitted(self, entries: Iterable[Entry], tally: Tally) -> Iterator[Entry]:
        """Yield the entries that count, their ratings read; ``tally`` counts the others by reason."""
        known: dict[str, bool] = {}
        for entry in entries:
            host = _host(entry.review.url)
            if host not in known:
                known[host] = self.is_fact_checker(host)
            if not known[host]:
                tally["not_listed"] += 1
                tally[f"not_listed:{registrable_domain(host)}"] += 1
            elif len(entry.review.claim_reviewed.strip()) < _SHORTEST_CLAIM:
                tally["no_claim"] += 1
            else:
                yield self._read(entry, host)

    def _read(self, entry: Entry, host: str) -> Entry:
        review = entry.review
        reliability = self.reading(host, review.textual_rating)
        claim = review.claim_reviewed[:_LONGEST_CLAIM]
        publisher = review.publisher or registrable_domain(host) or host
        return replace(
            entry, review=replace(review, claim_reviewed=claim, publisher=publisher, reliability=reliability)
        )

    def reading(self, host: str, rating: str) -> Reliability | None:
        """Return how a fact-checker's word is read; None where nobody has said."""
        word = _word(rating)
        own = self.readings.get(registrable_domain(host) or host, {})
        return own[word] if word in own else self.readings.get("*", {}).get(word)


def readings_of(
    reviewers: Mapping[str, Mapping[str, Reliability | None]],
) -> dict[str, dict[str, Reliability | None]]:
    """Return sources.yaml's ``reviewers`` by registrable domain, their words folded; ``all`` is "*"."""
    return {
        "*" if host == "all" else registrable_domain(host) or host: {
            _word(word): read for word, read in words.items()
        }
        for host, words in reviewers.items()
    }


def _word(rating: str) -> str:
    return folded(" ".join(rating.split())).strip(" .!\"'“”«»")


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].rpartition("@")[2].partition(":")[0].lower()
