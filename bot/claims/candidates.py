"""A text -> the few fact-checks that may be about it, by words. What they are worth is the judge's business."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.claims.corpus import Corpus
    from bot.claims.features import Asked, Passage

CANDIDATES: Final = 30
"""Kept for the judge; the right one was among them as often as among a hundred (docs/claims.md)."""
_TERMS_A_QUERY: Final = 24
"""Rarest terms of a passage that are searched for: the others cost time and change nothing."""
_COMMON: Final = 0.1
"""Terms that stand in a larger share of all fact-checks than this say nothing; they are left out."""


def by_words(generation: Corpus, query: Asked, limit: int = CANDIDATES) -> dict[int, float]:
    """Return entry number -> BM25 score of the passage that it fits best."""
    found: dict[int, float] = {}
    for passage in query.passages:
        for number, score in generation.search(_weighed(generation, passage), limit):
            if score > found.get(number, 0.0):
                found[number] = score
    best = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]
    return dict(best)


def _weighed(generation: Corpus, passage: Passage) -> dict[str, float]:
    least, unknown = generation.rarity_of_share(_COMMON), generation.rarity_of_share(0)
    known = {term: rarity for term in passage.known if (rarity := generation.rarity(term)) < unknown}
    telling = {term: rarity for term, rarity in known.items() if rarity >= least} or known
    rarest = sorted(telling, key=lambda term: (-telling[term], term))[:_TERMS_A_QUERY]
    return dict.fromkeys(rarest, 1.0)
