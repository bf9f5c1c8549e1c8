"""Fact-checks that stand in no index here (another service handed them over), judged as those of the index are.

The judge weighs how rare a word is among fact-checks. That is asked of the index at hand: without one that is large
enough nobody can tell a telling word from a common one, and nothing is said to be the same claim.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, Protocol

from bot.claims.corpus import Corpus
from bot.claims.entry import Entry
from bot.claims.features import Known, known
from bot.claims.search import Hit, told
from bot.claims.words import terms
from bot.model import MatchHow

ENOUGH: Final = 1_000
"""Fact-checks of an index from which rarities can be told."""
_K1: Final = 1.2
_B: Final = 0.75
_USUAL_TERMS: Final = 25
"""Terms of a claim and its headline; BM25 with k1 and b as tantivy, and so the index, has them."""


class Index(Corpus, Protocol):
    """The index at hand (``bot.claims.generation.Generation``)."""

    def __len__(self) -> int:
        """Return how many fact-checks there are."""
        ...


class Handed:
    """A few fact-checks, read as a generation of the index is."""

    def __init__(self, entries: Sequence[Entry], known: Index) -> None:
        self.rarity = known.rarity
        self.rarity_of_share = known.rarity_of_share
        self._entries = entries
        self._terms = [Counter(terms(f"{entry.review.claim_reviewed}\n{entry.headline}")) for entry in entries]

    def entry(self, number: int) -> Entry:
        """Return one entry."""
        return self._entries[number]

    def known(self, number: int) -> Known:
        """Return one entry's words, made ready."""
        return known(self._entries[number], self.rarity)

    def search(self, weighed: Mapping[str, float], limit: int) -> list[tuple[int, float]]:
        """Return entries that have any of these terms, best first, with their BM25 scores."""
        scored = [(number, self._score(weighed, found)) for number, found in enumerate(self._terms)]
        ordered = sorted(scored, key=lambda pair: (-pair[1], pair[0]))
        return [pair for pair in ordered if pair[1] > 0][:limit]

    def _score(self, weighed: Mapping[str, float], found: Counter[str]) -> float:
        stretch = _K1 * (1 - _B + _B * found.total() / _USUAL_TERMS)
        return sum(
            weight * self.rarity(term) * found[term] * (1 + _K1) / (found[term] + stretch)
            for term, weight in weighed.items()
            if term in found
        )


def judged(entries: Sequence[Entry], text: str, known: Index | None) -> tuple[Hit, ...]:
    """Return those of ``entries`` that something should be said of, likeliest first.

    Args:
        entries: handed over; their publishers were admitted already.
        text: what somebody passed on.
        known: the index at hand; None where there is none.
    """
    if known is None or not len(known) or not entries:
        return ()
    hits = told(Handed(entries, known), text)
    if len(known) >= ENOUGH:
        return hits
    return tuple(replace(hit, how=MatchHow.RELATED) for hit in hits)
