"""A text -> the few fact-checks that may be about it, by words. What they are worth is the judge's business."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.claims.corpus import Corpus
    from bot.claims.features import Asked, Passage

CANDIDATES: Final = 30
"""Kept for the judge; the right one was among them as often as among a hundred (docs/claims.md)."""
_TERMS: Final = 32
"""Rarest terms of a short text or a stretch that are searched for: more cost time and bring little."""
_TERMS_OF_LONG: Final = 80
"""The same of a long text as a whole: fewer lose what is told all through it."""
_COMMON: Final = 0.1
"""Terms that stand in a larger share of all fact-checks than this say nothing; they are left out."""


def by_words(generation: Corpus, query: Asked, limit: int = CANDIDATES) -> dict[int, float]:
    """Return entry number -> BM25 score of the passage that it fits best."""
    found: dict[int, float] = {}
    most = _TERMS_OF_LONG if query.stretches else _TERMS
    for passage, terms in ((query.whole, most), *((stretch, _TERMS) for stretch in query.stretches)):
        for number, score in generation.search(_weighed(generation, passage, terms), limit):
            if score > found.get(number, 0.0):
                found[number] = score
    best = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]
    return dict(best)


def _weighed(generation: Corpus, passage: Passage, most: int) -> dict[str, float]:
    least, unknown = generation.rarity_of_share(_COMMON), generation.rarity_of_share(0)
    known = {term: rarity for term in passage.known if (rarity := generation.rarity(term)) < unknown}
    telling = {term: rarity for term, rarity in known.items() if rarity >= least} or known
    rarest = sorted(telling, key=lambda term: (-telling[term], term))[:most]
    return dict.fromkeys(rarest, 1.0)
